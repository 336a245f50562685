import { DONE, type ItemState } from '#lib/rollout.ts';
import type { AuditOutcome, ItemEnd, Rollout } from '#store/index.ts';
import { actedAsNote } from '../admin.ts';
import type { auditOf } from '../trail.ts';

/** Devices that one entry names. */
const MOST_NAMED = 500;

const OUTCOMES: Partial<Record<ItemState, AuditOutcome>> = {
  failed: 'failed',
  uncertain: 'uncertain',
  skipped: 'refused',
  ...Object.fromEntries(DONE.map((state) => [state, 'done'])),
};

/** Of whole rows a thousand would be held, of each of several outcomes. */
interface Named {
  devices: { id: string; name: string }[];
  trackingIds: string[];
}

/** What became of each device of a rollout, so that the history of a device tells of it: entries of some hundred devices. */
export async function auditItems(
  trail: ReturnType<typeof auditOf>,
  { number, spec, actsAs }: Rollout,
  items: AsyncIterable<ItemEnd>,
): Promise<void> {
  const waiting = new Map<AuditOutcome, Named>();
  const detail = [`rollout ${number}: ${spec.title}`, actedAsNote({ actedAs: actsAs })].filter(Boolean).join(', ');
  const write = (outcome: AuditOutcome, { devices, trackingIds }: Named) =>
    trail.write('rollout', spec.words, outcome, devices, { trackingIds, detail });
  for await (const item of items) {
    const outcome = OUTCOMES[item.state];
    if (outcome === undefined) continue;
    const named = waiting.get(outcome) ?? { devices: [], trackingIds: [] };
    waiting.set(outcome, named);
    named.devices.push({ id: item.deviceId, name: item.name });
    if (item.trackingId !== undefined) named.trackingIds.push(item.trackingId);
    if (named.devices.length < MOST_NAMED) continue;
    await write(outcome, named);
    waiting.delete(outcome);
  }
  for (const [outcome, named] of waiting) await write(outcome, named);
}
