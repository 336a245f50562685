import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import type { Persona, Said } from '../../persona.ts';

const CANARY = 'canary4711';
const JOIN = 'xCommand Webex Join Number: 4711@example.com';
const TYPED = `${JOIN} Pin: ${CANARY}`;
const TYPE_AGAIN = "I don't keep the value of Pin";

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

/** What the bot ever sent to Webex but to a device: cards with what their buttons carry, fallback texts, everything. */
const told = (from: Lab): string =>
  JSON.stringify(
    from
      .requests()
      .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/xapi/command/'))
      .map(({ requestBody }) => requestBody),
  );

/** Nothing but the person's own message and the device holds the canary. */
async function expectHidden(from: Lab, person: Persona): Promise<Said> {
  const history = await person.says('history');
  expect(told(from)).not.toContain(CANARY);
  expect(from.logged().join('')).not.toContain(CANARY);
  for (const file of await readdir(from.dataDir, { withFileTypes: true, recursive: true }))
    if (file.isFile())
      expect((await readFile(join(file.parentPath, file.name))).includes(CANARY), file.name).toBe(false);
  return history;
}

const pinOf = (from: Lab) => from.sent().at(-1)?.arguments['Pin'];

test('the device gets what was typed, and nobody else does', async () => {
  const plan = await lab.alice.says(`${TYPED} on fjord`);
  expect(plan.lines).toContain('Pin: ••••');
  expect(plan.lines).toContain('Number: 4711@example.com');
  const done = await lab.alice.presses(plan, 'Run Webex.Join');
  expect(done.title).toBe('Webex.Join ran on Fjord');
  expect(pinOf(lab)).toBe(CANARY);
  const history = await expectHidden(lab, lab.alice);
  expect(history.lines.join('\n')).toMatch(/Webex Join Number: "4711@example.com" Pin: "••••" on fjord/);
  expect(history.text).toMatch(/Pin: "••••"/);
});

test('a plan with a secret outlives a restart of the bot', async () => {
  await using own = await openLab();
  const plan = await own.alice.says(`${TYPED} on fjord`);
  await own.restart();
  await own.alice.presses(plan, 'Run Webex.Join');
  expect(pinOf(own)).toBe(CANARY);
  await expectHidden(own, own.alice);
});

test('a plan that ran out offers no button that would say the hidden word', async () => {
  await using own = await openLab();
  const plan = await own.alice.says(`${TYPED} on fjord`);
  const open = await own.alice.says(`${JOIN} on fjord`);
  own.clock.skip(6 * 60_000);
  const late = await own.alice.presses(plan, 'Run Webex.Join');
  expect(late.lines.join('\n')).toMatch(/^This plan ran out 1 min ago\nNothing was sent\.$/);
  // One without a secret can be asked for again.
  expect((await own.alice.presses(open, 'Run Webex.Join')).lines.join('\n')).toMatch(/\[Ask again]/);
  await expectHidden(own, own.alice);
  expect(own.sent()).toEqual([]);
});

test('a plan made anew for a changed device still knows what was typed', async () => {
  const plan = await lab.alice.says(`${TYPED} on greenwich`);
  lab.cloud.fleet.setInCall(lab.deviceId('Greenwich'), true);
  const again = await lab.alice.presses(plan, 'Run Webex.Join');
  expect(again.lines).toContain('Pin: ••••');
  await lab.alice.presses(again, 'Run Webex.Join');
  expect(pinOf(lab)).toBe(CANARY);
  await expectHidden(lab, lab.alice);
});

test.each([
  [
    'a name that two devices share',
    'on harold',
    '[ Harold Nordlund',
    { button: 'Harold Nordlund', on: 'Harold Nordlund' },
  ],
  ['no name', '', '[ Fjord', { button: 'Fjord', on: 'Fjord' }],
])('choosing among devices, for %s, does not carry the secret along', async (_what, where, row, { button, on }) => {
  const before = lab.sent().length;
  const choice = await lab.alice.says(`${TYPED} ${where}`);
  expect(choice.lines.join('\n')).toContain(row);
  const answer = await lab.alice.presses(choice, button);
  expect(answer.title).toBe(TYPE_AGAIN);
  expect(answer.lines[1]).toBe(
    `Nothing was sent. Type it again: ${JOIN.replace('4711@example.com', '"4711@example.com"')} Pin: "…" on ${on}`,
  );
  expect(lab.sent()).toHaveLength(before);
  await expectHidden(lab, lab.alice);
});

test('"Try again" after an answer that Webex owed does not carry it either', async () => {
  await using own = await openLab();
  own.cloud.faults.add({ method: 'GET', path: '/devices/', effect: 'status', status: 403, times: 1 });
  const failed = await own.alice.says(`${TYPED} on fjord`);
  expect((await own.alice.presses(failed, 'Try again')).title).toBe(TYPE_AGAIN);
  await expectHidden(own, own.alice);
});

test('what the device refuses is told without it', async () => {
  await using own = await openLab({ faults: [{ method: 'GET', path: '/xapi/schema', effect: 'status', status: 403 }] });
  const plan = await own.alice.says(`${TYPED} Nonsense: 1 on fjord`);
  expect(plan.lines).toContain('Pin: ••••');
  expect((await own.alice.presses(plan, 'Run Webex.Join')).title).toBe('This was not done: Run Webex.Join on Fjord');
  expect(own.sent()).toMatchObject([{ arguments: { Pin: CANARY }, status: 400 }]);
  await expectHidden(own, own.alice);
});

test('an outcome that nobody knows is told without it', async () => {
  await using own = await openLab();
  const plan = await own.alice.says(`${TYPED} on fjord`);
  own.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'drop', after: true, times: 1 });
  expect((await own.alice.presses(plan, 'Run Webex.Join')).title).toMatch(/^I don't know whether this happened/);
  await expectHidden(own, own.alice);
});

test.each([
  ['a name with a slip', `${JOIN} Pinn: ${CANARY} on fjord`, /^There is no argument "Pinn"; did you mean Pin$/],
  [
    'a value that is too long',
    `${JOIN} Pin: ${CANARY.repeat(4)} on fjord`,
    /^Pin must have up to 32 characters, not 40$/,
  ],
  ['a value without its quotes', `${JOIN} Pin: my ${CANARY} on fjord`, /^I can't tell where Pin ends$/],
  ['an equals sign', `${JOIN.replace(/ Number.*/, '')} Pin=${CANARY} on fjord`, /^Number is missing/],
  ['a command with a slip', `xCommand Webex Jion Pin: ${CANARY} on fjord`, /^Fjord has no command "Webex.Jion"$/],
  ['a head with a slip', `xComand Webex Join Pin: ${CANARY} on fjord`, /^Did you mean "xcommand …"\?$/],
  ['a device with a slip', `${TYPED} on fjrd`, /^I can't see a device named "fjrd"$/],
  ['a device that is away', `${TYPED} on sognefjord`, /^Sognefjord is offline/],
  [
    'a meeting’s address',
    `xCommand WebRTC Join Url: "https://meet.example.com/j/1?a=b&pwd=${CANARY}" on fjord`,
    /^Run WebRTC.Join on Fjord\?$/,
  ],
])('%s does not give it away', async (_what, words, title) => {
  const before = lab.sent().length;
  const said = await lab.alice.says(words);
  expect(said.title).toMatch(title);
  expect(lab.sent()).toHaveLength(before);
  await expectHidden(lab, lab.alice);
});

test('somebody without the right is denied, and the audit keeps no secret of the attempt', async () => {
  expect((await lab.vera.says(`${TYPED} on fjord`)).title).toMatch(/^You can look, but not/);
  const history = await expectHidden(lab, lab.vera);
  expect(history.lines.join('\n')).toMatch(/Pin: "••••" on fjord .* not allowed/);
});

test('what the history shows is never sent to a device as if it were the secret', async () => {
  const before = lab.sent().length;
  for (const words of [
    `${JOIN} Pin: "••••" on fjord`,
    'xCommand WebRTC Join Url: "https://a.example/?pwd=••••" on fjord',
  ])
    expect((await lab.alice.says(words)).title).toMatch(/^I don't keep the value of (Pin|Url)$/);
  expect(lab.sent()).toHaveLength(before);
});

test('a mistyped head with a secret behind it is corrected in words, not by a button that leaves it out', async () => {
  const { lines } = await lab.alice.says(`xComand Webex Join Pin: ${CANARY} on fjord`);
  expect(lines.at(-1)).toBe('[Help]');
  const { lines: others } = await lab.alice.says('xComand Standby Activate on fjord');
  expect(others.at(-1)).toBe('[xcommand Standby Activate on fjord] [Help]');
});
