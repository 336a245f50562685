/** Something that waits for devices, and whoever works on it until then (epoch ms). */
export interface InLine {
  planId: string;
  devices: readonly { id: string }[];
  until: number;
  claimedUntil: number;
}

const sharesDevice = (left: Pick<InLine, 'devices'>, right: Pick<InLine, 'devices'>): boolean =>
  left.devices.some(({ id }) => right.devices.some((other) => other.id === id));

/** Its place among those that want one of its devices, from 1. `line` begins with the first. */
export function placeIn<Waiting extends InLine>(line: readonly Waiting[], planId: string): number {
  const at = line.findIndex((one) => one.planId === planId);
  const mine = line[at];
  return mine ? 1 + line.slice(0, at).filter((one) => sharesDevice(one, mine)).length : 0;
}

/** Those whose turn it is: no device of theirs is changed now, or wanted by one before them. What ran out is due at once. */
export function readyIn<Waiting extends InLine>(
  line: readonly Waiting[],
  held: readonly { deviceId: string }[],
  now: number,
): Waiting[] {
  const taken = new Set(held.map(({ deviceId }) => deviceId));
  return line.filter(({ devices, until, claimedUntil }) => {
    const isFree = !devices.some(({ id }) => taken.has(id));
    const isLate = until < now;
    if (!isLate) for (const { id } of devices) taken.add(id);
    return claimedUntil <= now && (isFree || isLate);
  });
}
