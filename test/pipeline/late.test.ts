import { expect, test } from 'vitest';
import { openLab } from '../lab.ts';

test('a change that waited for Webex for long is not done without asking; a question is answered', async () => {
  await using lab = await openLab();
  await lab.alice.says('whoami');
  lab.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 503, times: 100 });
  const asked = (words: string) => lab.alice.posts(words);
  await asked('volume 30 on fjord');
  await asked('status Audio.Volume on fjord');
  await lab.until(() => lab.requests().filter(({ status }) => status === 503).length >= 3, 'the first attempt failed');
  lab.clock.skip(15 * 60_000);
  const before = (await lab.alice.reads()).length;
  lab.cloud.faults.clear();
  await expect.poll(async () => (await lab.alice.reads()).length, { timeout: 20_000 }).toBe(before + 2);
  const [late, read] = (await lab.alice.reads()).slice(-2);
  expect(late?.title).toMatch(/^You asked this 15 min ago, and I could not do it then$/);
  expect(read?.title).toBe('Audio.Volume: 45');
  expect(lab.sent()).toEqual([]);

  if (!late) throw new Error('no answer');
  expect((await lab.alice.presses(late, 'Do it now')).title).toBe('Fjord is at 30 % (was 45 %)');
  expect(lab.sent()).toHaveLength(1);
});
