/** How far a zone's clocks are ahead of UTC at a moment, in ms. */
function aheadMs(epochMs: number, timeZone: string): number {
  const name = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(epochMs)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
  return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
}

/**
 * The moment (epoch ms) at which clocks of a zone show this: `2026-11-20` is the first of that day, `2026-11-20T08:30` that
 * minute. Undefined for what is no date. A time that clocks skip or show twice gives a moment beside it.
 */
export function fromZoned(text: string, timeZone: string): number | undefined {
  const [, day, time = '00:00'] = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  // Date.parse takes the 31st of a month of thirty days for the day after.
  if (Number.isNaN(asUtc) || new Date(asUtc).toISOString().slice(0, 10) !== day) return undefined;
  const near = asUtc - aheadMs(asUtc, timeZone);
  return asUtc - aheadMs(near, timeZone);
}

/** The day of a moment, as clocks of a zone show it: `2026-11-20`. */
export const dayIn = (epochMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(epochMs);
