import type { CommandSchema } from '#fleet/catalogue.ts';
import { grouped, type Kind } from '#fleet/catalogue-scope.ts';
import type { Tier } from '#intent/asker.ts';
import type { ArgumentSchemas } from '#intent/coerce.ts';
import type { ReadContext } from '#intent/context.ts';
import { tierOf, touchesPrivacy } from '#intent/danger.ts';
import { onDevice } from '#intent/device-phrase.ts';
import { nameList } from '#lib/name-list.ts';
import { alwaysQuoted } from '#lib/quoted.ts';
import { type ValueSpace, valueSpace } from '#lib/value-space.ts';
import { allowedIn, type Mark } from './entry-words.ts';

/** So many products are named where something differs. */
const MOST_NAMES = 3;

export interface EntryFact {
  title: string;
  value: string;
}

const ASKS: Record<Tier, { sentence: string; colour: Mark['colour']; tier: Tier }> = {
  0: { sentence: 'Runs at once.', colour: 'default', tier: 0 },
  1: { sentence: 'Asks first.', colour: 'warning', tier: 1 },
  2: { sentence: 'Asks first.', colour: 'warning', tier: 2 },
  3: {
    sentence:
      "Asks first, and wants the device's name typed: it can lock a device up, lose its data or open it to others.",
    colour: 'attention',
    tier: 3,
  },
};

const XCOMMAND = { name: 'xcommand', needs: 'operate' } as const;

/** What a command asks of people, in words, and whether this person may run it. */
export function asksOf(name: string, asker: ReadContext['asker']) {
  const roleFor = (tier: Tier) => asker.roleFor({ command: XCOMMAND, tier, sends: [name] });
  const asks = ASKS[tierOf(name)];
  const isMoreToShutDown = tierOf(name, { Action: 'Shutdown' }) > tierOf(name);
  return {
    ...asks,
    needs: `Needs ${roleFor(asks.tier).name}.`,
    isTheirs: roleFor(asks.tier).isTheirs,
    sentence: [
      asks.sentence,
      ...(isMoreToShutDown ? [`Shutting down needs ${roleFor(3).name} and the device's name typed.`] : []),
      ...(touchesPrivacy(name) ? ['Refused on personal devices.'] : []),
    ].join(' '),
  };
}

/** One line an argument, required ones first, with what differs from kind to kind of device. */
export function commandFacts(name: string, kinds: readonly Kind[]): EntryFact[] {
  const schemas = new Map(kinds.map((kind) => [kind, kind.catalogue?.command(name)]));
  const all = [...schemas.values()].flatMap((schema) => schema ?? []);
  const isRequired = (argument: string) => all.some(({ arguments: args }) => args[argument]?.required);
  const facts = [...new Set(all.flatMap((schema) => Object.keys(schema.arguments)))]
    .toSorted(inOrder)
    .map((argument) => ({
      title: isRequired(argument) ? `${argument} (required)` : argument,
      value: differing(kinds, (kind) => argumentSaid(schemas.get(kind), argument)),
    }));
  const body = { title: 'Body (required)', value: differing(kinds, (kind) => bodySaid(schemas.get(kind))) };
  return [
    ...facts.filter(({ title }) => title.endsWith(')')),
    ...(all.some(({ takesBody }) => takesBody) ? [body] : []),
    ...facts.filter(({ title }) => !title.endsWith(')')),
  ];
}

export function statusFacts(path: string, kinds: readonly Kind[]): EntryFact[] {
  const said = ({ catalogue }: Kind) => allowedIn(valueSpace(catalogue?.status(path)?.schema)) || 'anything';
  return [{ title: 'Value', value: differing(kinds, said) }];
}

/** Told apart from the facts: what is copied from there loses its asterisk. */
export const occursSaid = (path: string): string =>
  path.includes('[*]')
    ? `It occurs several times: ${path.replaceAll('[*]', '[1]')} is the first one, ${path} all of them.`
    : '';

const inOrder = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true });

/** "0–100, left out: 50"; undefined when this kind has no such argument. */
function argumentSaid(schema: CommandSchema | undefined, argument: string): string | undefined {
  const given = schema && Object.hasOwn(schema.arguments, argument) ? schema.arguments[argument] : undefined;
  if (!given) return undefined;
  const space = valueSpace(given.schema);
  const allowed = allowedIn(space) || 'anything';
  return space.default === undefined ? allowed : `${allowed}; left out: ${space.default}`;
}

const bodySaid = (schema: CommandSchema | undefined): string | undefined =>
  schema?.takesBody ? `after a blank line or as a file, ${allowedIn(valueSpace(schema.body)) || 'text'}` : undefined;

/** What most devices say, and where it is otherwise: "0–100; on Desk Pro 0–70; not on Room Bar". */
function differing(kinds: readonly Kind[], said: (kind: Kind) => string | undefined): string {
  const bySaid = Map.groupBy(grouped(kinds, said), (group) => group.said);
  const count = (said: string | undefined) =>
    (bySaid.get(said) ?? []).reduce((sum, { devices }) => sum + devices.length, 0);
  const [main, ...others] = [...bySaid.keys()].sort(
    (left, right) => Number(left === undefined) - Number(right === undefined) || count(right) - count(left),
  );
  const names = (said: string | undefined) =>
    nameList(
      (bySaid.get(said) ?? []).map(({ name }) => name),
      MOST_NAMES,
    );
  return [
    main ?? '',
    ...others.map((other) => (other === undefined ? `not on ${names(other)}` : `on ${names(other)} ${other}`)),
  ].join('; ');
}

/** Words that work as they stand: what has to be given is given. */
export function exampleOf(name: string, args: ArgumentSchemas, device: string | undefined): string {
  const given = Object.entries(args)
    .filter(([, { required }]) => required)
    .map(([argument, { schema }]) => `${argument}: ${sampleOf(valueSpace(schema))}`);
  return ['xCommand', ...name.split('.'), ...given].join(' ') + onDevice(device);
}

function sampleOf(space: ValueSpace): string {
  const each = space.items ?? space;
  const { enum: choices, minimum = 0, maximum = minimum + 100, default: byDefault } = each;
  const value =
    byDefault ?? choices?.[0] ?? (each.types.includes('string') ? 'text' : Math.round((minimum + maximum) / 2));
  return /^[\w.-]+$/.test(String(value)) ? String(value) : alwaysQuoted(String(value));
}
