import { describe, expect, test } from 'vitest';
import { changedSince, markOf, rowsOf, type Told } from '#fleet/status-table.ts';
import { Device } from '#webex/devices.ts';

const told = (name: string, values: Record<string, string | number>): Told => ({
  device: Device.parse({ id: `id-${name}`, displayName: name, orgId: 'org', product: '', type: '' }),
  values: Object.entries(values).map(([path, value]) => ({ path, value })),
});
const drawn = (readings: Told[], expressions: string[], isEach = false) =>
  rowsOf(readings, expressions, isEach).map(({ lines, devices }) => [
    lines.join(' · '),
    devices.map(({ displayName }) => displayName).join(', '),
  ]);

describe('rows', () => {
  const volumes = [
    told('Camden', { 'Audio.Volume': 30 }),
    told('Fjord', { 'Audio.Volume': 45 }),
    told('Kew', { 'Audio.Volume': 45 }),
  ];

  test('devices that say the same share one, the most first', () => {
    expect(drawn(volumes, ['Audio.Volume'])).toEqual([
      ['45', 'Fjord, Kew'],
      ['30', 'Camden'],
    ]);
  });

  test('or each device has its own', () => {
    expect(drawn(volumes, ['Audio.Volume'], true)).toEqual([
      ['30', 'Camden'],
      ['45', 'Fjord'],
      ['45', 'Kew'],
    ]);
  });

  test('several values come with their paths, in the order they were asked for, with a dash for what is missing', () => {
    const readings = [
      told('Fjord', { 'Audio.Volume': 45, 'Standby.State': 'Off' }),
      told('Panel', { 'Standby.State': 'Off' }),
      told('Quiet', { 'Standby.State': '', 'Audio.Volume': 0 }),
    ];
    expect(drawn(readings, ['Standby.State', 'audio.*'])).toEqual([
      ['Standby.State: Off · Audio.Volume: 45', 'Fjord'],
      ['Standby.State: Off · audio.*: –', 'Panel'],
      ['Standby.State: (empty) · Audio.Volume: 0', 'Quiet'],
    ]);
  });
});

describe('what changed since the last look', () => {
  const before = [told('Fjord', { 'Audio.Volume': 45 }), told('Camden', { 'Audio.Volume': 30 })];
  const mark = markOf(before, Date.parse('2026-11-22T13:00:00.900Z'));

  test('is told by the mark of the card before', () => {
    expect(mark).toMatch(/^[\w.-]{10,40}$/);
    expect(changedSince(mark, before)).toEqual({ at: Date.parse('2026-11-22T13:00:00Z'), changed: new Set() });
    const after = [
      told('Fjord', { 'Audio.Volume': 30 }),
      told('Camden', { 'Audio.Volume': 30 }),
      told('New', { a: 1 }),
    ];
    expect(changedSince(mark, after)?.changed).toEqual(new Set(['id-Fjord', 'id-New']));
  });

  test.each([undefined, '', 'x', 't5b7k0', 't5b7k0.abc', '99999999999.', `zzzzzzzz.${'a'.repeat(7)}`, '-1.'])(
    'a mark of nobody’s tells nothing: %s',
    (text) => expect(changedSince(text, before)).toBeUndefined(),
  );

  test('the latest moment that fits into a mark is a moment', () => {
    const since = changedSince('zzzzzzz.', before);
    expect(new Date(since?.at ?? Number.NaN).toISOString()).toMatch(/^4453/);
  });
});
