import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('what was found is paged, and narrowed to one kind', async () => {
  await using lab = await openLab();
  const first = await lab.vera.says('xapi search audio');
  expect(first.lines.filter((line) => line.startsWith('[ '))).toHaveLength(10);
  expect(first.lines.join('\n')).toMatch(/Page 1 of \d/);
  const second = await lab.vera.presses(first, 'Next');
  expect(second.lines.join('\n')).toMatch(/Page 2 of \d/);
  expect((await lab.vera.presses(second, 'Previous')).lines).toEqual(first.lines);
  const count = /\[(\d+ statuses)\]/.exec(first.lines.join('\n'))?.[1] ?? '';
  const statuses = await lab.vera.presses(first, count);
  expect(statuses.lines[1]).toMatch(/^Statuses on /);
  expect(statuses.lines.join('\n')).not.toContain('Command');
  expect((await lab.vera.says('xapi search audio page:999')).lines.join('\n')).toMatch(/Page (\d) of \1/);
});

test('it is looked on one device, or on a selection, and what is found is about these', async () => {
  await using lab = await openLab();
  const panel = lab.cloud.fleet.all().find(({ product }) => product.name.includes('Navigator'))?.displayName ?? '';
  const lacking = await lab.vera.says(`xapi search speakertrack on ${panel}`);
  expect(lacking.title).toBe('Nothing is called "speakertrack"');
  const found = await lab.alice.says('xapi search volume set on fjord');
  expect(found.lines.slice(1, 3)).toEqual([
    'Commands and statuses on Fjord',
    '[ Audio.Volume.Set – Command: Level (required), Device ]   [Form]',
  ]);
  const form = await lab.alice.presses(found, 'Form');
  expect(form.lines.slice(0, 2)).toEqual(['Audio.Volume.Set', 'on Fjord']);
  expect((await lab.vera.says('xapi search volume on tag:lobby')).lines[1]).toMatch(/^Commands and statuses on /);
});

test('"on" is a word to look for where it names no device', async () => {
  await using lab = await openLab();
  const found = await lab.vera.says('xapi search volume on audio');
  expect(found.title).toMatch(/found for "volume on audio"/);
  expect((await lab.vera.says('xapi search volume on Atlantis')).title).toBe('I can\'t see a device named "Atlantis"');
});

test('words in quotes are no kind, and go on as they were typed', async () => {
  await using lab = await openLab();
  const statuses = await lab.vera.says('xapi search status call');
  expect(statuses.lines[1]).toMatch(/^Statuses on/);
  const quoted = await lab.vera.says('xapi search "status" call');
  expect(quoted.lines[1]).toMatch(/^Commands and statuses on/);
  const odd = await lab.vera.says('xapi search "audio \\" ${qqq} **zzz**"');
  expect(odd.lines[1]).toBe('None has all of these words; these have some.');
  expect((await lab.vera.presses(odd, 'Next')).lines.join('\n')).toContain('Page 2');
});

test.each(['', '???', 'x'.repeat(201)])('there is nothing to look for in %j', async (words) => {
  await using lab = await openLab();
  const said = await lab.vera.says(`xapi search ${words}`);
  expect(said.lines.join('\n')).toContain('[Browse]');
});

test('without any schema it is said why there is nothing to look in', async () => {
  await using lab = await openLab({ faults: [{ path: '/xapi/schema', effect: 'status', status: 403 }] });
  const said = await lab.vera.says('xapi search volume');
  expect(said.title).toBe('Your devices do not say what commands there are');
  expect((await lab.vera.says('xapi help Audio.Volume.Set on Fjord')).title).toBe(
    'Fjord does not say what commands there are',
  );
});
