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
});
