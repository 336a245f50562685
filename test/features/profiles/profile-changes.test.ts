import { expect, test } from 'vitest';
import { changesBetween } from '#features/profiles/setting-words.ts';
import { firstOf } from '#lib/name-list.ts';
import { openLab } from '../../lab.ts';

test('of many changes how many of each kind there are comes first, and then what would be lost', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save lobby Audio.DefaultVolume=99 Time.Zone=Europe/Oslo Bookings.CheckIn.Enabled=True');
  const card = await lab.alice.says('profile save lobby from fjord keys Audio.*');
  expect(card.lines[1]).toMatch(/^\d+ settings from Fjord\. 2 removed, 1 other value, \d+ new:$/);
  expect(card.lines.slice(2, 5)).toEqual([
    'Time.Zone: not any more, was Europe/Oslo',
    'Bookings.CheckIn.Enabled: not any more, was True',
    expect.stringMatching(/^Audio\.DefaultVolume: 99 → /),
  ]);
  expect(card.lines[5]).toMatch(/: new, /);
  const saved = await lab.alice.presses(card, 'Replace lobby');
  expect(saved.title).toMatch(/^lobby has \d+ settings from Fjord$/);
  const back = await lab.alice.presses(saved, 'Undo');
  expect(back.lines[1]).toMatch(/^\d+ removed, 1 other value, 2 new:$/);
  expect(back.lines[2]).toMatch(/: not any more, was /);
});

test('a line too many is told with what is left', () => {
  const { lines, counts } = changesBetween(
    [],
    [
      { key: 'A.B', value: 1 },
      { key: 'A.C', value: 2 },
    ],
  );
  expect(counts).toBe('2 new');
  expect(firstOf(lines, 1)).toEqual(['A.B: new, 1', 'and 1 more']);
});

test('an old card asks for what its words mean by now', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save lobby Audio.DefaultVolume=40');
  const card = await lab.alice.says('profile save lobby Audio.DefaultVolume=60 Time.Zone=Europe/Oslo');
  const other = await lab.alice.says('profile save lobby Audio.DefaultVolume=60 Time.Zone=Europe/Oslo ');
  await lab.alice.presses(other, 'Replace lobby');
  const same = await lab.alice.presses(card, 'Replace lobby');
  expect(same.lines.slice(0, 3)).toEqual([
    'Something changed since you were asked. Nothing was sent. Look again:',
    'Replace the profile lobby?',
    '2 settings. It says that already',
  ]);
  await lab.alice.presses(await lab.alice.says('profile rename lobby to front-desk'), 'Rename to front-desk');
  const fresh = await lab.alice.presses(same, 'Replace lobby');
  expect(fresh.lines.slice(1, 5)).toEqual([
    'Save a new profile lobby?',
    '2 settings:',
    'Audio.DefaultVolume: 60',
    'Time.Zone: Europe/Oslo',
  ]);
  expect((await lab.alice.presses(fresh, 'Save lobby')).title).toBe('lobby has 2 settings');
});
