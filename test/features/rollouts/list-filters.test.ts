import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { finished } from './rollout-lab.ts';

test('words narrow the list of rollouts, the card says which, and one that is not known is told', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const first = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  await lab.alice.presses(first, 'Start on 2 devices');
  await finished(lab, 1);
  const second = await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord, Camden start 15:00 UTC');
  await lab.alice.presses(second, 'Start on 2 devices');

  const shown = async (words: string) => {
    const { title, text } = await lab.alice.says(words);
    return [title, ...(text.match(/^Rollout \d(?= ·)/gm) ?? [])];
  };
  expect(await shown('rollouts done')).toEqual(['Rollouts · done', 'Rollout 1']);
  expect(await shown('rollouts waiting')).toEqual(['Rollouts · waiting', 'Rollout 2']);
  expect(await shown('rollouts Standby.Delay')).toEqual(['Rollouts · Standby.Delay', 'Rollout 1']);
  expect(await shown('rollouts mine waiting')).toEqual(['Rollouts · mine waiting', 'Rollout 2']);
  expect(await shown('rollouts by alice')).toEqual(['Rollouts · by alice', 'Rollout 2', 'Rollout 1']);
  expect(await shown('rollouts by bob')).toEqual(['No rollout is there for: by bob']);
  expect(await shown('rollouts failed')).toEqual(['No rollout is there for: failed']);
  const told = await lab.alice.says('rollouts runnnig');
  expect(told.text).toMatch(/don't know "runnnig"[\s\S]*running \| waiting \| paused/);
});

test('the next page of a narrowed list is narrowed too', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  for (let value = 1; value <= 10; value += 1) await lab.alice.says(`rollout Standby.Delay=${value} on Fjord`);
  const first = await lab.alice.says('rollouts plans by me');
  expect(first.text).toMatch(/Page 1 of 2/);
  const second = await lab.alice.presses(first, 'Next');
  expect(second.title).toBe('Plans · by me');
  expect(second.text).toMatch(/^Rollout 1 ·[\s\S]*Page 2 of 2/m);
});
