import { expect, test } from 'vitest';
import { macFault, macIn, readMac } from '../../../src/features/codes/mac.ts';
import { modelOf } from '../../../src/features/codes/model.ts';
import { timeLeft } from '../../../src/features/codes/time-left.ts';

const MAC = '001B54AB3456';

test.each([
  '00:1b:54:AB:34:56',
  '00-1B-54-AB-34-56',
  '001b.54ab.3456',
  '001B54AB3456',
  ' 00 1b 54 ab 34 56 ',
  '001b-54ab-3456',
])('%j is a MAC address', (text) => {
  expect(macIn(text)).toBe(MAC);
  expect(readMac(`${text} Cisco 8865`)).toMatchObject({ rest: 'Cisco 8865' });
  expect(macFault(text)).toBeUndefined();
});

test.each([
  ['001b54ab345', 'A MAC address has 12 digits, this has 11'],
  ['00:1b:54:ab:34:5g', 'A MAC address has only digits and the letters A to F, no "g"'],
  ['001b5:4ab3456', 'Write the MAC address as on the phone, such as 00:1B:54:12:34:56'],
])('%j is none', (text, fault) => {
  expect(macIn(text)).toBeUndefined();
  expect(macFault(text)).toBe(fault);
});

test('a phone is called in many ways, and the time left in few words', () => {
  expect(['8865', 'cisco 8865', 'DMS Cisco 8865', 'Poly VVX 250'].map(modelOf)).toEqual([
    'DMS Cisco 8865',
    'DMS Cisco 8865',
    'DMS Cisco 8865',
    'Poly VVX 250',
  ]);
  const hour = 3_600_000;
  expect([7 * 24 * hour, 27 * hour, 90 * 60_000, 0].map(timeLeft)).toEqual([
    '7 days left',
    '1 day 3 h left',
    '1 h 30 min left',
    'run out',
  ]);
});
