import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createLog } from '#lib/log.ts';
import { createRenderer } from '#render/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'cards-'));
mkdirSync(join(directory, 'devices'));
afterAll(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, 'devices/broken.json'), '{');
writeFileSync(
  join(directory, 'devices/one.json'),
  JSON.stringify({
    type: 'AdaptiveCard',
    version: '1.3',
    body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '${name}' }] }],
  }),
);

const logged: string[] = [];
const log = createLog('info', { write: (line) => void logged.push(line) });
const renderer = createRenderer({ directory, log });
const strict = createRenderer({ directory, strict: true });
const reply = (name: unknown, text = 'Fjord is online') => ({ view: 'devices/one', data: { name }, text });

test('a reply becomes a card and its text', () => {
  const rendered = renderer.render(reply('Fjord'));
  expect(rendered.text).toBe('Fjord is online');
  expect(rendered.card).toMatchObject({ body: [{ inlines: [{ text: 'Fjord' }] }] });
});

test('the text is cleaned and shortened to what Webex takes', () => {
  expect(renderer.render(reply('Fjord', 'a\u202eb\u0000c')).text).toBe('abc');
  const { text } = renderer.render(reply('Fjord', 'é'.repeat(7_000)));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(7_000);
  expect(text.endsWith('é…')).toBe(true);
});

test('a card that is too large goes out as text with a note, and is logged', () => {
  const { card, text } = renderer.render(reply('x'.repeat(21_000), 'é'.repeat(7_000)));
  expect(card).toBeUndefined();
  expect(text).toContain('too much for one card');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(7_000);
  expect(logged.at(-1)).toContain('card does not fit');
  expect(() => strict.render(reply('x'.repeat(21_000)))).toThrow('the limit is');
});

describe('a card that can not be made goes out as text, and the log says why', () => {
  test.each([
    [reply(undefined), 'cards/devices/one.json $.body[0].inlines[0].text: \\"name\\" is empty'],
    [{ ...reply('Fjord'), data: {} }, 'the data has no \\"name\\"'],
    [{ ...reply('Fjord'), view: 'devices/none' }, 'cards/devices/none.json can not be read'],
    [{ ...reply('Fjord'), view: 'devices/broken' }, 'cards/devices/broken.json is not JSON'],
    [{ ...reply('Fjord'), view: '../devices/one' }, 'is not a view'],
  ])('%j', (bad, reason) => {
    const { card, text } = renderer.render(bad);
    expect(card).toBeUndefined();
    expect(text).toBe('Fjord is online\n\nThe card could not be shown, so this is its text.');
    expect(logged.at(-1)).toContain(reason);
    expect(() => strict.render(bad)).toThrow();
  });
});

test('the bot’s own secrets are on no card and in no text, whatever error quotes them', () => {
  const secret = 'canary-"4711"';
  const guarded = createRenderer({ directory, secrets: [secret] });
  const { card, text } = guarded.render({ ...reply(`Fjord ${secret}`, `${secret} is wrong`), note: secret });
  expect(JSON.stringify(card)).toContain('Fjord [secret]');
  expect(JSON.stringify({ card, text })).not.toContain('4711');
});
