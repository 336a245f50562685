import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCatalogue } from '#fleet/catalogue.ts';
import { entriesOf } from '#fleet/catalogue-entries.ts';
import type { Kind } from '#fleet/catalogue-scope.ts';
import { checkCard } from '#render/check.ts';
import { createRenderer } from '#render/index.ts';
import { commandFacts, exampleOf, occursSaid, statusFacts } from '../../../src/features/xapi/entry-facts.ts';
import { explained } from '../../../src/features/xapi/explained.ts';
import { openLab } from '../../lab.ts';
import { bigScope, deviceOf } from '../../xapi/kinds.ts';

const ASKER = {
  id: 'a',
  orgId: 'o',
  email: 'a@example.com',
  displayName: 'A',
  role: 'admin',
  roles: ['admin'],
  may: () => true,
  can: () => true,
  roleFor: () => ({ name: 'the operator role', isTheirs: true }),
};
const kind = (product: string, software: string, names: string[], commands: object, status: object = {}): Kind => ({
  product,
  devices: names.map((name) => deviceOf(name, `Cisco ${product}`, { software })),
  catalogue: createCatalogue(`Cisco ${product}`, { commands: { ...commands }, status: { ...status } }),
});
const level = (maximum: number, more: object = {}) => ({
  arguments: { Level: { required: true, schema: { type: 'integer', minimum: 0, maximum, ...more } } },
});

test('what differs from kind to kind of device is said where it differs', () => {
  const bars = kind('Room Bar', 'RoomOS 26.4.1.5', ['A', 'B', 'C'], { Set: level(100, { default: 50 }) });
  const desk = kind('Desk Pro', 'RoomOS 26.4.1.5', ['D'], { Set: level(70) });
  const none = kind('Navigator', 'RoomOS 26.4.1.5', ['E'], { Set: { arguments: { Mode: { schema: {} } } } });
  const old = kind('Room Bar', 'RoomOS 11.2.3 abc', ['F'], { Set: level(80) });
  expect(commandFacts('Set', [bars])).toEqual([{ title: 'Level (required)', value: '0–100; left out: 50' }]);
  expect(commandFacts('Set', [desk, bars, none])).toEqual([
    { title: 'Level (required)', value: '0–100; left out: 50; on Desk Pro 0–70; not on Navigator' },
    { title: 'Mode', value: 'anything; not on Room Bar and Desk Pro' },
  ]);
  expect(commandFacts('Set', [bars, old])[0]?.value).toBe('0–100; left out: 50; on Room Bar 11.2.3 0–80');
});

test('lists, bodies and values that occur several times are told in words', () => {
  const bar = kind(
    'Room Bar',
    '',
    ['A'],
    {
      Save: {
        arguments: { Keep: { schema: { type: 'array', maxItems: 4, items: { type: 'string', enum: ['A', 'B'] } } } },
        bodySchema: { schema: { type: ['object', 'string'], maxLength: 4000 } },
      },
    },
    { 'Call[1..n].Status': { schema: { type: 'string', enum: ['On', 'Off'] } }, 'Call[1..n].Id': {} },
  );
  expect(commandFacts('Save', [bar])).toEqual([
    { title: 'Body (required)', value: 'after a blank line or as a file, up to 4000 characters' },
    { title: 'Keep', value: 'up to 4 values: A or B' },
  ]);
  expect(statusFacts('Call[*].Status', [bar])).toEqual([{ title: 'Value', value: 'On or Off' }]);
  expect(occursSaid('Call[*].Status')).toBe(
    'It occurs several times: Call[1].Status is the first one, Call[*].Status all of them.',
  );
  expect(statusFacts('Call[*].Id', [bar])[0]?.value).toBe('anything');
});

test('an example gives what has to be given', () => {
  const text = { required: true, schema: { type: 'string', maxLength: 9 } };
  const choice = { required: true, schema: { type: 'string', enum: ['two words', 'b'] } };
  expect(
    exampleOf('A.Set', { Level: level(100).arguments.Level, Name: text, Kind: choice, Left: {} }, 'Room 1 on 2'),
  ).toBe('xCommand A Set Level: 50 Name: text Kind: "two words" on "Room 1 on 2"');
});

test('every entry of a schema of real size is explained on a card that fits', () => {
  const renderer = createRenderer({ directory: join(import.meta.dirname, '../../../cards'), strict: true });
  const scope = bigScope();
  const device = `id:${'x'.repeat(100)}`;
  for (const entry of entriesOf(scope.catalogues)) {
    const { card, text } = renderer.render(explained({ kind: entry.kind, name: entry.name, device }, scope, ASKER));
    expect({ name: entry.name, faults: checkCard(card ?? {}) }).toEqual({ name: entry.name, faults: [] });
    expect(text).toContain(entry.name);
  }
});

test('a viewer is told, and offered what a viewer may', async () => {
  await using lab = await openLab();
  const told = async (who: 'vera' | 'bob' | 'alice', path: string) =>
    (await lab[who].says(`xapi help ${path}`)).lines.at(-1);
  expect(await told('vera', 'Standby.Activate')).toBe('[Browse Standby]');
  expect(await told('bob', 'Standby.Activate')).toBe('[Form] [Run…] [Browse Standby]');
  expect(await told('bob', 'Macros.Macro.Save')).toBe('[Browse Macros.Macro]');
  expect(await told('alice', 'Macros.Macro.Save')).toBe('[Form] [Browse Macros.Macro]');
  expect(await told('vera', 'Audio.Volume')).toBe('[Read] [Browse Audio.Volume]');
});

test('a name is read with dots, slashes or blanks, in any case, with any index', async () => {
  await using lab = await openLab();
  const title = async (words: string) => (await lab.alice.says(words)).title;
  for (const path of ['Audio.Volume.Set', 'audio volume set', 'Audio/Volume/Set', 'xCommand Audio Volume Set'])
    expect(await title(`xapi help ${path}`)).toBe('Audio.Volume.Set');
  for (const path of ['call 1 status', 'Call[1].Status', 'xStatus Call[*] Status', 'Call.Status'])
    expect(await title(`explain ${path}`)).toBe('Call[*].Status');
});

test('a name that is both is told as a command, and leads to the status', async () => {
  await using lab = await openLab();
  const command = await lab.vera.says('xapi help Audio.Microphones.Mute');
  expect(command.lines[1]).toBe('Command. Needs the operator role.');
  const status = await lab.vera.presses(command, 'The status');
  expect(status.lines.slice(1, 3)).toEqual(['Status. Needs the viewer role.', '  Value: On or Off']);
  expect((await lab.vera.presses(status, 'The command')).lines).toEqual(command.lines);
});

test('what is no command or status leads on', async () => {
  await using lab = await openLab();
  const family = await lab.vera.says('xapi help Audio.Microphones');
  expect(family.title).toMatch(/^Audio.Microphones is a family of 7 commands and 4 statuses$/);
  expect((await lab.vera.presses(family, 'Browse Audio.Microphones')).title).toBe('Audio.Microphones');
  const wrong = await lab.vera.says('xapi help xCommand Audio.Volume');
  expect(wrong.title).toBe('Audio.Volume is no command, but a status');
  const slip = await lab.vera.says('xapi help Audio.Volme.Set');
  expect(slip.title).toBe('No command or status is called "Audio.Volme.Set"');
  expect((await lab.vera.presses(slip, 'Audio.Volume.Set')).title).toBe('Audio.Volume.Set');
  expect((await lab.vera.says('xapi help xConfiguration Audio DefaultVolume')).title).toBe(
    'Configurations have commands of their own',
  );
  expect((await lab.vera.says('xapi help')).title).toBe(
    'Which command or status? For example: xapi help Audio.Volume.Set',
  );
});
