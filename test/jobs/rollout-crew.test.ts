import { afterEach, beforeEach, expect, test } from 'vitest';
import { Crew } from '#jobs/rollout-crew.ts';
import type { Hands } from '#jobs/rollout-work.ts';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { ItemState } from '#lib/rollout.ts';
import type { Rollout, RolloutItem, Store } from '#store/index.ts';
import { engines, type Place, quiet } from '../store/engines.ts';
import { newRollout } from '../store/suites/rollouts.ts';

let place: Place;
let store: Store;
let rollout: Rollout;

beforeEach(async () => {
  const [sqlite] = engines;
  if (!sqlite) throw new Error('there is no engine');
  place = await sqlite.place();
  store = await place.open();
  const added = await store.rollouts.add(newRollout(), [{ deviceId: 'fjord', name: 'Fjord', product: 'Room Kit' }]);
  await store.rollouts.items.turnAll(added.id, ['new'], { state: 'change', reason: '' });
  rollout = added;
});
afterEach(() => place[Symbol.asyncDispose]());

const row = async (): Promise<RolloutItem | undefined> =>
  (await store.rollouts.items.page(rollout.id, { after: 0, limit: 1 }))[0];
/** Nobody waits for the store here. */
const impatient: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 40), signal) };

/** Lets a crew have the device some times over, as if each time's wait was over, with a store that fails as told. */
async function works(apply: Hands['apply'], { failures }: { failures: { settle?: ItemState; count: number } }) {
  let left = failures.count;
  const items: Store['rollouts']['items'] = {
    ...store.rollouts.items,
    settle: async (item, settled) => {
      if (settled.state === failures.settle && left > 0) {
        left -= 1;
        throw new Error('the connection was reset');
      }
      return store.rollouts.items.settle(item, { ...settled, until: 0 });
    },
  };
  const hands: Hands = {
    apply,
    survey: async ({ state }) => ({ state }),
    confirm: async ({ state }) => ({ state }),
    grip: async (all) => ({
      mine: new Set(all.map(({ deviceId }) => deviceId)),
      others: new Map(),
      release: () => {},
    }),
  };
  for (let times = 0; times < 3; times += 1) {
    const crew = new Crew(rollout.id, hands, { items, clock: impatient, log: quiet });
    const task = { hand: 'apply', states: ['change', 'sending'], stage: 1, allowance: Infinity } as const;
    await crew.work(task, 100, new AbortController().signal);
    await crew.end();
  }
}

/** Sends a command that must not run twice, and counts. */
function once(fails: () => Promise<void> = async () => {}) {
  const sent: string[] = [];
  const apply: Hands['apply'] = async (item, note) => {
    if (item.state === 'sending') return { state: 'uncertain', reason: 'unknown' };
    if (!(await note({ state: 'sending', sentAt: 5 }))) return { state: 'skipped', reason: 'taken' };
    sent.push(item.deviceId);
    await fails();
    return { state: 'confirmed', reason: '' };
  };
  return { sent, apply };
}

test('what a store that fails once did not take is written again, and nothing goes out twice', async () => {
  const { sent, apply } = once();
  await works(apply, { failures: { settle: 'confirmed', count: 1 } });
  expect(sent).toEqual(['fjord']);
  expect(await row()).toMatchObject({ state: 'confirmed', sentAt: 5, owner: '' });
});

test('while a store stays away, what went out stays noted, and is not known afterwards', async () => {
  const { sent, apply } = once();
  await works(apply, { failures: { settle: 'confirmed', count: 50 } });
  expect(sent).toEqual(['fjord']);
  expect(await row()).toMatchObject({ state: 'uncertain', sentAt: 5 });
});

test('what breaks once it is noted that it goes out is not known either', async () => {
  const { sent, apply } = once(() => Promise.reject(new Error('broken')));
  await works(apply, { failures: { count: 0 } });
  expect(sent).toEqual(['fjord']);
  expect(await row()).toMatchObject({ state: 'uncertain', reason: 'unknown' });
});
