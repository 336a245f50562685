import { expect, test } from 'vitest';
import { fakeWebex } from './fake-webex.ts';

test('the spaces that were active last come in one page', async () => {
  await using fake = await fakeWebex(() => ({
    json: {
      items: [
        { id: 'r1', type: 'group', lastActivity: '2026-11-22T13:00:00Z' },
        { id: 'r2', type: 'direct', lastActivity: 7 },
      ],
    },
    headers: { link: `<${fake.apiBase}/rooms?cursor=2>; rel="next"` },
  }));
  expect(await fake.webex.rooms.recent(2)).toMatchObject([
    { id: 'r1', lastActivity: '2026-11-22T13:00:00Z' },
    { id: 'r2', lastActivity: undefined },
  ]);
  expect(fake.seen.map(({ query }) => query.toString())).toEqual(['sortBy=lastactivity&max=2']);
});
