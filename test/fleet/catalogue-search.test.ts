import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '#fleet/catalogue.ts';
import { entriesOf } from '#fleet/catalogue-entries.ts';
import { searchIn } from '#fleet/catalogue-search.ts';
import { bigScope } from '../xapi/kinds.ts';

const text = (maxLength: number) => ({ required: false, schema: { type: 'string', maxLength } });
const CATALOGUES = [
  createCatalogue('Cisco Room Bar', {
    commands: {
      'Audio.Volume.Set': { arguments: { Level: { required: true, schema: { type: 'integer' } } } },
      'Audio.Volume.SetToDefault': {},
      'Audio.Microphones.Mute': {},
      'UserInterface.WebView.Display': { arguments: { Url: text(2000), Title: text(255) } },
      'UserInterface.Message.Alert.Display': { arguments: { Text: text(255), Title: text(255) } },
      'SystemUnit.Boot': { arguments: { Action: { schema: { type: 'string', enum: ['Restart', 'Shutdown'] } } } },
      'Bookings.CheckIn': {},
    },
    status: {
      'Audio.Volume': { schema: { type: 'integer' } },
      'Audio.Microphones.Mute': { schema: { type: 'string', enum: ['On', 'Off'] } },
      'Call[1..n].Status': { schema: { type: 'string' } },
    },
  }),
  createCatalogue('Cisco Navigator', { commands: { 'SystemUnit.Boot': {} }, status: { 'SystemUnit.Uptime': {} } }),
];
const names = (words: string, kind?: 'command' | 'status') =>
  searchIn(CATALOGUES, words, kind).entries.map((entry) => `${entry.kind} ${entry.name}`);

describe('words', () => {
  test.each([
    ['volume set', 'command Audio.Volume.Set'],
    ['set volume', 'command Audio.Volume.Set'],
    ['set the volume to 50', 'command Audio.Volume.Set'],
    ['Audio.Volume', 'status Audio.Volume'],
    ['volum', 'status Audio.Volume'],
    ['microfone mute', 'command Audio.Microphones.Mute'],
    ['webview', 'command UserInterface.WebView.Display'],
    ['web view', 'command UserInterface.WebView.Display'],
    ['volumeset', 'command Audio.Volume.Set'],
    ['VolumeSet', 'command Audio.Volume.Set'],
    ['call[1].status', 'status Call[*].Status'],
    ['check in', 'command Bookings.CheckIn'],
    ['reboot', 'command SystemUnit.Boot'],
    ['restart', 'command SystemUnit.Boot'],
    ['show url', 'command UserInterface.WebView.Display'],
    ['uptime', 'status SystemUnit.Uptime'],
  ])('%s', (words, first) => {
    expect(names(words)[0]).toBe(first);
  });

  test('of arguments count less than those of names', () => {
    expect(names('text')).toEqual(['command UserInterface.Message.Alert.Display']);
    expect(names('level volume')[0]).toBe('command Audio.Volume.Set');
  });

  test('can be looked for in commands or in statuses only', () => {
    expect(names('microphones mute')).toEqual(['command Audio.Microphones.Mute', 'status Audio.Microphones.Mute']);
    expect(names('microphones mute', 'status')).toEqual(['status Audio.Microphones.Mute']);
    expect(names('boot', 'status')).toEqual([]);
  });

  test('that nothing has together find what has most of them, and it is said so', () => {
    const { entries, isPartial } = searchIn(CATALOGUES, 'volume set nonsense');
    expect(isPartial).toBe(true);
    expect(entries[0]?.name).toBe('Audio.Volume.Set');
    expect(searchIn(CATALOGUES, 'volume set').isPartial).toBe(false);
  });

  test.each(['xyzzy', 'constructor', '__proto__x', '🙂', 'громкость'])('%s is nowhere', (word) => {
    expect(names(word)).toEqual([]);
  });

  test('tell which kinds of devices know what they found', () => {
    const { catalogues } = searchIn(CATALOGUES, 'boot').entries[0] ?? { catalogues: [] };
    expect(catalogues.map(({ product }) => product)).toEqual(['Cisco Navigator', 'Cisco Room Bar']);
  });
});

describe('a schema of real size', () => {
  const { catalogues } = bigScope();
  const entries = entriesOf(catalogues);
  const entry = fc.constantFrom(...entries);

  test('has no entry that is not found by its own name', () => {
    const lost = entries.filter(({ name, kind }) => {
      const found = searchIn(catalogues, name, kind).entries;
      return !found.slice(0, 10).some((one) => one.name === name);
    });
    expect(lost.map(({ name }) => name)).toEqual([]);
  });

  test('is searched in any order and any case, with a slip', () => {
    fc.assert(
      fc.property(entry, fc.infiniteStream(fc.nat()), fc.boolean(), ({ name, kind }, random, isLoud) => {
        const next = () => random.next().value ?? 0;
        const parts = name.replace(/\[[^\]]*\]/g, '').split('.');
        const shuffled = parts.map((part) => ({ part, at: next() })).sort((left, right) => left.at - right.at);
        const words = shuffled.map(({ part }) => (isLoud ? part.toUpperCase() : part.toLowerCase()));
        const long = words.findIndex((word) => word.length >= 6);
        const typed = words.map((word, at) => (at === long ? word.slice(0, 2) + word.slice(3) : word)).join(' ');
        expect(searchIn(catalogues, typed, kind).entries.map((one) => one.name)).toContain(name);
      }),
      { numRuns: 150 },
    );
  });

  test('is searched for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (typed) => {
        const found = searchIn(catalogues, typed).entries;
        expect(new Set(found).size).toBe(found.length);
      }),
    );
  });
});
