import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const tokenOf = (firstName: string) =>
  lab.cloud.world.people.all().find((person) => person.firstName === firstName)?.token ?? '';

/** Posts a file as Alice, with words or without, and gives what the bot answers. */
async function file(words?: string) {
  const last = await lab.alice.says('whoami');
  const form = new FormData();
  form.set('roomId', lab.cloud.world.messages.get(last.id)?.roomId ?? '');
  if (words !== undefined) form.set('text', words);
  form.set('files', new File(['reboot fjord'], 'reboot fjord.txt', { type: 'text/plain' }));
  const headers = { authorization: `Bearer ${tokenOf('Alice')}` };
  const response = await fetch(`${lab.cloud.apiBase}/messages`, { method: 'POST', headers, body: form });
  expect(response.status).toBe(200);
  return lab.alice.hears(last);
}

test('a file instead of words is told what can be done with it', async () => {
  const asked = await file();
  expect(asked.title).toBe('What is to be done with that file?');
  expect(asked.text).toContain('profile save lobby');
});

test('a file beside words is left alone, the words count', async () => {
  expect((await file('device fjord')).title).toMatch(/^Fjord/);
});

test.each([
  ['7,000 letters', 'x'.repeat(7_000)],
  ['7,000 letters after a verb', `device ${'x'.repeat(6_990)}`],
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'],
  ['a right-to-left override', '\u202evolume 30 on fjord'.replace('volume', 'volum')],
  ['only a quote', '"'],
  ['only blanks that show nothing', '\u200b\u200b'],
  ['a web address', 'https://example.com/?a=b#c'],
  ['numbers', '42'],
  ['a command of another bot', '/remind me to reboot fjord'],
])('%s gets a short answer', async (_what, words) => {
  const { text, title } = await lab.alice.says(words);
  expect(title).not.toBe("That didn't work");
  expect(text.length).toBeLessThan(1_500);
});

test('the words of a button are as good as typed, and no better', async () => {
  const card = await lab.vera.says('whoami');
  expect((await lab.vera.submits(card, { v: 1, say: 'devices is:readonly' })).title).toBe('1 device matches');
  expect((await lab.vera.submits(card, { v: 1, say: 'reboot fjord' })).title).toBe(
    'You can look, but not restart a device',
  );
  for (const say of ['', 'x'.repeat(8_001), 5, null, ['help'], { text: 'help' }])
    expect((await lab.vera.submits(card, { v: 1, say })).title).toBe('I can no longer read this card');
  expect((await lab.vera.submits(card, { v: 1, form: 'nothing of ours', args: {} })).title).toMatch(
    /^I no longer know/,
  );
});

test('a call that a device does not tell of is not said to be none', async () => {
  const { lines, title } = await lab.alice.says('reboot home office');
  expect(title).toBe('Restart Home office?');
  expect(lines).toContain('It did not tell me whether it is in a call.');
  expect((await lab.alice.says('hangup fjord')).title).toBe('Fjord is not in a call');
});

test('nothing of all this reached a device', () => {
  expect(lab.sent()).toEqual([]);
});
