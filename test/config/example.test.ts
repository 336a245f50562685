import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scopesOf, WANTS } from '#webex/scopes.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('.env.example names every setting and no other', () => {
  const sources = ['src/config.ts', 'src/config/acting.ts', 'src/config/audit-webhook.ts'].map(read).join('\n');
  const settings = [...sources.matchAll(/^ {2}([A-Z][A-Z_]{3,}):/gm)].map(([, name]) => name);
  const shown = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  expect([...new Set(shown)].sort()).toEqual([...new Set(settings)].sort());
});

test('the instructions name every scope that a login may ask for', () => {
  const page = read('docs/operating.md');
  expect(['spark:people_read', ...scopesOf(WANTS)].filter((scope) => !page.includes(`\`${scope}\``))).toEqual([]);
});
