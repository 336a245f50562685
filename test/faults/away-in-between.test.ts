import { expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import { type Lab, openLab } from '../lab.ts';
import { speak } from './speak.ts';

const AWAY: [string, Pick<FaultRule, 'effect' | 'status'>][] = [
  ['answers 503', { effect: 'status', status: 503 }],
  ['breaks every connection', { effect: 'drop' }],
];
const titles = async (lab: Lab) => (await lab.alice.reads()).map(({ title }) => title);

test.each(AWAY)(
  'Webex %s just when the answer is posted, for a while: it is posted once Webex is back',
  async (_how, effect) => {
    await using lab = await openLab();
    await lab.alice.says('whoami');
    const known = (await titles(lab)).length;
    // Two attempts at the answer, the word that it was lost, and all of that once more.
    const fault = lab.cloud.faults.add({ method: 'POST', path: '/messages', ...effect, times: 6 });
    speak(lab.cloud, 'Alice', 'volume 30 on fjord');
    speak(lab.cloud, 'Alice', 'qqz1');
    await expect.poll(() => fault.hits, { timeout: 10_000 }).toBe(6);
    await expect.poll(async () => (await titles(lab)).length, { timeout: 10_000 }).toBe(known + 2);
    await lab.alice.says('qqz2');
    expect((await titles(lab)).slice(known)).toEqual([
      'Fjord is at 30 % (was 45 %)',
      `I don't know "qqz1"`,
      `I don't know "qqz2"`,
    ]);
    expect(lab.sent()).toHaveLength(1);
  },
);

test.each(AWAY)(
  'Webex %s for all for a while, in mid-question: every question is answered, and no command is repeated',
  async (_how, effect) => {
    await using lab = await openLab();
    await lab.alice.says('whoami');
    const known = (await titles(lab)).length;
    // The question is read, and then there is nothing any more.
    const slow = lab.cloud.faults.add({ method: 'GET', path: '/xapi/status', effect: 'latency', ms: 100, times: 1 });
    for (const words of ['volume 30 on fjord', 'qqz1', 'qqz2']) speak(lab.cloud, 'Alice', words);
    await expect.poll(() => slow.hits, { interval: 1 }).toBe(1);
    const fault = lab.cloud.faults.add({ ...effect, times: 12 });
    await expect.poll(() => fault.hits, { timeout: 10_000 }).toBe(12);
    await expect.poll(async () => (await titles(lab)).length, { timeout: 10_000 }).toBe(known + 3);
    expect((await titles(lab)).slice(known)).toEqual([
      // An outage may have begun after the command came in: it is not sent blindly once more.
      "I don't know whether this happened: Set Fjord to 30 %",
      `I don't know "qqz1"`,
      `I don't know "qqz2"`,
    ]);
    expect(lab.sent().filter(({ status }) => status === 200)).toEqual([]);
    expect((await lab.alice.says('history')).lines.join('\n')).toMatch(/volume 30 on fjord.*unknown/);
  },
);
