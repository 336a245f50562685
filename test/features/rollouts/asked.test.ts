import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('words that are nearly right are told the right form, and the name of a profile is enough', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const delay = 'rollout Standby.Delay=10';
  for (const [words, told] of [
    [`${delay} to all lobby devices`, 'Devices are named after "on", and not after "to": on tag:lobby.'],
    [`${delay} for tag:lobby`, 'Devices are named after "on", and not after "for": on tag:lobby.'],
    [`${delay} on location:Oslo and tag:vip`, 'Filters stand side by side, without "and": location:Oslo tag:vip.'],
    [`${delay} on is:online cannary 5%`, `I can't read "cannary 5%". Say it as "canary 5%"`],
    ['rollout profile none on Fjord', 'There is no profile "none"'],
    ['rollout lobby on Fjord', `I can't tell what "lobby" belongs to`],
  ] as const)
    expect((await lab.alice.says(words)).text).toContain(told);
  const saved = await lab.alice.says('profile save lobby Standby.Delay=77');
  if (saved.title.endsWith('?')) await lab.alice.presses(saved, 'Save lobby');
  for (const words of ['rollout profile lobby on Fjord', 'rollout lobby on Fjord'])
    expect((await lab.alice.says(words)).title).toBe('Plan: Standby.Delay → 77 (profile lobby) on 1 device');
  await lab.alice.says('profile save kiosk Standby.Delay=78 Audio.DefaultVolume=61');
  const near = await lab.alice.says('rollout profile kisok on Fjord canary 1');
  expect(near.lines).toContain('Nearest: kiosk. Nothing was sent.');
  expect((await lab.alice.presses(near, 'kiosk')).title).toBe('Plan: profile kiosk (2 settings) on 1 device');
});

test('a slip in an option is mended by a press, and nothing else of what was said is lost', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const words = 'rollout Standby.Delay=77 on Fjord, Camden, Tower';
  for (const [slip, word, told] of [
    ['cannary 2', 'canary', 'first, as canary; then the other one'],
    ['canary 1 then rebot', 'reboot', 'each device restarts after it'],
    ['stop at 50 precent', 'percent', 'when 50 % failed'],
  ] as const) {
    const slipped = await lab.alice.says(`${words} ${slip}`);
    const plan = await lab.alice.presses(slipped, `Use "${word}"`);
    expect(plan.title).toBe('Plan: Standby.Delay → 77 on 3 devices');
    expect(plan.text).toContain(told);
  }
  // Where something else is wrong too, one press mends nothing.
  const both = await lab.alice.says(`${words} cannary 2 wavs 3`);
  expect(both.lines.join()).not.toContain('Use "');
});
