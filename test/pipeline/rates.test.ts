import { expect, test } from 'vitest';
import { actionsIn } from '../draw.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';

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
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(3);
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

const POLICY = `
version: 1
limits: { per-person: 6/min, per-space: 100/min }
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate] }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
approvals: [{ commands: reboot, roles: operator, by: admin }]
`;
/** Presses a button without waiting for what is said to it. */
async function clicks(who: Persona, said: Said, title: string): Promise<void> {
  const inputs = actionsIn(said.card).find((action) => action.title === title)?.data;
  await who.call('POST', '/attachment/actions', { type: 'submit', messageId: said.id, inputs });
}
/** Asks until there were too many. */
const fill = async (who: Persona, where = SPACE) => {
  for (let count = 0; count < 20; count += 1) if ((await who.says('whoami', where)).title === NOTICE) return;
};

test('buttons of a plan that waits are no way around: those of others are counted, and one’s own have a pace', async () => {
  await using lab = await openLab({ policy: POLICY });
  const plan = await lab.alice.says('reboot camden', SPACE);
  const asked = await lab.bob.presses(await lab.bob.says('reboot fjord', SPACE), 'Ask for approval');
  await fill(lab.bob);
  await fill(lab.alice);
  const before = turnedAway(lab);
  for (let count = 0; count < 3; count += 1) await clicks(lab.bob, plan, 'Cancel');
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(before + 3);
  // It still waits after each of these.
  for (let count = 0; count < 9; count += 1) await clicks(lab.bob, asked, 'Approve');
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(before + 6);
  const own = (await lab.bob.reads(SPACE)).filter(({ title }) => title === 'You asked for this yourself');
  expect(own).toHaveLength(6);
  expect((await lab.alice.presses(plan, 'Restart Camden')).title).toBe('Camden is restarting');
  expect(lab.sent()).toHaveLength(1);
});

test('of an approval each person’s first press in a minute is answered, the others are counted', async () => {
  await using lab = await openLab({ policy: POLICY });
  const card = await lab.bob.presses(await lab.bob.says('reboot fjord', SPACE), 'Ask for approval');
  await fill(lab.vera);
  await fill(lab.alice);
  expect((await lab.vera.presses(card, 'Approve')).title).toMatch(/^Only an admin can answer this/);
  const before = turnedAway(lab);
  for (let count = 0; count < 3; count += 1) await clicks(lab.vera, card, 'Approve');
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(before + 3);
  expect((await lab.alice.presses(card, 'Approve')).title).toMatch(/Fjord/);
  expect(lab.sent()).toHaveLength(1);
});

test('people of other organisations have a small pace of their own, and take no place of the space', async () => {
  await using lab = await openLab({ requests: { perPerson: 60, perSpace: 120 } });
  const before = (await lab.alice.reads(SPACE)).length;
  for (let count = 0; count < 30; count += 1) await lab.gus.posts('device fjord', SPACE);
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(25);
  const titles = (await lab.alice.reads(SPACE)).slice(before).map(({ title }) => title);
  expect(titles.filter((title) => title === NOTICE)).toHaveLength(1);
  expect(titles).toHaveLength(6);
  const card = await lab.bob.says('limits', SPACE);
  expect(card.lines.join('\n')).toMatch(/This space: 119 of 120/);
});

test('a press by somebody of another organisation is counted like their words, whatever waits', async () => {
  await using lab = await openLab({ requests: { perPerson: 60, perSpace: 120 } });
  const plan = await lab.bob.says('reboot fjord', SPACE);
  for (let count = 0; count < 9; count += 1) await clicks(lab.gus, plan, 'Restart Fjord');
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(4);
  expect((await lab.bob.presses(plan, 'Restart Fjord')).title).toBe('Fjord is restarting');
});

test('what waited for the bot is answered, ten times as much as in a minute', async () => {
  await using lab = await openLab({ requests: { perPerson: 2, perSpace: 1_000 } });
  await lab.alice.says('whoami');
  await lab.stop();
  for (let level = 0; level < 23; level += 1) await lab.alice.posts(`volume ${level} on fjord`);
  lab.clock.skip(2 * 60_000);
  await lab.restart();
  await expect.poll(() => turnedAway(lab), { timeout: 10_000 }).toBe(3);
  await expect.poll(() => lab.sent().length, { timeout: 10_000 }).toBe(20);
  const told = (await lab.alice.reads()).filter(({ title }) => title === NOTICE);
  expect(told.map(({ lines }) => lines[1])).toEqual([
    'More than 20 requests of yours had waited for me. This one was not done, nor are those that still wait.',
  ]);
  // What is asked now has its own places.
  expect((await lab.alice.says('volume 50 on fjord')).title).toMatch(/^Fjord is at 50 %/);
});

test('without a policy and without settings people are answered 60 times a minute, and a space 120 times', async () => {
  await using lab = await openLab({ requests: { perPerson: 60, perSpace: 120 } });
  const card = await lab.alice.says('limits', SPACE);
  expect(card.lines).toContain(
    'You: 59 of 60 requests are left in this minute (the settings). This space: 119 of 120 (the settings).',
  );
});
