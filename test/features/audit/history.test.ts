import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

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
  const { lines } = await lab.vera.says('history', { space });
  expect(rows(lines).map((line) => line.split('   ').at(-1))).toEqual([
    'unknown',
    'cancelled',
    'asked for',
    'refused',
    'not allowed',
    'done',
  ]);
  expect(rows(lines)[4]).toMatch(/^volume 40 on fjord · .*vera\.vik@fjordbank\.example/);
  expect(rows(lines)[5]).toMatch(/^volume 30 on fjord · .*bob\.berg@fjordbank\.example · Fjord/);
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
