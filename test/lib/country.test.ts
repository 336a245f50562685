import { expect, test } from 'vitest';
import { countriesNear, countryCode, countryName, isCountryCode } from '#lib/country.ts';
import { COUNTRIES } from '#simulator/places/countries.ts';

test('the countries are those of ISO 3166-1, and no others', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const all = letters.flatMap((first) => letters.map((second) => first + second));
  expect(all.filter(isCountryCode)).toEqual([...COUNTRIES].sort());
  for (const text of ['no', 'NOR', 'UK', 'EU', 'XK', 'ZZ', 'SU', 'A1', 'ÅL', '', ' NO', 'N\u0000']) {
    expect(isCountryCode(text), text).toBe(false);
  }
});

test('a country is understood by its code in any case and by its names', () => {
  expect(['no', ' Norway ', 'UK', 'United Kingdom', 'US', 'united states', 'Åland Islands'].map(countryCode)).toEqual([
    'NO',
    'NO',
    'GB',
    'GB',
    'US',
    'US',
    'AX',
  ]);
  expect(countryCode('Atlantis')).toBeUndefined();
  expect(countryCode('')).toBeUndefined();
  expect(countryName('NO')).toBe('Norway');
  expect(countryName('QQ')).toBe('QQ');
});

test('a misspelt country has suggestions, each once', () => {
  expect(countriesNear('Norwya')[0]).toBe('NO');
  expect(countriesNear('Switserland')[0]).toBe('CH');
  expect(countriesNear('germny')[0]).toBe('DE');
  const guinea = countriesNear('guinea');
  expect(guinea[0]).toBe('GN');
  expect(new Set(guinea).size).toBe(guinea.length);
  expect(countriesNear('xqzwv')).toEqual([]);
});
