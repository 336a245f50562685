import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filtersIn } from '#fleet/select.ts';
import { DevicePhrase, spelled } from '#intent/device-phrase.ts';
import { readWords, splitOn, textOf } from '#intent/words.ts';

/** How the words of a button are read: after "on", and behind the verb alone. */
const readBack = (device: string) => {
  const { tokens } = readWords(`volume 30 on ${spelled(device)}`);
  const { tokens: bare } = readWords(`reboot ${spelled(device)}`);
  return { on: splitOn(tokens).on, alone: textOf(bare.slice(1)) };
};

describe('words for a device or a selection read back as the same', () => {
  test.each([
    ['tag:lobby is:online', 'tag:lobby is:online'],
    ['location:San Jose tag:vip', 'location:"San Jose" tag:vip'],
    ['location: San Jose', 'location:"San Jose"'],
    ['product:Board Pro 75 G2', 'product:"Board Pro 75 G2"'],
    ['tag:on air', 'tag:"on air"'],
    ['Fjord and Camden', 'Fjord and Camden'],
    ['Fjord, Camden and Kew', '"Fjord, Camden and Kew"'],
    ['Fjord and id:x', '"Fjord and id:x"'],
    ['all', 'all'],
    ['id:a,b', 'id:a,b'],
    ['Room: 5', '"Room: 5"'],
    ['tag:5" screen', String.raw`"tag:5\" screen"`],
    ['the tag:lobby', '"the tag:lobby"'],
  ])('%s', (device, words) => {
    expect(spelled(device)).toBe(words);
    const { on, alone } = readBack(device);
    expect(filtersIn(on ?? '')).toEqual(filtersIn(device));
    if (filtersIn(device) === undefined) expect([on, alone]).toEqual([device, device]);
    expect(filtersIn(alone)).toEqual(filtersIn(device));
  });

  test('any filters', () => {
    const value = fc
      .stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,15}[\p{L}\p{N}]$/u)

      // What somebody typed is in this form when it comes here.
      .map((text) => text.normalize('NFC'))
      .filter((text) => !text.includes('  '));
    const filter = fc.tuple(fc.constantFrom('tag', 'location', 'product', 'is'), value);
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 4 }), (filters) => {
        const phrase = filters.map(([key, text]) => `${key}:${text}`).join(' ');
        const { on, alone } = readBack(phrase);
        expect(filtersIn(on ?? '')).toEqual(filtersIn(phrase));
        expect(filtersIn(alone)).toEqual(filtersIn(phrase));
      }),
    );
  });
});

test('a name has an end; the ids of a selection have as many as there are', () => {
  expect(DevicePhrase.safeParse('x'.repeat(201)).success).toBe(false);
  const ids = Array.from({ length: 100 }, (_, index) => `Y2lzY29zcGFyazovL3VzL0RFVklDRS8${index}`);
  expect(DevicePhrase.safeParse(`id:${ids.join(',')}`).success).toBe(true);
});
