import type { Clock } from '#lib/clock.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { DONE, setsSame, takenBy } from '#lib/rollout.ts';
import { dealStages } from '#lib/rollout-stages.ts';
import { shortened } from '#lib/shorten.ts';
import type { ItemQuery, Rollout, Store } from '#store/index.ts';
import { namesChangers } from './rollout-changers.ts';

/** Devices that are looked for together. */
const PAGE = 200;
const MOST_NAMED = 3;

/** What is done with the rows of all devices of a rollout, without asking any of them. */
export function devicesOf({ rollouts, clock }: { rollouts: Store['rollouts']; clock: Clock }) {
  const { items } = rollouts;
  const nameChangers = namesChangers({ rollouts });

  /** Of one stage a state after the other: so the index has them in their order, and no page has the store sort the stage anew. */
  async function* inTurn<One>({ stage, states }: ItemQuery, read: (query: ItemQuery) => AsyncGenerator<One>) {
    if (stage === undefined || !states)
      yield* read({ ...(stage !== undefined && { stage }), ...(states && { states }) });
    else for (const state of states) yield* read({ stage, states: [state] });
  }
  const itemsOf = (id: string, query: ItemQuery) => inTurn(query, (one) => items.every(id, one));

  /** Of this stage, of the one before it, which was not looked at yet, and of the one before that, which was not through. */
  async function* ofLate<One>({ stage, retriedFrom = 0 }: Rollout, read: (query: ItemQuery) => AsyncGenerator<One>) {
    for (let one = Math.max(retriedFrom, stage - 2); one <= stage; one += 1)
      yield* inTurn({ stage: one, states: DONE }, read);
  }
  const changed = (rollout: Rollout) => ofLate(rollout, (query) => items.every(rollout.id, query));
  /** What is needed of the same to see how they are. */
  const looks = (rollout: Rollout) => ofLate(rollout, (query) => items.looks(rollout.id, query));

  /** Of two rollouts that set the same on one device, the one that was started first does. */
  async function leaveToOthers(rollout: Rollout): Promise<void> {
    if (!(await items.hasElsewhere(rollout.id))) return;
    for (let after = 0; ; ) {
      const page = await items.page(rollout.id, { after, limit: PAGE, states: ['change'] });
      const last = page.at(-1);
      if (!last) return;
      after = last.place;
      const others = await items.elsewhere(
        rollout.id,
        page.map(({ deviceId }) => deviceId),
      );
      for (const item of page) {
        const other = others.find((one) => one.deviceId === item.deviceId && setsSame(item.wishes, one.keys));
        if (!other) continue;
        const why = `Rollout ${other.number} is to set the same there`;
        await items.settle(item, { state: 'blocked', reason: takenBy(other.number), why });
      }
    }
  }

  /** Of those that are left, so many as a canary was; none where one alone is left, or none that can show how it bears it. */
  async function otherCanaries(id: string, count: number): Promise<Map<string, number>> {
    const { stages } = dealStages(await items.toChange(id), { canary: { count } });
    return new Map([...stages].filter(([, stage]) => stage === 0));
  }

  /** Devices of which nobody could look what became of them: they are not known, rather than not begun. Gives how many. */
  async function unfinished({ id, spec }: Rollout): Promise<number> {
    let count = 0;
    for await (const item of itemsOf(id, { states: ['change', 'sending'] })) {
      const { state, attempt, sentAt, maybeSentAt } = item;
      // Taken in hand and not let go of: its process was killed.
      if (state === 'change' && attempt === 0 && sentAt === undefined && maybeSentAt === undefined) continue;
      const isOnce = state === 'sending' || spec.work.kind === 'command';
      const why = isOnce
        ? 'The rollout ended before I knew whether it ran. I do not send it again'
        : 'The rollout ended before I could look whether it was changed';
      await items.settle(item, { state: 'uncertain', reason: 'unknown', why, maybeSentAt: maybeSentAt ?? clock.now() });
      count += 1;
    }
    return count;
  }

  /** A few by their names, of many how many: "Camden and Kew", "12 devices". */
  async function whoFailed(id: string, failed: number): Promise<string> {
    if (failed > MOST_NAMED) return deviceCount(failed);
    const names: string[] = [];
    for await (const { name } of items.ends(id, { states: ['failed', 'uncertain'] })) names.push(shortened(name, 40));
    return names.length === failed ? nameList(names, MOST_NAMED) : deviceCount(failed);
  }

  /** Once all were looked at: what other rollouts are about to do there, or did. */
  async function sortOut(rollout: Rollout): Promise<void> {
    await leaveToOthers(rollout);
    await nameChangers(rollout);
  }

  return { itemsOf, changed, looks, sortOut, otherCanaries, unfinished, whoFailed };
}
