import { expect, test } from 'vitest';
import { lockWords, sourceWords, takenState, valueWords } from '#fleet/configuration-state.ts';

test('values, sources and reasons are words for people', () => {
  expect([60, 'On', '', null, [], ['a', 1], true].map(valueWords)).toEqual([
    '60',
    'On',
    'empty',
    'nothing',
    'an empty list',
    'a, 1',
    'true',
  ]);
  expect(valueWords('x'.repeat(500))).toHaveLength(80);
  const sources = ['default', 'configured', 'organizationRule', 'locationRule', 'SOME_THING', ''];
  expect(sources.map((source) => sourceWords({ source }))).toEqual([
    'default',
    'configured',
    'organisation rule',
    'location rule',
    'some thing',
    'unknown',
  ]);
  const locked = (reason?: string) =>
    lockWords({ configured: { value: null, isEditable: false, ...(reason !== undefined && { reason }) } });
  expect(locked('CONFIG_MANAGED_BY_RULE')).toBe('set by a rule of your organisation');
  expect(locked('NOT_AUTHORIZED')).toBe('your rights in Webex do not go so far');
  expect(locked('CONFIG_IS_FROZEN')).toBe('config is frozen');
  expect(locked()).toBe('Webex does not say why');
  expect(lockWords({ configured: { value: 1, isEditable: true, reason: 'NOT_AUTHORIZED' } })).toBeUndefined();
});

test('a device that has another value has not taken it yet; where Webex does not tell, nobody knows', () => {
  expect(takenState({ value: 60 })).toBe('unknown');
  expect(takenState({ value: 60, applied: { value: 60 } })).toBe('taken');
  expect(takenState({ value: 60, applied: { value: 70 } })).toBe('pending');
  expect(takenState({ value: 'True', applied: { value: true } })).toBe('taken');
});
