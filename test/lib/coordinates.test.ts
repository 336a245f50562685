import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coordinatesFrom, latitudeFrom, longitudeFrom } from '#lib/coordinates.ts';

test.each([
  ['59.9139, 10.7522', 59.9139, 10.7522],
  ['59.9139,10.7522', 59.9139, 10.7522],
  ['59.9139 10.7522', 59.9139, 10.7522],
  ['59,9139; 10,7522', 59.9139, 10.7522],
  ['59,9139 10,7522', 59.9139, 10.7522],
  ['59,9139, 10,7522', 59.9139, 10.7522],
  [' -33.86 , 151.2 ', -33.86, 151.2],
  ['33.86° S, 151.2° E', -33.86, 151.2],
  ['51.539 N 0.1426 W', 51.539, -0.1426],
  ['51 -0.1', 51, -0.1],
  ['0, -0', 0, 0],
  ['90, -180', 90, -180],
])('%j is a place', (text, latitude, longitude) => {
  expect(coordinatesFrom(text)).toEqual({ latitude, longitude });
});

test.each([
  '',
  '59.9139',
  '90.1, 10',
  '59, 180.5',
  '10.7, 59.9, 3',
  '59.9 E, 10.7 N',
  'Oslo, Norway',
  '1e1, 10',
  'NaN, 0',
  'Infinity 0',
  '-33 S, 10',
  '5 9, 10',
  '59..9, 10',
])('%j is none', (text) => {
  expect(coordinatesFrom(text)).toBeUndefined();
});

test('one half alone is read alike, within its own range', () => {
  expect([latitudeFrom('59,9139'), latitudeFrom('S 33.86'), latitudeFrom('91'), latitudeFrom('0.1 W')]).toEqual([
    59.9139,
    -33.86,
    undefined,
    undefined,
  ]);
  expect([longitudeFrom('+151.2'), longitudeFrom('0.1426 w'), longitudeFrom('181'), longitudeFrom('')]).toEqual([
    151.2,
    -0.1426,
    undefined,
    undefined,
  ]);
});

test('whatever was a place is read again from its numbers', () => {
  const degrees = (most: number) =>
    fc.integer({ min: -most * 10_000, max: most * 10_000 }).map((value) => value / 10_000);
  fc.assert(
    fc.property(degrees(90), degrees(180), (latitude, longitude) => {
      // Added to zero, -0 is 0.
      expect(coordinatesFrom(`${latitude}, ${longitude}`)).toEqual({
        latitude: latitude + 0,
        longitude: longitude + 0,
      });
    }),
  );
});
