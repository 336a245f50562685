import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTo } from '#intent/questions.ts';

test.each([
  ['Which rooms are offline?', 'devices is:offline'],
  ['which devices have problems', 'devices is:issues'],
  ["what's down right now?", 'devices is:offline'],
  ['what needs attention', 'devices is:attention'],
  ['how loud is the lobby', 'status Audio.Volume on lobby'],
  ['is anybody in the Fjord room?', 'status RoomAnalytics.PeopleCount.Current on fjord room'],
  ['which workspaces have errors?', 'workspaces health:error'],
  ['Which locations do we have?', 'locations'],
])('"%s" is "%s"', (asked, words) => {
  expect(answerTo(asked)).toBe(words);
});

test('other words are not a question, and long ones take no time', () => {
  expect(answerTo('which rooms are purple')).toBeUndefined();
  expect(answerTo('reboot fjord')).toBeUndefined();
  fc.assert(fc.property(fc.string({ maxLength: 5_000 }), (text) => answerTo(text) === undefined || text.length <= 200));
});
