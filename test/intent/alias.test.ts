import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { expand, holdsSecret, type Kept, recordable, refusedName } from '#intent/alias.ts';
import { labelled, unlabelled } from '#lib/label.ts';
import { hostileTexts } from '../store/samples.ts';

const kept: Kept[] = [
  { name: 'vol30', words: 'volume 30' },
  { name: 'lobby', words: 'volume 30 on "Up on the roof"' },
  { name: 'loud', words: 'vol30 on fjord' },
  { name: 'selfview', words: 'xCommand Video Selfview Set Mode: On' },
  { name: 'say', words: 'message "Back on Monday" on fjord' },
  { name: 'panel', words: 'xCommand X Panel Save PanelId: a on fjord', body: '<a/>\n\n <b/>' },
  { name: 'früh', words: 'wake fjord' },
  { name: 'round', words: 'about' },
  { name: 'about', words: 'Round now' },
  ...Array.from({ length: 6 }, (_, index) => ({ name: `n${index}`, words: index === 0 ? 'wake' : `n${index - 1}` })),
];
const find = async (name: string) =>
  kept.find((one) => one.name.toLocaleLowerCase('en') === name.toLocaleLowerCase('en'));
const put = async (text: string) => (await expand(text, commands, find))?.text;

describe('a name at the beginning is put out', () => {
  test.each([
    ['vol30', 'volume 30'],
    ['VOL30', 'volume 30'],
    ['vol30!', 'volume 30'],
    ['please vol30', 'volume 30'],
    ['FRÜH', 'wake fjord'],
    ['vol30 on Camden', 'volume 30 on Camden'],
    ['vol30 on "Up on the roof"', 'volume 30 on "Up on the roof"'],
    ['lobby', 'volume 30 on "Up on the roof"'],
    ['lobby on camden', 'volume 30 on camden'],
    ['loud', 'volume 30 on fjord'],
    ['loud on kew', 'volume 30 on kew'],
    ['selfview on kew', 'xCommand Video Selfview Set Mode: On on kew'],
    ['selfview FullscreenMode: On', 'xCommand Video Selfview Set Mode: On FullscreenMode: On'],
    ['selfview FullscreenMode: On on kew', 'xCommand Video Selfview Set Mode: On FullscreenMode: On on kew'],
    ['say on kew', 'message "Back on Monday" on kew'],
    ['say soon', 'message "Back on Monday" soon on fjord'],
    ['panel', 'xCommand X Panel Save PanelId: a on fjord\n\n<a/>\n\n <b/>'],
    ['panel on kew\n\n<c/>', 'xCommand X Panel Save PanelId: a on kew\n\n<c/>'],
    ['n4', 'wake'],
  ])('%s', async (said, text) => {
    expect(await put(said)).toBe(text);
  });

  test.each([
    '',
    'volume 30',
    'unknown',
    '"vol30"',
    'xCommand vol30',
    'volume vol30',
    'wake up vol30',
    'vol30 "open',
    'id:x',
  ])('%s holds none', async (said) => {
    expect(await expand(said, commands, find)).toBeUndefined();
  });

  test('names that lead back, or too deep, are told with the way they go', async () => {
    await expect(put('round')).rejects.toMatchObject({
      code: 'alias-circle',
      hint: 'round → about → round. Nothing was done.',
    });
    await expect(put('n5')).rejects.toMatchObject({ code: 'alias-depth' });
    await expect(put('round = wake kew')).rejects.toMatchObject({
      code: 'alias-add',
      next: [{ title: 'Change it', say: 'alias add round = wake kew' }],
    });
  });

  test('whatever is said or kept, it ends', async () => {
    for (const text of hostileTexts) {
      await put(text);
      await put(`vol30 ${text}`);
      await expand('x', commands, async () => ({ name: 'x', words: text, body: text })).catch((error) =>
        expect(error).toMatchObject({ code: 'alias-circle' }),
      );
    }
  });
});

describe('a name', () => {
  const isFamily = (word: string) => word === 'audio';
  test.each(['morning', 'a', '7', 'vol30', 'x-y_z', 'früh', '朝', 'a'.repeat(30), 'volumes'])('can be %s', (name) => {
    expect(refusedName(name, commands, isFamily)).toBeUndefined();
  });

  test.each([
    ...['', ' ', 'a b', '-a', '_', 'a'.repeat(31), 'a.b', 'a:b', '"a"', '!!', 'a\n', '__proto__', '😀'],
    ...['volume', 'VOL', 'hang', 'tell', 'alias', 'again', 'xcommand', 'xStatus', 'XCONFIG', 'xfeedback', 'Audio'],
    ...['please', 'Hi', 'add', 'mine', 'on'],
  ])('can not be %j', (name) => {
    expect(refusedName(name, commands, isFamily)).toEqual(expect.any(String));
  });
});

describe('a secret is seen', () => {
  test.each([
    { words: 'xCommand UserManagement User Add Passphrase: x' },
    { words: 'UserManagement.User.Add Passphrase=x' },
    { words: 'dial "https://example.com/j?pwd=hunter22"' },
    { words: 'xCommand HttpClient Get Header: "Authorization: Bearer x"' },
    { words: 'xCommand X', body: '{"password": "x"}' },
    { words: 'xCommand X', body: '<Passphrase>x</Passphrase>' },
    { words: 'xCommand X PIN: ••••' },
  ])('in %j', (alias) => {
    expect(holdsSecret(alias, '')).toBe(true);
    expect(recordable(alias)).toBe(false);
  });

  test('in the words as the audit would keep them, and in what may be one', () => {
    expect(holdsSecret({ words: 'UserManagement.User.Add x' }, 'Passphrase: ••••')).toBe(true);
    expect(recordable({ words: 'UserManagement.User.Add passphrase x' })).toBe(false);
  });

  test('and nothing else', () => {
    for (const words of ['volume 30 on fjord', 'message "the code is at the desk" on fjord', 'dial help@example.com'])
      expect(recordable({ words })).toBe(true);
  });
});

test('a record keeps the name, and gives the words back', () => {
  expect(unlabelled(labelled('morning', 'xCommand A Text: "a = b"'))).toBe('xCommand A Text: "a = b"');
  for (const words of ['volume 30 on Fjord', 'message "a = b" on Fjord', 'alias add x = wake', '', '= x'])
    expect(unlabelled(words)).toBe(words);
});
