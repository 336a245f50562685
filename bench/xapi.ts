import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createCatalogue } from '#fleet/catalogue.ts';
import { entriesOf } from '#fleet/catalogue-entries.ts';
import { searchIn } from '#fleet/catalogue-search.ts';
import { parse } from '#intent/parse.ts';
import { formReply } from '#render/form.ts';
import { createRenderer } from '#render/index.ts';
import { commands } from '../src/features/index.ts';
import { formOf } from '../src/features/xapi/checked.ts';
import { bigSchema } from '../test/xapi/big-schema.ts';
import { deviceOf } from '../test/xapi/kinds.ts';
import { openKinds } from './parts/kinds.ts';
import { say } from './parts/run.ts';
import { type Figure, misspelt, numbers, timed, timedFresh } from './parts/timed.ts';

/**
 * Do look-ups, suggestions, forms and words stay quick with schemas of real size, and what does a kind of device cost in
 * memory? The bot's own parts in one process, without network or disk. `--schema <file>` takes a file in the public RoomOS
 * format in place of the made one. The last line is one JSON object; docs/decisions/0029-xapi-bench.md says how to read it.
 */
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, schema: { type: 'string' } },
});
const ROUNDS = options.quick ? 1 : 9;

/** So many different lines are read. */
const LINES = 200;

const random = numbers();
const some = <T>(items: readonly T[], count: number): T[] =>
  Array.from({ length: Math.min(count, items.length) }, (_, at) => items[(at * 7919 + 13) % items.length]).filter(
    (item) => item !== undefined,
  );
const shouted = (name: string): string => (random() % 2 === 0 ? name.toLowerCase() : name.toUpperCase());

const { catalogues, whole, schemaMb, count } = await openKinds(options.schema ?? bigSchema());
const entries = entriesOf([whole]);
const commandNames = whole.paths('command');
say(
  `${commandNames.length} commands and ${whole.paths('status').length} statuses, ${count} kinds of devices; Node ${process.version}`,
);

/** A name in any case, its indices told. */
const lookups = entries.map(({ kind, name }) => ({ kind, name: shouted(name.replaceAll('[*]', '[1]')) }));
const slips = entries.map(({ kind, name }) => ({ kind, name: misspelt(name, random()) }));
const forms = commandNames.map((name) => ({ name, given: sampleOf(name) }));
const words = some(entries, 300).map(({ name }) =>
  name
    .replace(/\[\*\]/g, '')
    .split('.')
    .slice(-2)
    .map((part) => (part.length > 5 && random() % 3 === 0 ? misspelt(part, random()) : part.toLowerCase()))
    .reverse()
    .join(' '),
);
const renderer = createRenderer({ directory: join(import.meta.dirname, '../cards'), strict: true });
const device = deviceOf('Fjord', 'Cisco Room Bar Pro');

/** Every argument given, right or wrong: the form holds all of them. */
function sampleOf(name: string) {
  const given = Object.keys(whole.command(name)?.arguments ?? {});
  return random() % 2 === 0 ? [] : given.map((key) => ({ key, value: '1', quoted: false }));
}

/** Lines as people write them: terminal notation, bare paths, and what the bot calls things itself. */
function linesOf(): string[] {
  const paths = some(
    entries.filter(({ kind }) => kind === 'command'),
    LINES,
  );
  return paths.map(({ name }, at) => {
    const given = Object.keys(whole.command(name)?.arguments ?? {}).map((key) => `${key}: 1`);
    const spoken = [...name.split('.'), ...given].join(' ');
    const ways = [
      `xCommand ${spoken} on Fjord`,
      `${name} ${given.join(' ')}`,
      `${spoken.toLowerCase()} on tag:lobby`,
      `xapi search ${name.split('.').join(' ')}`,
      `xStatus ${name.split('.').slice(0, -1).join(' ')} on Fjord`,
      `form ${spoken}`,
      `volume ${at % 100} on "Meeting room ${at}"`,
    ];
    return `${ways[at % ways.length]}`;
  });
}

/** What can't be read is answered too, so it counts. */
function read(line: string): unknown {
  try {
    return parse(line, commands, catalogues.vocabulary);
  } catch (error) {
    return error;
  }
}

/** A kind of device that nobody misspelt before. */
const unslipped = Object.fromEntries(whole.paths('status').map((path) => [path, {}]));
const fresh = ({ name }: { name: string }) => ({
  name,
  catalogue: createCatalogue('fresh', { commands: {}, status: unslipped }),
});

const began = performance.now();
searchIn(catalogues.known(), 'volume');
const firstSearchMs = performance.now() - began;

const figures: Record<string, Figure> = {
  lookupMs: timed(lookups, ROUNDS, ({ kind, name }) => (kind === 'command' ? whole.command(name) : whole.status(name))),
  suggestMs: timed(slips, ROUNDS, ({ kind, name }) => whole.nearest(name, kind)),
  firstSuggestMs: timedFresh(some(slips, 60), ROUNDS, fresh, ({ catalogue, name }) =>
    catalogue.nearest(name, 'status'),
  ),
  formMs: timed(forms, ROUNDS, ({ name, given }) => {
    const schema = whole.command(name);
    if (!schema) throw new Error(`${name} is not there`);
    const form = formOf(schema, { path: name, given, body: undefined }, device);
    return JSON.stringify(renderer.render(formReply(form)).card);
  }),
  parseMs: timed(linesOf(), ROUNDS, read),
  searchMs: timed(words, ROUNDS, (typed) => searchIn(catalogues.known(), typed)),
};
for (const [name, { p50, p99, all }] of Object.entries(figures))
  say(`${name}: p50 ${p50.toFixed(3)}, p99 ${p99.toFixed(3)}; p99 of all runs ${all.toFixed(3)}`);
say(`schemaMb: ${schemaMb.toFixed(3)}; the first search, which reads all schemas: ${firstSearchMs.toFixed(0)} ms`);

const rounded = (value: number) => Math.round(value * 1000) / 1000;
say(
  JSON.stringify({
    bench: 'xapi',
    figures: {
      ...Object.fromEntries(
        // What people wait for at worst is the figure; half of them wait no longer than the p50 beside it.
        Object.entries(figures).flatMap(([name, { p50, p99 }]) => [
          [name, rounded(p99)],
          [name.replace('Ms', 'P50Ms'), rounded(p50)],
        ]),
      ),
      firstSearchMs: rounded(firstSearchMs),
      schemaMb: rounded(schemaMb),
    },
  }),
);
