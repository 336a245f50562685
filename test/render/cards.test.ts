import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '#render/bind.ts';
import { checkCard } from '#render/check.ts';
import { trusted } from '#render/markup.ts';
import { expandOfficially, officialFaults } from './official.ts';

const directory = join(import.meta.dirname, '../../cards');
const files = globSync('**/*.json', { cwd: directory }).sort();
const samples = new Set(files.filter((file) => file.endsWith('.sample.json')));
const views = files.filter((file) => !samples.has(file));

function read(file: string): object {
  return JSON.parse(readFileSync(join(directory, file), 'utf8'));
}

test('every card has a sample, and every sample a card', () => {
  const expected = views.map((file) => file.replace(/\.json$/, '.sample.json'));
  expect([...samples]).toEqual(expected.sort());
});

describe.each(views)('cards/%s', (file) => {
  const template = read(file);
  const sample = read(file.replace(/\.json$/, '.sample.json'));
  const bind = compile(template, file);

  test('passes this project’s rules with its sample', () => {
    expect(checkCard(bind(sample))).toEqual([]);
  });

  test('passes the official parser and validation at version 1.3', () => {
    expect(officialFaults(bind(sample))).toEqual([]);
  });

  test('comes out as the official template engine makes it', () => {
    expect(bind(allTrusted(sample))).toEqual(asSent(expandOfficially(template, sample)));
  });
});

/** Escaping is ours alone, so it is switched off for the comparison. */
function allTrusted(value: unknown): unknown {
  if (typeof value === 'string') return trusted(value);
  if (Array.isArray(value)) return value.map(allTrusted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, allTrusted(item)]));
}

const WORDS = new Set(['text', 'title', 'label', 'placeholder', 'errorMessage', 'altText']);

/** The two documented differences: a property that a `$when` took away is left out, and words are always strings. */
function asSent(value: unknown, name = '', inFacts = false): unknown {
  if (Array.isArray(value)) return value.map((item) => asSent(item, '', name === 'facts'));
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(([, item]) => item !== null);
    return Object.fromEntries(kept.map(([key, item]) => [key, key === 'data' ? item : asSent(item, key, inFacts)]));
  }
  const isWords = WORDS.has(name) || (inFacts && name === 'value');
  return isWords && (typeof value === 'number' || typeof value === 'boolean') ? String(value) : value;
}
