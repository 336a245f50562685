import { expect, test } from 'vitest';
import { distinct, edited, sameTags, tagWords } from '#fleet/tags.ts';

test('an edit touches the tags it names and no others, whatever their letters', () => {
  const had = ['Lobby', 'vip'];
  expect(edited(had, { kind: 'add', tags: ['lobby', 'new'] })).toEqual(['Lobby', 'vip', 'new']);
  expect(edited(had, { kind: 'remove', tags: ['LOBBY', 'nothing'] })).toEqual(['vip']);
  expect(edited(had, { kind: 'remove', tags: [] })).toEqual([]);
  expect(edited(had, { kind: 'replace', tags: ['a'] })).toEqual(['a']);
  expect(distinct(['a', 'B', 'A', 'b'])).toEqual(['a', 'B']);
});

test('lists are the same in whatever order, and other letters make others', () => {
  expect(sameTags(['a', 'b'], ['b', 'a', 'a'])).toBe(true);
  expect(sameTags(['a'], ['A'])).toBe(false);
  expect([[], ['a'], ['a', 'b c']].map(tagWords)).toEqual(['no tags', 'the tag a', 'the tags a and "b c"']);
});
