import type { PathKind } from '#fleet/catalogue.ts';
import { type Group, grouped, type Kind, type Scope } from '#fleet/catalogue-scope.ts';
import { treeOf } from '#fleet/catalogue-tree.ts';
import type { ReadContext } from '#intent/context.ts';
import { onDevice } from '#intent/device-phrase.ts';
import { nameList } from '#lib/name-list.ts';
import type { NextStep } from '#lib/problem.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { asksOf, commandFacts, exampleOf, occursSaid, statusFacts } from './entry-facts.ts';
import { helpFor } from './entry-words.ts';

/** A card is read, not scrolled. */
const MOST_FACTS = 16;
const MOST_KINDS = 12;
const MOST_NAMES = 4;

interface Asked {
  kind: PathKind;
  /** In the devices' spelling. */
  name: string;
  /** The words for the devices it is asked for. */
  device: string | undefined;
}

/** What a command takes or a status may be, what it asks of people, and which of our devices have it. */
export function explained(
  { kind, name, device }: Asked,
  { kinds, catalogues }: Scope,
  asker: ReadContext['asker'],
): Reply {
  const has = ({ catalogue }: Kind) => (catalogue ? catalogue.text(name, kind) !== undefined : undefined);
  const having = kinds.filter(has);
  const facts = kind === 'command' ? commandFacts(name, having) : statusFacts(name, having);
  const asks = kind === 'command' ? asksOf(name, asker) : NO_MARK;
  const target = someone(having);
  const example =
    kind === 'command'
      ? exampleOf(name, having[0]?.catalogue?.command(name)?.arguments ?? {}, target)
      : `xStatus ${name.replaceAll('.', ' ')}${onDevice(target)}`;
  const more = kind === 'command' ? restOf(facts) : occursSaid(name);
  const where = whereOf(grouped(kinds, has));
  const { places } = where;
  const about =
    kind === 'command'
      ? `Command. ${asksOf(name, asker).needs}`
      : `Status. Needs ${asker.roleFor({ command: { name: 'status', needs: 'look' } }).name}.`;
  const node = treeOf(catalogues).at(name);
  const other = kind === 'command' ? node?.status : node?.command;
  const family = node && node.children.length > 0 ? node.path : node?.path.split('.').slice(0, -1).join('.');
  return {
    view: 'xapi/explain',
    data: {
      title: name,
      about,
      asks: asks.sentence,
      hasAsks: asks.sentence !== '',
      colour: asks.colour,
      facts: facts.slice(0, MOST_FACTS),
      hasFacts: facts.length > 0,
      ...note('more', more),
      example,
      where: where.title,
      places,
      ...note('not', where.not),
      ...buttons([
        ...doing({ kind, name, device }, having, asker),
        ...(other ? [{ title: `The ${other.kind}`, say: `${helpFor(other)}${onDevice(device)}` }] : []),
        {
          title: family ? `Browse ${family}` : 'Browse',
          say: `xapi browse${family ? ` ${family}` : ''}${onDevice(device)}`,
        },
      ]),
    },
    text: [
      `${name}: ${about}`,
      asks.sentence,
      ...facts.map(({ title, value }) => `${title}: ${value}`),
      more,
      `For example: ${example}`,
      where.title,
      ...places.map(({ title, value }) => `${title}: ${value}`),
      where.not,
    ]
      .filter(Boolean)
      .join('\n'),
  };
}

const NO_MARK = { sentence: '', colour: 'default', needs: '' } as const;

const note = (key: string, text: string) => ({
  [key]: text,
  [`has${key.charAt(0).toUpperCase()}${key.slice(1)}`]: text !== '',
});

function restOf(facts: readonly { title: string }[]): string {
  const rest = facts.slice(MOST_FACTS).map(({ title }) => title);
  if (facts.length === 0) return 'It takes no arguments.';
  return rest.length > 0 ? `And ${rest.length} more: ${rest.join(', ')}` : '';
}

/** A device that has it, for words that work as they stand. */
function someone(having: readonly Kind[]): string | undefined {
  const devices = having.flatMap((kind) => kind.devices);
  const online = devices.find(
    ({ connectionStatus, personId }) => connectionStatus.startsWith('connected') && !personId,
  );
  return (online ?? devices[0])?.displayName;
}

/** `said` of a group is whether it has it; undefined when that is not known. */
function whereOf(groups: readonly Group<boolean | undefined>[]) {
  const those = (said: boolean | undefined) => groups.filter((group) => group.said === said);
  const count = (some: readonly Group<unknown>[]) => some.reduce((sum, { devices }) => sum + devices.length, 0);
  const listed = (before: string, some: readonly Group<unknown>[], after: string) =>
    some.length > 0 ? `${before} ${nameList(some.map(titleOf), MOST_KINDS)}${after}` : '';
  const having = those(true);
  const [only] = groups.flatMap(({ devices }) => devices);
  return {
    title: count(groups) === 1 ? `On ${only?.displayName}` : `On ${count(having)} of ${count(groups)} devices`,
    places: having.slice(0, MOST_KINDS).map((group) => ({ title: titleOf(group), value: namesOf(group) })),
    not: [
      listed('Also on', having.slice(MOST_KINDS), '.'),
      listed('Not on', those(false), '.'),
      listed('Not known of', those(undefined), ': the schema did not come.'),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

const titleOf = ({ name, devices }: Group<unknown>): string => `${name} (${devices.length})`;

function namesOf({ devices }: Group<unknown>): string {
  const names = devices.map(({ displayName }) => displayName);
  return nameList(
    names.toSorted((left, right) => left.localeCompare(right, 'en')),
    MOST_NAMES,
  );
}

/** What this person may do with it. */
function doing({ kind, name, device }: Asked, having: readonly Kind[], asker: ReadContext['asker']): NextStep[] {
  const on = onDevice(device);
  if (kind === 'status') return [{ title: 'Read', say: `status ${name}${on}` }];
  if (!asksOf(name, asker).isTheirs) return [];
  const schemas = having.flatMap(({ catalogue }) => catalogue?.command(name) ?? []);
  const needsNothing = schemas.every(
    ({ arguments: args, takesBody }) => !takesBody && !Object.values(args).some(({ required }) => required),
  );
  return [
    { title: 'Form', say: `form ${name}${on}` },
    ...(needsNothing ? [{ title: 'Run…', say: `xCommand ${name}${on}` }] : []),
  ];
}
