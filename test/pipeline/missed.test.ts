import { expect, test } from 'vitest';
import { newPlan } from '../store/samples.ts';
import { newRollout } from '../store/suites/rollouts.ts';
import { MINUTE, openOutage } from './outage.ts';

const OPERATIONS = 'Room operations';

test('what was asked minutes ago is worked as if it came now, in its order, and nobody hears of the outage', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', 'volume 30 on fjord', OPERATIONS);
  lab.clock.skip(MINUTE);
  await lab.says('Bob', 'reboot fjord', OPERATIONS);
  lab.clock.skip(2 * MINUTE);
  expect(await lab.catchUp(since)).toBe(0);
  expect(lab.worked()).toEqual(['volume 30 on fjord', 'reboot fjord']);
  expect(lab.said(lab.spaceOf(OPERATIONS))).toEqual([]);
});

test('what Webex delivered is not worked again, and a second attempt does nothing', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  lab.delivered(await lab.says('Alice', 'delivered at the last moment'));
  lab.clock.skip(1_000);
  await lab.says('Alice', 'lost');
  await lab.catchUp(since);
  await lab.catchUp(since);
  expect(lab.worked()).toEqual(['lost']);
});

test('300 messages of long ago become one card, and are known from then on', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  for (let count = 1; count <= 300; count += 1) await lab.says('Alice', `status ${count} on fjord`, OPERATIONS);
  lab.clock.skip(38 * MINUTE);
  await lab.catchUp(since);
  const card = [
    'I was away for 38 min',
    'From {{TIME(2026-11-22T13:00:00Z)}} to {{TIME(2026-11-22T13:38:00Z)}} nothing reached me.',
    'These were asked and not done. Press to ask again. 295 more were not done: please write them again.',
    '[status 296 on fjord] [status 297 on fjord] [status 298 on fjord] [status 299 on fjord] [status 300 on fjord]',
    'Buttons pressed in that time did not reach me: press them again.',
  ];
  expect(lab.said(lab.spaceOf(OPERATIONS))).toEqual([{ lines: card, parentId: undefined }]);
  expect(lab.dismissed()).toBe(300);
  await lab.catchUp(since);
  expect(lab.said(lab.spaceOf(OPERATIONS))).toHaveLength(1);
  expect(lab.worked()).toEqual([]);
});

test('of one space the young messages are worked and the old ones shown; each space has its own card', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', 'reboot fjord', OPERATIONS);
  await lab.says('Bob', 'volume 30 on fjord');
  lab.clock.skip(15 * MINUTE);
  await lab.says('Alice', 'devices', OPERATIONS);
  lab.clock.skip(MINUTE);
  await lab.catchUp(since);
  expect(lab.worked()).toEqual(['devices']);
  const [shared, direct] = [lab.said(lab.spaceOf(OPERATIONS)), lab.said(lab.spaceOf('Bob'))];
  expect([shared, direct].map((cards) => cards.map(({ lines }) => lines[3]))).toEqual([
    ['[reboot fjord]'],
    ['[volume 30 on fjord]'],
  ]);
  expect(shared[0]?.lines[2]).toBe('This was asked and not done. Press to ask again.');
});

test('a message that a later one overtook is shown, not done', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', 'volume 30 on fjord');
  lab.clock.skip(20_000);
  lab.delivered(await lab.says('Alice', 'volume 60 on fjord'));
  await lab.says('Alice', 'devices');
  await lab.catchUp(since);
  expect(lab.worked()).toEqual(['devices']);
  expect(lab.said(lab.spaceOf('Alice')).map(({ lines }) => [lines[0], lines[2]])).toEqual([
    ['I was away for up to 20 s', '[volume 30 on fjord]'],
  ]);
});

test('after a long outage a space whose messages are all young hears that clicks were lost', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  lab.clock.skip(13 * 60 * MINUTE);
  await lab.says('Alice', 'devices');
  await lab.catchUp(since);
  expect(lab.worked()).toEqual(['devices']);
  expect(lab.said(lab.spaceOf('Alice')).map(({ lines }) => lines)).toEqual([
    [
      'I was away for 13 h',
      'From {{DATE(2026-11-22T13:00:00Z, SHORT)}} {{TIME(2026-11-22T13:00:00Z)}} to {{DATE(2026-11-23T02:00:00Z, SHORT)}} {{TIME(2026-11-23T02:00:00Z)}} nothing reached me.',
      'Buttons pressed in that time did not reach me: press them again.',
    ],
  ]);
});

test('where a question stood open a click may be lost: its thread hears so, once', async () => {
  await using lab = await openOutage();
  const spaceId = lab.spaceOf('Alice');
  const parentId = await lab.says('Alice', 'reboot fjord');
  lab.delivered(parentId);
  const plan = { spaceId, parentId, expiresAt: lab.clock.now() + 5 * MINUTE };
  await lab.store.plans.create(newPlan(plan));
  await lab.store.plans.create(newPlan(plan));
  lab.clock.skip(MINUTE);
  const since = lab.clock.now();
  lab.clock.skip(7 * MINUTE);

  await lab.catchUp(since, { isCertain: false });
  expect(lab.said(spaceId)).toEqual([]);

  const told = new Set<string>();
  await lab.catchUp(since, { told });
  await lab.catchUp(since, { told });
  expect(lab.said(spaceId).map(({ lines, parentId: thread }) => [lines[0], lines.at(-1), thread])).toEqual([
    ['I was away for 7 min', 'Buttons pressed in that time did not reach me: press them again.', parentId],
  ]);
});

test('where a click came in that is worked now, none was lost', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  const open = { parentId: undefined, expiresAt: since + 5 * MINUTE };
  for (const name of ['Alice', 'Bob']) await lab.store.plans.create(newPlan({ ...open, spaceId: lab.spaceOf(name) }));
  lab.isBusy(lab.spaceOf('Alice'));
  lab.clock.skip(MINUTE);
  await lab.catchUp(since);
  expect(lab.said(lab.spaceOf('Alice'))).toEqual([]);
  expect(lab.said(lab.spaceOf('Bob'))).toHaveLength(1);
});

test('a rollout that stood there then says that clicks were lost; one that came after the outage does not', async () => {
  await using lab = await openOutage();
  const { rollouts } = lab.store;
  const begun = async (name: string, status: 'running' | 'paused') => {
    const added = await rollouts.add(newRollout({ spaceId: lab.spaceOf(name) }), []);
    const card = { id: `card-${name}`, at: lab.clock.now(), count: 1, said: '' };
    await rollouts.turn(added, { status, card });
    return added.id;
  };
  const mark = async (id: string) => (await rollouts.get(id))?.card?.awayMs;
  const before = await begun('Room operations', 'running');
  await begun('Alice', 'paused');
  lab.clock.skip(MINUTE);
  const since = lab.clock.now();
  lab.clock.skip(3 * MINUTE);
  const until = lab.clock.now();
  lab.clock.skip(MINUTE);
  const after = await begun('Room operations', 'running');
  await begun('Bob', 'paused');

  await lab.catchUp(since, { until });
  expect(await Promise.all([before, after].map(mark))).toEqual([3 * MINUTE, undefined]);
  expect(lab.said(lab.spaceOf('Alice'))).toHaveLength(1);
  expect(lab.said(lab.spaceOf('Bob'))).toEqual([]);
});

test('a lost message is proof of an outage that was only feared; a space is told of both in one card', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  const open = { parentId: undefined, expiresAt: since + 5 * MINUTE };
  for (const name of ['Alice', 'Bob']) await lab.store.plans.create(newPlan({ ...open, spaceId: lab.spaceOf(name) }));
  await lab.says('Alice', 'volume 30 on fjord');
  lab.clock.skip(20 * MINUTE);
  await lab.catchUp(since, { isCertain: false });
  expect(lab.said(lab.spaceOf('Alice'))).toHaveLength(1);
  expect(lab.said(lab.spaceOf('Bob'))).toHaveLength(1);
  expect(lab.said(lab.spaceOf('Vera'))).toEqual([]);
});

test('messages are known only once their space was told; a card that may stand there is repeated once', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', 'reboot fjord');
  lab.clock.skip(20 * MINUTE);
  const told = new Set<string>();
  lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'drop', after: true });
  expect(await lab.catchUp(since, { told })).toBe(1);
  expect(lab.dismissed()).toBe(0);
  expect(await lab.catchUp(since, { told })).toBe(0);
  expect(lab.dismissed()).toBe(1);
  await lab.catchUp(since, { told });
  expect(lab.said(lab.spaceOf('Alice'))).toHaveLength(2);
});

test('a space that may not be written to is let be', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', 'reboot fjord');
  lab.clock.skip(20 * MINUTE);
  lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'status', status: 403 });
  expect(await lab.catchUp(since)).toBe(0);
  expect(lab.dismissed()).toBe(1);
});

test('words that are too long for a button, or no words, are counted', async () => {
  await using lab = await openOutage();
  const since = lab.clock.now();
  await lab.says('Alice', `message on fjord ${'x'.repeat(400)}`);
  await lab.says('Alice', 'devices\n  is:offline');
  await lab.says('Alice', 'devices\n  is:offline');
  await lab.says('Alice', `status Audio.Volume on ${'Fjordrommet '.repeat(6)}`);
  lab.clock.skip(20 * MINUTE);
  await lab.catchUp(since);
  expect(lab.said(lab.spaceOf('Alice'))[0]?.lines.slice(2, 4)).toEqual([
    'These were asked and not done. Press to ask again. 1 more was not done: please write it again.',
    '[devices is:offline] [status Audio.Volume on Fjordrommet Fjordrommet Fjordrommet…]',
  ]);
});

test('when Webex does not say which spaces there are, nothing is caught up with', async () => {
  await using lab = await openOutage();
  lab.cloud.faults.add({ method: 'GET', path: '/rooms', effect: 'status', status: 503 });
  await expect(lab.catchUp(lab.clock.now())).rejects.toMatchObject({ status: 503 });
});
