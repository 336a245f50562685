import { expect, test } from 'vitest';
import { clockTime, dateTime, plainDateTime, plainTime } from '#render/markup.ts';

const at = Date.UTC(2026, 10, 22, 14, 30, 5, 250);

test('a time on a card is formatted by the reader’s client', () => {
  expect(`${clockTime(at)}`).toBe('{{TIME(2026-11-22T14:30:05Z)}}');
  expect(`${dateTime(at)}`).toBe('{{DATE(2026-11-22T14:30:05Z, SHORT)}} {{TIME(2026-11-22T14:30:05Z)}}');
});

test('a time in the text names its zone', () => {
  expect(plainTime(at, 'Europe/Oslo')).toBe('15:30 CET');
  expect(plainTime(at, 'UTC')).toBe('14:30 UTC');
  expect(plainDateTime(at, 'Europe/Oslo')).toBe('22 Nov 2026, 15:30 CET');
});
