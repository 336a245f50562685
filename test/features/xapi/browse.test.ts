import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Node, treeOf } from '#fleet/catalogue-tree.ts';
import { checkCard } from '#render/check.ts';
import { createRenderer } from '#render/index.ts';
import { levelOf } from '../../../src/features/xapi/browsed.ts';
import { openLab } from '../../lab.ts';
import { bigScope } from '../../xapi/kinds.ts';

test('a level with many names has pages, and all of its names to go to', async () => {
  await using lab = await openLab();
  const root = await lab.vera.says('xapi browse');
  expect(root.lines).toContain('1–25 of 33');
  const video = await lab.vera.presses(root, 'Go', { to: 'Video' });
  expect(video.title).toBe('Video');
  const up = await lab.vera.presses(video, 'All families');
  expect(up.lines).toEqual(root.lines);
  expect((await lab.vera.presses(root, 'Go')).lines).toEqual(root.lines);
  expect((await lab.vera.presses(root, 'Go', { to: 'Atlantis' })).title).toBe('There is no family "Atlantis"');
});

test('the first card has a field to search from', async () => {
  await using lab = await openLab();
  const root = await lab.vera.says('xapi browse on fjord');
  expect(root.lines[1]).toMatch(/ on Fjord$/);
  const found = await lab.vera.presses(root, 'Search', { words: 'volume set' });
  expect(found.lines[1]).toBe('Commands and statuses on Fjord');
  expect((await lab.vera.presses(root, 'Search')).title).toMatch(/^What do you look for/);
});

test.each(['audio volume', 'Audio.Volume', 'audio/VOLUME', 'xCommand Audio Volume', 'xstatus audio volume'])(
  'xapi browse %s',
  async (path) => {
    await using lab = await openLab();
    const said = await lab.vera.says(`xapi browse ${path}`);
    expect(said.title).toBe('Audio.Volume');
    expect(said.lines.at(-1)).toBe('[The status] [Up]');
  },
);

test('a name with nothing below it is explained, and one that is not there offers what is near', async () => {
  await using lab = await openLab();
  expect((await lab.vera.says('xapi browse Audio Volume Set')).lines[1]).toBe('Command. Needs the operator role.');
  const said = await lab.vera.says('xapi browse Audio Volumes');
  expect(said.lines.slice(0, 2)).toEqual([
    'There is no family "Audio.Volumes"',
    'Nearest: Audio.Volume · Audio.Volume.Set · Audio.Volume.Decrease',
  ]);
  expect((await lab.vera.presses(said, 'Search')).title).toMatch(/found for "Audio Volumes"/);
});

test('every level of a schema of real size fits on cards', () => {
  const renderer = createRenderer({ directory: join(import.meta.dirname, '../../../cards'), strict: true });
  const { root } = treeOf(bigScope().catalogues);
  const device = `id:${'x'.repeat(100)}`;
  const nodes: Node[] = [];
  const walk = (node: Node): void => {
    if (node.children.length > 0) nodes.push(node);
    node.children.forEach(walk);
  };
  walk(root);
  expect(nodes.length).toBeGreaterThan(100);
  for (const node of nodes) {
    for (const page of [1, 2, 3]) {
      const { card } = renderer.render(levelOf(node, { where: 'on 12 kinds of devices', device, page }));
      expect({ path: node.path, faults: checkCard(card ?? {}) }).toEqual({ path: node.path, faults: [] });
    }
  }
});
