import { busyReply, namesOf, queuedReply } from '#guard/lock-replies.ts';
import { Busy, QUEUE_MS } from '#guard/locks.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { placeIn } from '#lib/in-line.ts';
import type { Plan as PlanRecord } from '#store/index.ts';
import { keepPlan } from './kept.ts';
import { type Asked, type Confirmed, perform } from './perform.ts';
import type { Rooms } from './rooms.ts';
import { type Answered, auditOf } from './trail.ts';

/** Does a plan; or, while its devices are somebody else's, says whose they are and offers to wait. */
export async function performOrWait(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  confirmed?: Confirmed,
): Promise<Answered> {
  const { talk } = asked;
  try {
    // Whoever is ready to wait does not go before those who wait.
    if (talk.whenFree && !confirmed?.waited && (await othersWait(rooms, plan))) throw new Busy([]);
    return { reply: await perform(rooms, asked, intent, plan, confirmed) };
  } catch (error) {
    // What waited goes on waiting.
    if (!(error instanceof Busy) || confirmed?.waited) throw error;
    await confirmed?.settle('failed', error.message);
    const { targets: devices } = plan;
    const record = await keepPlan(rooms, asked, intent, plan, { devices, isHarmless: confirmed === undefined });
    if (talk.whenFree) return enqueue(rooms, asked, record);
    await auditOf(rooms, talk, asked.asker).write(intent.name, asked.words, 'refused', plan.targets, {
      detail: error.message,
    });
    const reader = { now: rooms.clock.now(), readIn: talk.space.id, seesAllOf: await seesAllOf(rooms, asked) };
    return shown(rooms, asked, record, busyReply(error.locks, plan, record, asked.asker, reader));
  }
}

/** Whether the asker sees every device that a change holds. */
async function seesAllOf({ store }: Rooms, { run }: Asked): Promise<(holder: string) => boolean> {
  const [all, isSeen] = [await store.locks.all(), await run.read.sees()];
  return (holder) => all.every((lock) => lock.holder !== holder || isSeen(lock.deviceId));
}

async function othersWait({ store }: Rooms, { targets }: Plan<unknown>): Promise<boolean> {
  const line = await store.queue.all();
  return line.some(({ devices }) => devices.some(({ id }) => targets.some((target) => target.id === id)));
}

/** Puts a plan in the queue. What was put there by an earlier attempt of the same event stays as it is. */
export async function enqueue(rooms: Rooms, asked: Asked, record: PlanRecord): Promise<Answered> {
  const { store, clock, timeZone } = rooms;
  const { talk, asker } = asked;
  const now = clock.now();
  const { waits } = record;
  if (!waits) throw new Error('a plan that does not wait was to be queued');
  const move = { from: 'open', to: 'queued', by: asker.id, at: now, expiresAt: now + QUEUE_MS } as const;
  const { expiresAt: until } =
    record.state === 'open' ? ((await store.plans.claim(record.id, move)) ?? record) : record;
  const { id, title, type } = talk.space;
  const queued = await store.queue.add({
    planId: record.id,
    until,
    ...waits,
    title: record.title,
    personId: asker.id,
    personName: asker.displayName,
    space: { id, title, type },
  });
  await auditOf(rooms, talk, asker).write(record.command, asked.words, 'planned', waits.devices, {
    detail: `waits until ${namesOf(waits.devices)} can be changed`,
  });
  const place = placeIn(await store.queue.all(), record.id);
  return shown(rooms, asked, record, queuedReply(queued, Math.max(place, 1), { now, timeZone }));
}

/** The card of an earlier attempt may stand in the space too: either can be pressed, and once only. */
const shown = ({ store }: Rooms, { talk }: Asked, { id }: PlanRecord, reply: Answered['reply']): Answered =>
  talk.attempt.number > 1 ? { reply } : { reply, onPosted: (messageId) => store.plans.attachMessage(id, messageId) };
