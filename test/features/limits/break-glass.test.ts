import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakGlass } from '#features/limits/break-glass.ts';
import { limits } from '#features/limits/limits.ts';
import { spelledReason } from '#intent/limits.ts';
import { parse } from '#intent/parse.ts';
import { type LabOptions, openLab } from '../../lab.ts';

const WATCHERS = { space: 'Room operations' };
const policyWith = (more: string) => `
version: 1
roles:
  helpdesk:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate], devices: "location:Oslo" }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
${more}`;
const QUIET = 'quiet-hours: [{ from: "12:00", to: "18:00" }]\n';
const GLASS = 'break-glass: { by: [admin, helpdesk], tell: "{space:Room operations}" }\n';
const GLASS_OF_ADMIN = GLASS.replace(', helpdesk', '');
const open = (more: string, options: LabOptions = {}) => openLab({ policy: policyWith(more), ...options });
const WORDS = 'break glass because the board waits there: reboot fjord';

test('any reason and any words come back as they were', () => {
  const reason = fc
    .string({ minLength: 10, maxLength: 200, unit: 'grapheme' })
    .map((text) => text.replace(/\p{Cc}|\s+/gu, ' ').trim())
    .filter((text) => text.length >= 10 && !/^[:"'“”„«‘’‚]|["'“”„«‘’‚\\]/.test(text));
  fc.assert(
    fc.property(reason, fc.constantFrom('limits', 'break glass: limits'), (why, words) => {
      const text = `break glass because ${spelledReason(why)}: limits`;
      const intent = parse(text, [breakGlass, limits]);
      expect(intent?.args).toMatchObject({ words: 'limits' });
      expect(words).toContain('limits');
      expect(intent?.say()).toBe(`break glass because ${spelledReason(Object(intent?.args).reason)}: limits`);
    }),
  );
});

test.each([
  ['break glass because the door is open: reboot Fjord', 'the door is open', 'reboot Fjord'],
  ['break the glass because: the door is open: reboot Fjord', 'the door is open', 'reboot Fjord'],
  ['break glass because the 10:30 meeting can’t start: reboot Fjord', 'the 10:30 meeting can’t start', 'reboot Fjord'],
  ['break glass because "note: the door is open": reboot Fjord', 'note: the door is open', 'reboot Fjord'],
  ['break glass because it is on fire: xCommand Dial Number: 112', 'it is on fire', 'xCommand Dial Number: 112'],
  ['break glass: reboot Fjord', undefined, 'reboot Fjord'],
  ['break glass reboot Fjord', undefined, 'reboot Fjord'],
])('%s', (text, reason, words) => {
  expect(parse(text, [breakGlass])?.args).toEqual({ words, ...(reason !== undefined && { reason }) });
});

test.each([
  ['refuses it', { effect: 'status', status: 403 } as const],
  ['does not answer', { effect: 'drop' } as const],
])('when Webex %s, the space is not told, nothing is sent, and the person hears of that', async (_, fault) => {
  await using lab = await open(QUIET + GLASS);
  const card = await lab.alice.says(WORDS);
  // The first message that goes out is the one to the space.
  lab.cloud.faults.add({ method: 'POST', path: '/messages', times: 1, ...fault });
  const refused = await lab.alice.presses(card, 'Break the glass: restart Fjord');
  expect(refused.title).toBe('I could not tell the space that watches over broken glass');
  expect(refused.lines.join(' ')).toContain('So nothing was sent.');
  expect(await lab.alice.reads(WATCHERS)).toEqual([]);
  expect(lab.sent()).toEqual([]);
  const history = await lab.alice.says('history');
  expect(history.text).toMatch(/break glass because the board waits there: reboot fjord .*failed/);
});

test('without a policy file there is no glass', async () => {
  await using lab = await openLab();
  expect((await lab.alice.says(WORDS)).title).toBe('There is no glass to break');
  expect((await lab.alice.says('help control')).text).not.toContain('break glass');
  expect(lab.sent()).toEqual([]);
});

test('help offers it to whoever may, with an example that is understood', async () => {
  await using lab = await open(QUIET + GLASS_OF_ADMIN);
  const [, line = ''] = (await lab.alice.says('help break glass')).text.split('\n');
  expect(parse(line.split(' – ')[0] ?? '', [breakGlass])?.args).toMatchObject({ reason: 'the board waits' });
  expect((await lab.bob.says('help control')).text).not.toContain('break glass');
});

test('it never goes past roles: what somebody may not do they may not do with it', async () => {
  await using lab = await open(QUIET + GLASS);
  const because = 'break glass because the board waits there: ';
  expect((await lab.bob.says(`${because}reboot camden`)).title).toBe('I can\'t see a device named "camden"');
  expect((await lab.bob.says(`${because}xCommand SystemUnit FactoryReset Confirm: Yes on fjord`)).title).toBe(
    "You can't run SystemUnit.FactoryReset on Fjord",
  );
  expect((await lab.bob.says(WORDS)).title).toBe('Break the glass: restart Fjord?');
});

test('a role that was taken away in between breaks nothing at Confirm', async () => {
  await using lab = await open(QUIET + GLASS);
  const card = await lab.bob.says(WORDS);
  await lab.writePolicy(policyWith(QUIET + GLASS_OF_ADMIN));
  await expect.poll(async () => (await lab.bob.says('limits')).text).not.toContain('You may break the glass');
  expect((await lab.bob.presses(card, 'Break the glass: restart Fjord')).title).toBe('You may not break the glass');
  expect(lab.sent()).toEqual([]);
  expect(await lab.alice.reads(WATCHERS)).toEqual([]);
});

test('what was agreed to is overridden and no more: another limit that began since is shown first', async () => {
  await using lab = await open(`${QUIET + GLASS}not-in-call: [{}]\n`);
  const card = await lab.alice.says(WORDS);
  lab.cloud.fleet.setInCall(lab.deviceId('Fjord'), true);
  const again = await lab.alice.presses(card, 'Break the glass: restart Fjord');
  expect(again.lines[0]).toBe('Something changed since you were asked. Nothing was sent. Look again:');
  expect(again.lines.join('\n')).toContain('; not while in a call (policy.yaml, line 12)');
  expect(lab.sent()).toEqual([]);
  expect((await lab.alice.presses(again, 'Break the glass: restart Fjord')).title).toBe('Fjord is restarting');
});

test('approvals are overridden with it, and named', async () => {
  await using lab = await open(`${GLASS}approvals: [{ tiers: 2-3, by: admin }]\n`);
  const card = await lab.bob.says(WORDS);
  expect(card.lines[1]).toBe(
    'Breaks the glass: approval by admin (policy.yaml, line 11). Reason: the board waits there',
  );
  expect((await lab.bob.presses(card, 'Break the glass: restart Fjord')).title).toBe('Fjord is restarting');
});

test('somebody else’s change is stopped, when the card said so', async () => {
  await using lab = await open(GLASS);
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'hang', times: 1 });
  await lab.alice.posts('volume 30 on fjord');
  await lab.until(() => lab.sent().length > 0 || lab.logged().length > 0, 'a command is under way');
  await expect.poll(async () => (await lab.bob.says('locks')).title).toBe('1 device is being changed');
  const card = await lab.bob.says(WORDS);
  expect(card.lines.slice(0, 3)).toEqual([
    'Break the glass: restart Fjord?',
    'Breaks the glass: the lock of Fjord. Reason: the board waits there',
    'What is being done on it is stopped.',
  ]);
  expect((await lab.bob.presses(card, 'Break the glass: restart Fjord')).title).toBe('Fjord is restarting');
});

test('who broke it, why, past what and what came of it stands in the audit and in the space', async () => {
  await using lab = await open(QUIET + GLASS);
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 409 });
  const card = await lab.bob.says('break glass because *the* [board](http://x) waits <b>: reboot fjord');
  expect((await lab.bob.presses(card, 'Break the glass: restart Fjord')).title).toBe(
    'This was not done: Break the glass: restart Fjord',
  );
  const [told, outcome, ...more] = await lab.alice.reads(WATCHERS);
  expect(more).toEqual([]);
  expect(told?.lines).toEqual([
    'Bob Berg breaks the glass: Restart Fjord',
    'Breaks the glass: quiet hours (policy.yaml, line 10). Reason: *the* [board](http://x) waits <b>',
    'By bob.berg@fjordbank.example, in a direct message.',
  ]);
  expect(outcome?.parentId).toBe(told?.id);
  expect(outcome?.title).toBe('Outcome: This was not done: Break the glass: restart Fjord');
  const history = await lab.bob.says('history');
  const entries = history.text.split('\n').filter((line) => line.includes('break glass because'));
  expect(entries).toHaveLength(2);
  expect(entries.join('\n')).toMatch(/failed[\s\S]*done/);
});

test('words that hold a secret are in no button and on no form', async () => {
  await using lab = await open(`quiet-hours: [{ from: "12:00", to: "18:00", tiers: 0-3 }]\n${GLASS}`);
  const words = 'xCommand Dial Number: "https://x.example/j?pwd=hunter22" on fjord';
  const refused = await lab.alice.says(words);
  expect(refused.title).toMatch(/^Not now/);
  const asked = await lab.alice.says(`break glass: ${words}`);
  expect(asked.title).toBe('Say why, in 10 to 200 characters');
  for (const card of [refused, asked]) expect(JSON.stringify(card)).not.toContain('hunter22');
});

test('what broke the glass is not said again by "again", and it is no fault of mine', async () => {
  await using lab = await open(QUIET + GLASS);
  const plan = await lab.alice.says(WORDS);
  await lab.alice.presses(plan, 'Break the glass: restart Fjord');
  const before = lab.sent().length;
  const said = await lab.alice.says('again');
  expect(said.title).toBe('What broke the glass is not repeated');
  expect(said.lines[1]).toMatch(
    /^It was: break glass because the board waits there: reboot [Ff]jord\. It needs a reason/,
  );
  expect(lab.sent()).toHaveLength(before);
  expect(lab.logged().filter((line) => line.includes('a request failed'))).toEqual([]);
});

test('a name that leads back to itself by breaking the glass comes to an end', async () => {
  await using lab = await open(QUIET + GLASS);
  await lab.alice.says('alias add mine now = break glass because the board waits there: now');
  expect((await lab.alice.says('now')).title).toBe('These words lead to others without end');
  expect(lab.sent()).toEqual([]);
});
