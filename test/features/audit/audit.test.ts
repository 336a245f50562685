import { createHmac, hkdfSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';

let shared: Lab;
beforeAll(async () => {
  shared = await openLab();
  await shared.bob.says('volume 30 on fjord');
  await shared.vera.says('volume 40 on kew');
});
afterAll(() => shared[Symbol.asyncDispose]());

const rows = ({ lines }: Said) => lines.filter((line) => line.includes('@')).map((line) => line.split(' · ')[0]);

test.each(['audit', 'audit verify', 'audit export'])('"%s" is for admins', async (words) => {
  const { text } = await shared.vera.says(words);
  expect(text).toContain('That needs the admin role');
});

test('"who:me", and a part of an address in any case', async () => {
  expect(rows(await shared.alice.says('audit who:BERG'))).toEqual(['volume 30 on fjord']);
  expect(rows(await shared.alice.says('audit who:me command:volume'))).toEqual([]);
});

test('a wildcard is a character like any other', async () => {
  expect((await shared.alice.says('audit who:%')).title).toBe('No entry fits that');
  expect((await shared.alice.says('audit who:_____________________')).title).toBe('No entry fits that');
});

test('a device is found by its whole name, by what is left of it in words, and after it was deleted', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on fjord');
  await lab.vera.says('volume 40 on fjord');
  await lab.bob.says('volume 30 on camden');
  expect(rows(await lab.alice.says('audit device:FJORD'))).toEqual(['volume 40 on fjord', 'volume 30 on fjord']);
  lab.cloud.fleet.remove(lab.deviceId('Camden'));
  lab.clock.skip(120_000);
  expect(rows(await lab.alice.says('audit on camden'))).toEqual(['volume 30 on camden']);
});

test('when is a span, a day, today or yesterday', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on fjord');
  lab.clock.skip(26 * 3_600_000);
  await lab.bob.says('volume 35 on fjord');
  const both = ['volume 35 on fjord', 'volume 30 on fjord'];
  for (const [since, found] of [
    ['2d', both],
    ['1h', both.slice(0, 1)],
    ['today', both.slice(0, 1)],
    ['yesterday', both],
    ['2026-11-23', both.slice(0, 1)],
    ['2026-11-22', both],
    ['"2026-11-22 13:01"', both.slice(0, 1)],
  ] as const)
    expect(rows(await lab.alice.says(`audit command:volume since:${since}`))).toEqual(found);
});

test('is paged by "Older" and by number, with the filters kept', async () => {
  await using lab = await openLab();
  for (let level = 1; level <= 18; level += 1) await lab.bob.says(`volume ${level} on fjord`);
  let page = await lab.alice.says('audit command:volume');
  const second = await lab.alice.says('audit command:volume page:2');
  const seen = rows(page);
  while (page.lines.join().includes('[Older]')) {
    page = await lab.alice.presses(page, 'Older');
    seen.push(...rows(page));
  }
  expect(seen).toEqual(Array.from({ length: 18 }, (_, index) => `volume ${18 - index} on fjord`));
  expect(rows(second)).toEqual(seen.slice(8, 16));
  expect(rows(await lab.alice.presses(page, 'Newest'))).toEqual(seen.slice(0, 8));
  expect((await lab.alice.says('audit command:volume page:9')).lines).toEqual([
    'There is nothing older',
    'All spaces · command volume',
    '[Newest]',
  ]);
});

test('in a space it goes to the asker directly', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on fjord');
  const told = await lab.alice.says('audit', { space: 'Room operations' });
  expect(told.lines).toEqual(['I sent the audit to you directly', 'It tells what was asked in other spaces.']);
  expect((await lab.alice.reads()).at(-1)?.text).toContain('volume 30 on fjord');
});

test.each([
  "audit who:' OR 1=1 --",
  'audit before:garbage',
  'audit device:__proto__',
  'audit command:constructor',
  `audit who:${'x'.repeat(101)}`,
])('"%s" is answered', async (words) => {
  const { title } = await shared.alice.says(words);
  expect(title).not.toBe("That didn't work");
});

const fileOf = async (lab: Lab, words: string): Promise<string> => {
  const { id } = await lab.alice.says(words);
  const { messages, files } = lab.cloud.world;
  const room = messages.get(id)?.roomId ?? '';
  const behind = () => {
    const all = messages.inRoom(room);
    return all.slice(all.findIndex((message) => message.id === id)).flatMap((message) => message.files ?? [])[0];
  };
  await lab.until(() => behind() !== undefined, 'a file is posted');
  const file = files.get(behind()?.split('/').at(-1) ?? '');
  return new TextDecoder().decode(file?.bytes);
};

test('the CSV holds what was asked, and no cell of it is a formula', async () => {
  await using lab = await openLab();
  await lab.bob.says('message "=HYPERLINK(1)" on fjord');
  const text = await fileOf(lab, 'audit export csv who:bob');
  const [header, row] = text.split('\r\n');
  expect(header).toMatch(/^time,person,space,command,words,outcome,devices/);
  expect(row).toMatch(/^2026-11-22T13:00:00\.000Z,bob\.berg@fjordbank\.example,direct message with Bob Berg,message,/);
  expect(row).not.toMatch(/(^|,)"?=/);
});

const Exported = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      at: z.number(),
      space_id: z.string(),
      message_id: z.string().nullable(),
      person_id: z.string(),
      person_email: z.string(),
      org_id: z.string(),
      action: z.string(),
      outcome: z.string(),
      body: z.string(),
      chain: z.string(),
      n: z.number(),
      mac: z.string(),
      previous: z.string(),
    }),
  ),
});

test('the JSON can be checked elsewhere, as docs/audit.md says', async () => {
  await using lab = await openLab();
  await lab.bob.says('volume 30 on fjord');
  await lab.vera.says('volume 40 on fjord');
  await lab.bob.says('volume 35 on fjord');
  const { entries } = Exported.parse(JSON.parse(await fileOf(lab, 'audit export json')));
  expect(entries.map(({ n }) => n)).toEqual([3, 2, 1]);
  const key = Buffer.from(hkdfSync('sha256', 'a secret of the lab, long enough', '', 'device bot mac audit chain', 32));
  for (const { previous, mac, ...e } of entries) {
    const columns = [
      e.chain,
      e.n,
      e.id,
      e.at,
      e.space_id,
      e.message_id,
      e.person_id,
      e.person_email,
      e.org_id,
      e.action,
      e.outcome,
      e.body,
    ];
    const seal = createHmac('sha256', key)
      .update(`${previous}\n${JSON.stringify(columns)}`)
      .digest('base64url');
    expect(seal).toBe(mac);
  }
});
