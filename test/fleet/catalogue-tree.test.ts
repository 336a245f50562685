import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCatalogue } from '#fleet/catalogue.ts';
import { entriesOf } from '#fleet/catalogue-entries.ts';
import { type Node, treeOf } from '#fleet/catalogue-tree.ts';
import { bigScope } from '../xapi/kinds.ts';

const CATALOGUES = [
  createCatalogue('Cisco Room Bar', {
    commands: { 'Audio.Volume.Set': {}, 'Audio.Microphones.Mute': {}, Dial: {}, 'Call.Accept': {} },
    status: { 'Audio.Volume': {}, 'Audio.Microphones.Mute': {}, 'Call[1..n].Status': {} },
  }),
  createCatalogue('Cisco Navigator', { commands: { 'SystemUnit.Boot': {} }, status: {} }),
];
const children = (node: Node | undefined) => node?.children.map(({ name }) => name);

describe('the tree of names', () => {
  const tree = treeOf(CATALOGUES);

  test('begins with the families, in the order of the alphabet', () => {
    expect(children(tree.root)).toEqual(['Audio', 'Call', 'Dial', 'SystemUnit']);
    expect(tree.root).toMatchObject({ path: '', commands: 5, statuses: 3 });
  });

  test('has commands and statuses of one name at one node', () => {
    expect(children(tree.at('audio.VOLUME'))).toEqual(['Set']);
    expect(tree.at('Audio.Volume')).toMatchObject({ commands: 1, statuses: 1, status: { name: 'Audio.Volume' } });
    const mute = tree.at('Audio.Microphones.Mute');
    expect([mute?.command?.kind, mute?.status?.kind, mute?.children]).toEqual(['command', 'status', []]);
  });

  test('knows no indices', () => {
    expect(children(tree.at('Call'))).toEqual(['Accept', 'Status']);
    expect(tree.at('Call[3].Status')?.status?.name).toBe('Call[*].Status');
  });

  test('offers what is near', () => {
    expect(tree.at('Audio.Volumme')).toBeUndefined();
    expect(tree.nearest('Audio.Volumme')[0]).toBe('Audio.Volume');
    expect(tree.at('__proto__')).toBeUndefined();
  });

  test('is made once for the same kinds, in whatever order they come', () => {
    expect(treeOf(CATALOGUES.toReversed())).toBe(tree);
    expect(treeOf(CATALOGUES.slice(0, 1))).not.toBe(tree);
    expect(treeOf([]).root.children).toEqual([]);
  });
});

test('a schema of real size has no entry that is not reached from the top, and every count is right', () => {
  const { catalogues } = bigScope();
  const tree = treeOf(catalogues);
  const reached: string[] = [];
  const walk = (node: Node): { commands: number; statuses: number } => {
    for (const entry of [node.command, node.status]) if (entry) reached.push(`${entry.kind} ${entry.name}`);
    const below = node.children.map(walk);
    const sum = {
      commands: below.reduce((all, { commands }) => all + commands, node.command ? 1 : 0),
      statuses: below.reduce((all, { statuses }) => all + statuses, node.status ? 1 : 0),
    };
    expect({ commands: node.commands, statuses: node.statuses }).toEqual(sum);
    return sum;
  };
  walk(tree.root);
  expect(reached.sort()).toEqual(
    entriesOf(catalogues)
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...entriesOf(catalogues)), ({ kind, name }) => {
      expect(tree.at(name.toUpperCase())?.[kind]?.name).toBe(name);
    }),
  );
});
