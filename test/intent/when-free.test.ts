import { expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { parse } from '#intent/parse.ts';
import { readWhenFree } from '#intent/when-free.ts';

const read = async (text: string) => parse(text, commands);
const heard = async (text: string) => {
  const { intent, waits } = await readWhenFree(text, read);
  return [intent?.say(), waits];
};

test.each([
  ['volume 30 on fjord when free', 'volume 30 on fjord'],
  ['volume 30 on fjord when it is free', 'volume 30 on fjord'],
  ['volume 30 on Fjord once free.', 'volume 30 on Fjord'],
  ['mute fjord as soon as it’s free'.replace('’', "'"), 'mute fjord'],
  ['mute when free', 'mute'],
  ['standby tag:lobby is:online when they are free', 'standby tag:lobby is:online'],
  ['undo when free', 'undo'],
  ['message Back soon on fjord when free', 'message Back soon on fjord'],
])('"%s" waits', async (text, words) => {
  expect(await heard(text)).toEqual([words, true]);
});

test('what is no change, a text that ends so, and a name in quotes do not wait', async () => {
  expect(await heard('device fjord when free')).toEqual(['device fjord', false]);
  expect((await heard('message Come when free')).at(1)).toBe(false);
  expect((await heard('message Come when free')).at(0)).toContain('Come when free');
  expect((await heard('mute "Room when free"')).at(1)).toBe(false);
  expect((await heard('mute fjord')).at(1)).toBe(false);
  await expect(readWhenFree('volume 900 on fjord when free', read)).rejects.toThrow('Volume must be');
});
