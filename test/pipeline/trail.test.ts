import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditOf } from '../../src/pipeline/trail.ts';
import { createPlace, type Place, quiet } from '../store/engines.ts';

let place: Place;
beforeAll(async () => {
  place = await createPlace();
});
afterAll(() => place[Symbol.asyncDispose]());

test('a change of thousands of devices is several entries of some hundred, and each device stands in one of them', async () => {
  const store = await place.open();
  const talk = {
    space: { id: 'space', title: 'Space', type: 'group' as const },
    eventId: 'event',
    attempt: { key: 'event', seq: '1', number: 1, receivedAt: 0 },
    entries: 0,
  };
  const targets = Array.from({ length: 1_200 }, (_, index) => ({ id: `device-${index}`, name: `Room ${index}` }));
  const trail = auditOf({ store, log: quiet }, talk, { id: 'alice', email: 'alice@example.com', orgId: 'org' });
  await trail.write('standby', 'standby all', 'done', targets, { trackingIds: ['one'], undo: { words: 'wake all' } });
  const entries = await store.audit.recent({ spaceId: 'space', limit: 10 });
  expect(entries.map((entry) => entry.targets.length).sort()).toEqual([200, 500, 500]);
  expect(new Set(entries.flatMap((entry) => entry.targets.map(({ id }) => id))).size).toBe(1_200);
  expect(entries.flatMap(({ undo }) => undo ?? [])).toHaveLength(1);
});
