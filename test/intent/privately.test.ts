import { describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { parse } from '#intent/parse.ts';
import { withoutPrivately } from '#intent/privately.ts';
import { readWords } from '#intent/words.ts';
import { Problem } from '#lib/problem.ts';

const left = (text: string) => withoutPrivately(readWords(text))?.raw;
const asked = (text: string) => {
  const intent = parse(text, commands);
  return intent && { name: intent.name, isPrivate: intent.isPrivate, args: intent.args };
};
const problemOf = (text: string) => {
  try {
    parse(text, commands);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
  return undefined;
};

test.each([
  ['devices privately', 'devices'],
  ['devices PRIVATELY', 'devices'],
  ['devices is:offline in private', 'devices is:offline'],
  ['devices dm me', 'devices'],
  ['devices, privately!', 'devices'],
  ['device "In Private" privately', 'device "In Private"'],
  ['devices privately in private', 'devices'],
  ['devices "privately"', undefined],
  ['device "in private"', undefined],
  ['privately', undefined],
  ['in private', undefined],
  ['dm me', undefined],
  ['private devices', undefined],
  ['privately devices', undefined],
  ['devices "open privately', undefined],
  ['', undefined],
])('%j is %j and the wish for privacy', (text, rest) => {
  expect(left(text)).toBe(rest);
});

describe('a private question', () => {
  test('is the same question', () => {
    for (const text of ['devices is:offline', 'device fjord', 'xStatus Audio Volume on fjord', 'history', 'fjord'])
      for (const how of ['privately', 'in private', 'dm me']) {
        const plain = asked(text);
        expect(asked(`${text} ${how}`)).toEqual({ ...plain, isPrivate: true });
      }
  });

  test('stays private in its record, in its buttons, and when a device is chosen', () => {
    const intent = parse('status Audio.Volume on harold, privately', commands);
    expect(intent?.words).toBe('status Audio.Volume on harold privately');
    expect(intent?.say('id:4711')).toBe('status Audio.Volume on id:4711 privately');
    expect(asked(intent?.say('id:4711') ?? '')).toMatchObject({ isPrivate: true, args: { device: 'id:4711' } });
  });

  test('a body stays what it is', () => {
    expect(asked('devices\n\nprivately')?.isPrivate).toBeUndefined();
  });
});

test('words that are kept keep it', () => {
  expect(asked('alias add us = devices is:offline privately')).toMatchObject({
    name: 'alias add',
    isPrivate: undefined,
    args: { words: 'devices is:offline privately' },
  });
});

test.each(['volume 30 on fjord', 'reboot fjord', 'xCommand Standby Activate on fjord', 'message hello', 'undo'])(
  'what changes something can not be asked for so: %s',
  (text) => {
    expect(problemOf(`${text} privately`)).toBe("A change can't be asked for privately");
  },
);

test('neither can what tells the space something later', () => {
  for (const text of ['watch Audio.Volume on fjord', 'notify fjord', 'tell me when fjord is back'])
    expect(problemOf(`${text} in private`)).toBe("This can't be asked for privately");
});

test('no button carries a secret along', () => {
  try {
    parse('xCommand Webex Join Number: 1@example.com Pin: 4711 on fjord privately', commands);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'not-private', next: [] });
  }
});
