import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let shared: Lab;
beforeAll(async () => {
  shared = await openLab();
});
afterAll(() => shared[Symbol.asyncDispose]());

const rows = (lines: string[]) => lines.filter((line) => line.includes('@fjordbank.example'));

test('says who did what with which device and how it ended, the newest first', async () => {
  await using lab = await openLab();
  const space = 'Room operations';
  await lab.bob.says('volume 30 on fjord', { space });
  await lab.vera.says('volume 40 on fjord', { space });
  await lab.bob.says('volume 30 on sognefjord', { space });
  const plan = await lab.bob.says('mute fjord', { space });
  await lab.bob.presses(plan, 'Cancel');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 503, times: 1 });
  await lab.bob.says('volume 35 on fjord', { space });
  const { lines, text } = await lab.vera.says('history', { space });
  expect(rows(lines).map((line) => line.split('   ').at(-1))).toEqual([
    'unknown',
    'cancelled',
    'blocked: refused',
    'blocked: not allowed',
    'done',
  ]);
  // The text for clients without cards calls it the same.
  expect(text.split('\n').map((line) => line.split(' · ').at(-1))).toEqual([
    'What was done here',
    ...rows(lines).map((line) => line.split('   ').at(-1)),
  ]);
  expect(rows(lines)[3]).toMatch(/^volume 40 on fjord · .*vera\.vik@fjordbank\.example/);
  expect(rows(lines)[4]).toMatch(/^volume 30 on fjord · .*bob\.berg@fjordbank\.example · Fjord/);
});

test('is paged by "Older", and "Newest" leads back', async () => {
  await using lab = await openLab();
  for (let level = 1; level <= 20; level += 1) await lab.bob.says(`volume ${level} on fjord`);
  let page = await lab.bob.says('history');
  const seen = rows(page.lines);
  while (page.lines.join().includes('[Older]')) {
    page = await lab.bob.presses(page, 'Older');
    seen.push(...rows(page.lines));
  }
  expect(seen.map((line) => line.split(' on ')[0])).toEqual(
    Array.from({ length: 20 }, (_, index) => `volume ${20 - index}`),
  );
  expect(rows((await lab.bob.presses(page, 'Newest')).lines)[0]).toContain('volume 20');
});

test('"history page:2" is the page that "Older" leads to, and goes on from there', async () => {
  await using lab = await openLab();
  for (let level = 1; level <= 20; level += 1) await lab.bob.says(`volume ${level} on fjord`);
  const first = await lab.bob.says('history');
  const older = await lab.bob.presses(first, 'Older');
  const second = await lab.bob.says('history page:2');
  expect(rows(second.lines)).toEqual(rows(older.lines));
  expect(rows(second.lines)).toHaveLength(8);
  const third = await lab.bob.presses(second, 'Older');
  expect(rows(third.lines).map((line) => line.split(' on ')[0])).toEqual([
    'volume 4',
    'volume 3',
    'volume 2',
    'volume 1',
  ]);
  expect(third.lines.at(-1)).toBe('[Newest] [Changes only]');
  expect(rows((await lab.bob.says('history page: 1')).lines)).toEqual(rows(first.lines));
  const beyond = await lab.bob.says('history page:4');
  expect(beyond.lines).toEqual(['Nothing older was done here', '[Newest] [Changes only]']);
});

test.each([
  ['page:0', 'page: takes a number from 1 to 50'],
  ['page:two', 'page: takes a number from 1 to 50'],
  ['page:1.5', 'page: takes a number from 1 to 50'],
  ['page:51', 'page: takes a number from 1 to 50'],
  ['is:failed', 'The history can\'t be searched for "is:failed"'],
  ['page:2 by:"bob berg"', 'The history can\'t be searched for "by:bob berg"'],
  ['fjord', 'The history can\'t be searched for "fjord"'],
  ['on fjord', 'The history can\'t be searched for "on fjord"'],
])('"history %s" says what can be asked for', async (words, title) => {
  const { lines } = await shared.bob.says(`history ${words}`);
  expect(lines).toEqual([title, 'Written as: history [changes] [page:2]', '[Help]']);
});

test('a press that comes too late stands there, and the next one as refused', async () => {
  await using lab = await openLab();
  const plan = await lab.bob.says('mute fjord');
  lab.clock.skip(6 * 60_000);
  await lab.bob.presses(plan, 'Mute Fjord');
  await lab.bob.presses(plan, 'Mute Fjord');
  const { lines } = await lab.bob.says('history');
  expect(rows(lines).map((line) => line.split('   ').at(-1))).toEqual(['blocked: refused', 'ran out']);
});

test('is of this space only, and of nobody without a role', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on fjord');
  expect((await lab.alice.says('history')).title).toBe('Nothing was done here yet');
  expect((await lab.bob.says('history', { space: 'Room operations' })).title).toBe('Nothing was done here yet');
});

test.each(['before:garbage', 'before:__proto__', "before:' OR 1=1 --", `before:${'x'.repeat(101)}`, 'before:'])(
  '"history %s" is answered',
  async (words) => {
    await using lab = await openLab();
    await lab.bob.says('volume 30 on fjord');
    const { title } = await lab.bob.says(`history ${words}`);
    expect(title).not.toBe("That didn't work");
  },
);

test('words that would format, mention or fill a template stand there as typed', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on "<@all> [x](http://a.b) {{DATE(1)}} *fat*"');
  const { id, card } = await lab.bob.says('history');
  expect(JSON.stringify(card)).not.toContain('{{DATE(1)');
  const message = lab.cloud.world.messages.get(id);
  expect(message).not.toHaveProperty('mentionedGroups');
  expect(message).not.toHaveProperty('mentionedPeople');
  expect(message).not.toHaveProperty('html');
});
