import { expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { parse } from '#intent/parse.ts';

test.each([
  ['show workspace fjord', 'workspace', 'workspace fjord'],
  ['show location oslo', 'location', 'location oslo'],
  ['show all workspaces', 'workspaces', 'workspaces'],
  ['list the hot desks', 'hot desks', 'hot desks'],
  ['show me the floors of Oslo', 'floors', 'floors Oslo'],
  ['list devices tag:lobby', 'devices', 'devices tag:lobby'],
  ['show tags of fjord', 'tags', 'tags fjord'],
  ['add workspace Foo', 'workspace new', 'workspace new Foo'],
  ['add a location', 'location new', 'location new'],
  ['remove the floor oslo 3', 'floor delete', 'floor delete oslo 3'],
  ['log me in please', 'login', 'login'],
  ['login for floors', 'login', 'login for locations'],
  ['login to webex', 'login', 'login'],
])('"%s" is the command "%s"', (words, name, said) => {
  const intent = parse(words, commands);
  expect(intent?.name).toBe(name);
  expect(intent?.say()).toBe(said);
});

test('what stands in quotes is the name of a device, and so is what begins with no noun', () => {
  for (const words of ['show "workspace fjord"', 'show fjord', 'show location edit'])
    expect(parse(words, commands)?.name).toBe('device');
  expect(parse('list lobby', commands)?.name).toBe('devices');
});
