import { expect, test } from 'vitest';
import { openLab } from '../lab.ts';

test.each([
  { effect: 'status', status: 503 },
  { effect: 'status', status: 500, after: true },
  { effect: 'drop' },
  { effect: 'drop', after: true },
  { effect: 'malformed', after: true },
] as const)('an answer that met %j comes, at most twice; the command went once', async (fault) => {
  await using lab = await openLab();
  await lab.bob.says('device fjord');
  const before = (await lab.bob.reads()).length;
  // Faults hit persons and the bot alike: the device is slow, so that the fault waits for the bot's message.
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 150, times: 1 });
  await lab.bob.posts('volume 30 on fjord');
  lab.cloud.faults.add({ method: 'POST', path: '/messages', times: 1, ...fault });
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the fault was met');
  const answers = async () => (await lab.bob.reads()).slice(before);
  await expect.poll(async () => (await answers()).length).toBeGreaterThan(0);
  const last = await lab.bob.says('whoami');
  const titles = (await answers()).filter(({ id }) => id !== last.id).map(({ title }) => title);
  expect(new Set(titles)).toEqual(new Set(['Fjord is at 30 % (was 45 %)']));
  expect(titles.length).toBeLessThanOrEqual(2);
  expect(lab.sent()).toHaveLength(1);
});

test('a card that Webex refuses goes out as its text', async () => {
  await using lab = await openLab();
  await lab.bob.says('device fjord');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 150, times: 1 });
  const before = (await lab.bob.reads()).length;
  await lab.bob.posts('volume 30 on fjord');
  lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'status', status: 400, times: 1 });
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the fault was met');
  await expect.poll(async () => (await lab.bob.reads()).length).toBe(before + 1);
  const answer = (await lab.bob.reads()).at(-1);
  expect(answer).toMatchObject({ card: undefined, title: 'Fjord is at 30 % (was 45 %)' });
});

test('whatever goes wrong, the token stands in no line of the log and on no card', async () => {
  await using lab = await openLab({ timeoutMs: 200 });
  for (const [effect, status] of [
    ['status', 401],
    ['status', 403],
    ['status', 500],
    ['drop'],
    ['hang'],
    ['malformed'],
  ] as const) {
    lab.cloud.faults.add({ path: '^/(xapi|devices)', effect, ...(status && { status }), times: 12 });
    await lab.bob.says('volume 30 on fjord');
    await lab.bob.says('xStatus SystemUnit on fjord');
    lab.cloud.faults.clear();
    lab.clock.skip(120_000);
  }
  const said = (await lab.bob.reads()).map(({ text, card }) => text + JSON.stringify(card));
  expect(lab.logged().length).toBeGreaterThan(10);
  for (const line of [...said, ...lab.logged()]) expect(line).not.toContain(lab.cloud.botToken);
});
