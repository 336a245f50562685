import { expect, test } from 'vitest';
import type { Lab } from '../lab.ts';
import { openLab } from '../lab.ts';

const SPACE = { space: 'Room operations' };
const QUIET_MS = 30_000;
const turnedAway = (lab: Lab) => lab.logged().filter((line) => line.includes('a request was one too many')).length;
const NOTICE = 'Too many requests: I am quiet for 30 s';

test('an account that echoes the bot is answered up to the limit and told once; the others of the space are answered', async () => {
  await using lab = await openLab({ requests: { perPerson: 8, perSpace: 100 } });
  const { world } = lab.cloud;
  let echoes = 0;
  // Whatever the bot says in the space, Vera's account says back to it.
  const stop = world.onChange((change) => {
    if (change.resource !== 'messages' || change.event !== 'created' || change.actorId !== world.bot.id) return;
    const { text = '' } = change.data;
    echoes += 1;
    setImmediate(() => void lab.vera.posts(text.slice(0, 60), SPACE));
  });
  await lab.vera.posts('help', SPACE);
  await expect.poll(() => turnedAway(lab), { timeout: 20_000 }).toBe(2);
  stop();
  const said = await lab.vera.reads(SPACE);
  expect(said.map(({ title }) => title === NOTICE)).toEqual([...Array.from({ length: 8 }, () => false), true]);
  expect(echoes).toBe(9);
  expect((await lab.bob.says('volume 30 on fjord', SPACE)).title).toBe('Fjord is at 30 % (was 45 %)');
  const audit = await lab.alice.says('history', SPACE);
  expect(audit.text.match(/too many requests/g)).toHaveLength(1);
});

test('a space with too many requests tells each of its people once', async () => {
  await using lab = await openLab({ requests: { perPerson: 100, perSpace: 3 } });
  for (const _ of [1, 2, 3]) await lab.alice.says('whoami', SPACE);
  expect((await lab.bob.says('volume 30 on fjord', SPACE)).lines).toEqual([
    NOTICE,
    'I was asked more than 3 times in a minute here. What you asked just now was not done, nor is what you ask until then.',
  ]);
  expect((await lab.alice.says('volume 31 on fjord', SPACE)).title).toBe(NOTICE);
  await lab.alice.posts('volume 32 on fjord', SPACE);
  await expect.poll(() => turnedAway(lab)).toBe(3);
  // Elsewhere they are answered.
  expect((await lab.alice.says('whoami')).title).toMatch(/^Alice/);
  expect(lab.sent()).toEqual([]);
  lab.clock.skip(QUIET_MS);
  expect((await lab.bob.says('volume 30 on fjord', SPACE)).title).toMatch(/^Fjord is at 30 %/);
  expect((await lab.bob.reads(SPACE)).filter(({ title }) => title === NOTICE)).toHaveLength(2);
});

test('a button of a plan that waits is answered, whoever asked too often', async () => {
  await using lab = await openLab({ requests: { perPerson: 2, perSpace: 100 } });
  const plan = await lab.alice.says('reboot fjord');
  const other = await lab.alice.says('reboot camden');
  expect((await lab.alice.says('whoami')).title).toBe(NOTICE);
  expect((await lab.alice.presses(plan, 'Restart Fjord')).title).toBe('Fjord is restarting');
  expect((await lab.alice.presses(other, 'Cancel')).title).toBe('Cancelled: Restart Camden');
  expect(lab.sent()).toHaveLength(1);
});

test('what waited for the bot is answered, however much it is', async () => {
  await using lab = await openLab({ requests: { perPerson: 2, perSpace: 2 } });
  await lab.alice.says('whoami');
  await lab.stop();
  const asked = ['volume 30 on fjord', 'volume 31 on fjord', 'volume 32 on fjord', 'volume 33 on fjord'];
  for (const words of asked) await lab.alice.posts(words);
  lab.clock.skip(2 * 60_000);
  await lab.restart();
  await expect.poll(() => lab.sent().length, { timeout: 10_000 }).toBe(4);
  expect(turnedAway(lab)).toBe(0);
});

test('without a policy and without settings people are answered 60 times a minute, and a space 120 times', async () => {
  await using lab = await openLab({ requests: { perPerson: 60, perSpace: 120 } });
  const card = await lab.alice.says('limits', SPACE);
  expect(card.lines).toContain(
    'You: 59 of 60 requests are left in this minute (the settings). This space: 119 of 120 (the settings).',
  );
});
