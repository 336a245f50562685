import { z } from 'zod';
import { entered } from '#intent/entry-form.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';

/** One change of many workspaces: few enough to be looked through, to be done in a minute, and to be taken back as one. */
export const MOST_AT_ONCE = 200;

const MOST_NAMES = 50;
const MAX = `max: takes a number from 1 to ${MOST_AT_ONCE}.`;
const Name = z.string().trim().min(1).max(200, 'That name is too long.');
const Names = z
  .array(Name)
  .max(MOST_NAMES, `Name at most ${MOST_NAMES} workspaces; filters such as location: take more.`);
const Value = z.string().trim().min(1).max(200, 'That is too long to filter by.').optional();
const Page = z.coerce.number().int().min(1).catch(1).default(1);
const Max = z.coerce.number({ error: MAX }).int(MAX).min(1, MAX).max(MOST_AT_ONCE, MAX).optional();

/** Which workspaces, and whether also what is set already is changed. */
export const Scope = z.object({
  /** Only where nothing is set yet, or also where it is something else. */
  mode: z.enum(['unset', 'all']).default('unset'),
  only: Names.default([]),
  except: Names.default([]),
  location: Value,
  type: Value,
});
export type Scope = z.infer<typeof Scope>;

export const PagedScope = Scope.extend({ page: Page });

const Ids = z.array(z.string().regex(/^[\w=-]{1,200}$/, 'id: takes the ids of workspaces.')).max(MOST_AT_ONCE);

/** What a form, a button or "retry" names by their ids. */
export const FixArgs = z.preprocess(
  withIds,
  Scope.extend({ ids: Ids.optional(), max: Max, page: Page, isForm: z.literal(true).optional() }),
);
export type FixArgs = z.infer<typeof FixArgs>;

function withIds(raw: unknown): unknown {
  const { device, ...args } = entered(Object(raw));
  if (typeof device === 'string') return { ...args, only: [], except: [], ids: device.replace(/^id:/, '').split(',') };
  if (typeof args['chosen'] !== 'string') return args;
  return { ...args, ids: args['chosen'].split(',').filter(Boolean), isForm: true };
}

const EXCEPT = new Set(['except', 'but', 'without']);
const ALL = new Set(['all', 'all of them', 'everything']);
const UNSET = new Set(['unset', 'only unset', 'not set']);

/** The words after the verb; `keys` are the filters that it takes besides those of the scope. */
export function readScope({ words, filters, on }: Line, keys: readonly string[] = []): Record<string, unknown> {
  if (on !== undefined) throw inQuotes(`on ${on}`);
  const known = new Set(['location', 'type', ...keys]);
  for (const [key, [value = '', ...more]] of filters)
    if (!known.has(key) || more.length > 0) throw unknownFilter(`${key}:${more.at(-1) ?? value}`, known);
  const only: string[] = [];
  const except: string[] = [];
  let mode: string | undefined;
  let names = only;
  let name: string[] = [];
  let isQuoted = false;
  const end = () => {
    const text = name.join(' ').trim();
    const isWord = !isQuoted && text !== '';
    if (isWord && names === only && ALL.has(text.toLowerCase())) mode = 'all';
    else if (isWord && names === only && UNSET.has(text.toLowerCase())) mode = 'unset';
    else if (text !== '') names.push(text);
    name = [];
    isQuoted = false;
  };
  for (const { text, quoted: isOne } of words) {
    if (isOne) {
      name.push(text);
      isQuoted = true;
      continue;
    }
    for (const [index, piece] of text.split(',').entries()) {
      if (index > 0) end();
      if (!EXCEPT.has(piece.toLowerCase())) {
        if (piece !== '') name.push(piece);
        continue;
      }
      end();
      names = except;
    }
  }
  end();
  if (names === except && except.length === 0) throw exceptWhich();
  return {
    ...(mode !== undefined && { mode }),
    only,
    except,
    ...Object.fromEntries([...filters].map(([key, [value]]) => [key, value])),
  };
}

/** The words that name the same scope again, after a verb. */
export function scopeWords(
  verb: string,
  { mode, only, except, location, type }: Scope,
  more: readonly string[] = [],
): string {
  const names = [...(mode === 'all' ? ['all'] : []), ...only.map(spelled)].join(', ');
  return [
    verb,
    ...(names === '' ? [] : [names]),
    ...(except.length > 0 ? [`except ${except.map(spelled).join(', ')}`] : []),
    ...(location === undefined ? [] : [keyed('location', location)]),
    ...(type === undefined ? [] : [keyed('type', type)]),
    ...more,
  ].join(' ');
}

/** Words that mean something of their own, also at the end. */
const OWN = /\b(?:except|but|without|all|everything|unset|set|only|privately|free)\b/i;

const spelled = (name: string): string => (OWN.test(name) ? alwaysQuoted(name) : quoted(name));
export const keyed = (key: string, value: string): string =>
  `${key}:${/^[\p{L}\p{N}._=-]+(:[\w=-]+)?$/u.test(value) ? value : alwaysQuoted(value)}`;

const exceptWhich = () =>
  new Problem('Except which workspaces?', {
    code: 'bad-arguments',
    hint: 'Write their names behind it, for example: workspaces fix except Studio, Huddle 3. Nothing was changed.',
  });

const inQuotes = (text: string) =>
  new Problem(`I can't tell what "${shortened(text, 40)}" belongs to`, {
    code: 'left-over',
    hint: 'Put names with "on" in quotes. Nothing was changed.',
  });

const unknownFilter = (text: string, known: ReadonlySet<string>) =>
  new Problem(`I can't filter by "${shortened(text, 40)}"`, {
    code: 'unknown-filter',
    hint: `Here I know ${[...known].map((key) => `${key}:`).join(', ')}, each once. Put names with a colon in quotes.`,
  });
