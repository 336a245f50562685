import { describe, expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import { type Lab, openLab } from '../lab.ts';
import { speak } from './speak.ts';

/** Webex posts the answer, and the bot does not hear of it. */
const LOST: [string, FaultRule][] = [
  ['hangs until the time is up', { method: 'POST', path: '/messages', effect: 'hang', after: true }],
  ['breaks', { method: 'POST', path: '/messages', effect: 'drop', after: true }],
  ['says 502', { method: 'POST', path: '/messages', effect: 'status', status: 502, after: true }],
];

const answers = async (lab: Lab, title: string) => (await lab.alice.reads()).filter((said) => said.title === title);
const isLogged = (lab: Lab) => lab.logged().some((line) => line.includes('an answer did not get through'));

describe.each(LOST)('an answer is posted, but the connection %s', (_how, fault) => {
  test('it stands there twice at most, and the log says so', async () => {
    await using lab = await openLab({ timeoutMs: 500 });
    await lab.alice.says('whoami');
    lab.cloud.faults.add({ ...fault, times: 1 });
    speak(lab.cloud, 'Alice', 'volume 30 on fjord');
    const title = 'Fjord is at 30 % (was 45 %)';
    await expect.poll(async () => (await answers(lab, title)).length, { timeout: 10_000 }).toBe(2);
    // What is asked next is answered behind it: nothing more comes.
    await lab.alice.says('whoami');
    expect(await answers(lab, title)).toHaveLength(2);
    expect(lab.sent()).toHaveLength(1);
    expect(isLogged(lab)).toBe(true);
  });

  test('of a plan either card can be confirmed, and only once', async () => {
    await using lab = await openLab({ timeoutMs: 500 });
    lab.cloud.faults.add({ ...fault, times: 1 });
    speak(lab.cloud, 'Alice', 'mute fjord');
    const title = 'Mute the microphones of Fjord?';
    await expect.poll(async () => (await answers(lab, title)).length, { timeout: 10_000 }).toBe(2);
    const [first, second] = await answers(lab, title);
    if (!first || !second) throw new Error('there are no two cards');
    const done = await lab.alice.presses(first, 'Mute Fjord');
    expect(done.title).toBe('The microphones of Fjord are muted');
    expect((await lab.alice.presses(second, 'Mute Fjord')).title).toMatch(/^This was already done/);
    expect(lab.sent()).toHaveLength(1);
  });
});

test('an answer that is lost twice is not posted without end, and the space hears that something was lost', async () => {
  await using lab = await openLab({ timeoutMs: 300 });
  await lab.alice.says('whoami');
  const fault = lab.cloud.faults.add({ method: 'POST', path: '/messages', effect: 'drop', after: true, times: 2 });
  speak(lab.cloud, 'Alice', 'qqz1');
  await expect.poll(() => fault.hits).toBe(2);
  await expect
    .poll(async () => (await lab.alice.reads()).at(-1)?.title, { timeout: 10_000 })
    .toBe('I lost a message here');
  expect(await answers(lab, `I don't know "qqz1"`)).toHaveLength(2);
});
