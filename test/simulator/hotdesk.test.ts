import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

const START = Date.parse('2026-11-20T10:07:00Z');

test('desks are booked around now, are filtered by who and where, and a booking can be ended', async () => {
  let now = START;
  await using cloud = await openCloud({ now: () => now });
  const { alice, bob, bot, vera } = cloud;
  const listed = async (query = '') =>
    (await alice.get(`/hotdesk/sessions${query}`)).body.items.map(
      ({ sessionId, personId, bookingStartTime }) => [sessionId, personId, bookingStartTime].map(String) as string[],
    );
  const all = await listed();
  expect(all.map(([, person, from]) => [person, from])).toEqual([
    [vera.id, '2026-11-20T08:30:00.000Z'],
    [alice.id, '2026-11-20T09:30:00.000Z'],
    [bob.id, '2026-11-21T06:00:00.000Z'],
  ]);
  const kew = cloud.simulator.fleet.all().find(({ displayName }) => displayName === 'Kew')?.workspaceId ?? '';
  const desk = `?workspaceId=${encodeURIComponent(kew)}`;
  expect((await listed(desk)).map(([, person]) => person)).toEqual([vera.id, bob.id]);
  expect((await listed(`${desk}&personId=${encodeURIComponent(bob.id)}`)).map(([, person]) => person)).toEqual([
    bob.id,
  ]);
  expect(await listed(`${desk}&personId=${encodeURIComponent(alice.id)}`)).toEqual([]);

  const [session = ''] = all[0] ?? [];
  for (const caller of [bot, bob]) {
    expect((await caller.get('/hotdesk/sessions')).status).toBe(403);
    expect((await caller.delete(`/hotdesk/sessions/${session}`)).status).toBe(403);
  }
  expect((await alice.delete(`/hotdesk/sessions/${session}`)).status).toBe(204);
  expect((await alice.delete(`/hotdesk/sessions/${session}`)).status).toBe(404);
  expect((await listed(desk)).map(([, person]) => person)).toEqual([bob.id]);
  // A booking is over when its time is.
  now = START + 3 * 3_600_000;
  expect((await listed()).map(([, person]) => person)).toEqual([bob.id]);
});
