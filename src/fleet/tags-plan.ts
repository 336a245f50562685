import type { Fact, Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import { fanOut } from './fan-out.ts';
import { type LeftOut, leftOutLines } from './left-out.ts';
import { subjectOf } from './many-plan.ts';
import { planTarget } from './places.ts';
import { edited, hasTag, sameTags, type TagEdit, tagList, tagWords } from './tags.ts';

/** What a plan promises of tags, and `sendTags` does. */
export interface TagsStep {
  /** How the devices were named. */
  phrase: string;
  /** Left out, each device gets all the tags it had before they were replaced. */
  edit?: TagEdit;
  /** It takes a change back. */
  isBack?: true;
  targets: TagsTarget[];
}

export interface TagsTarget {
  id: string;
  name: string;
  /**
   * All tags that were shown, and those it is to have: a device that has others by then is left as it is. Left out where the
   * edit says it all, since all other tags stay: nobody has to agree anew because somebody else gave one of many devices
   * another tag.
   */
  tags?: Seen;
  /** In place of the edit of all: the part of it that is this device's. */
  edit?: TagEdit;
}

interface Seen {
  had: string[];
  to: string[];
}

/** A target as its plan is made. */
export type Seeing = TagsTarget & { tags: Seen };

const NAMES = 6;

/** What would become of each device; undefined with the reason where nothing would. */
type Wish = (device: Device) => { to: string[] } | { why: string };

interface Wanted {
  phrase: string;
  devices: readonly Device[];
  wish: Wish;
}

/** Those whose tags would change, as targets of a plan, and those left out. Webex keeps tags itself: a device may be offline. */
export async function tagTargets(
  { phrase, devices, wish }: Wanted,
  context: ReadContext,
): Promise<{ targets: Seeing[]; planned: Plan<unknown>['targets']; leftOut: LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  const found = await fanOut(devices, async (device) => {
    const wished = wish(device);
    const isMine = await context.isMine(device, { tier: TIER, sends: [] });
    const why = 'why' in wished ? wished.why : isMine ? undefined : 'your roles do not cover it';
    if (why === undefined && 'to' in wished)
      return [
        { device, target: { id: device.id, name: device.displayName, tags: { had: device.tags, to: wished.to } } },
      ];
    leftOut.push({ device, why: why ?? '' });
    return [];
  });
  const able = found.flat();
  if (able.length === 0) throw nothingToDo(phrase, leftOut);
  const own = new Set((await context.fleet.list()).map(({ id }) => id));
  return {
    targets: able.map(({ target }) => target),
    planned: able.map(({ device }) => planTarget(device, own)),
    leftOut,
  };
}

/** They change no device, but what people and rules go by. */
const TIER = 1;

/** The plan of one edit on one device or on several; it asks always. Throws a Problem where nothing would change. */
export async function planTags(
  edit: TagEdit,
  { phrase, devices, own }: Pick<Wanted, 'phrase' | 'devices'> & { own?: ReadonlyMap<string, TagEdit> },
  context: ReadContext,
): Promise<Plan<TagsStep>> {
  const { targets, planned, leftOut } = await tagTargets(
    {
      phrase,
      devices,
      wish({ id, tags }) {
        const to = edited(tags, own?.get(id) ?? edit);
        if (!sameTags(to, tags)) return { to };
        return { why: own ? 'was taken back already' : asIs(edit, tags) };
      },
    },
    context,
  );
  const [only, another] = targets;
  const isMerged = edit.kind !== 'replace' && !(edit.kind === 'remove' && edit.tags.length === 0);
  const mine = (id: string) => own?.get(id) ?? edit;
  const merged = targets.map(({ id, name }) => ({
    id,
    name,
    ...(mine(id).tags.length !== edit.tags.length && { edit: mine(id) }),
  }));
  return {
    ...said(edit, subjectOf(targets), own ? ' again' : ''),
    ...(own && { action: 'Take it back' }),
    tier: TIER,
    targets: planned,
    facts: [
      ...(only && !another ? ofOne(edit, only) : ofSeveral(edit, targets)),
      ...(own && edit.kind === 'remove' ? keptOnes(edit, targets, mine) : []),
      ...leftOutLines(leftOut).map((text) => ({ key: 'left-out', text })),
    ],
    step: { phrase, edit, ...(own && { isBack: true as const }), targets: isMerged ? merged : targets },
    asks: true,
    isNoted: true,
  };
}

const AS_IS = {
  add: 'has that already',
  remove: 'does not have that',
  replace: 'has these and no others',
} as const;

/** Why nothing would become of a device. Upper and lower case are told of where they are what differs. */
const asIs = ({ kind, tags }: TagEdit, had: readonly string[]): string =>
  kind === 'add' && tags.some((tag) => !had.includes(tag))
    ? `${AS_IS.add}, in other upper and lower case`
    : AS_IS[kind];

function said({ kind, tags }: TagEdit, subject: string, again: string): Pick<Plan<unknown>, 'title' | 'action'> {
  if (kind === 'add') return { title: `Give ${subject} ${tagWords(tags)}${again}?`, action: `Tag ${subject}` };
  if (kind === 'replace')
    return { title: `Replace all tags of ${subject} by ${tagList(tags)}?`, action: 'Replace the tags' };
  return tags.length === 0
    ? { title: `Take all tags off ${subject}?`, action: 'Take them off' }
    : {
        title: `Take ${tagWords(tags)} off ${subject}${again}?`,
        action: tags.length === 1 ? 'Take it off' : 'Take them off',
      };
}

function ofOne({ kind, tags }: TagEdit, { tags: { had, to } }: Seeing): Fact[] {
  const already = kind === 'add' ? tags.filter((tag) => hasTag(had, tag)) : [];
  const missing = kind === 'remove' ? tags.filter((tag) => !hasTag(had, tag)) : [];
  return [
    { key: 'before', text: `Tags now: ${tagList(had)}.` },
    { key: 'after', text: `Then: ${tagList(to)}.` },
    ...(already.length > 0 ? [{ key: 'already', text: `It has ${tagList(already)} already.` }] : []),
    ...(missing.length > 0 ? [{ key: 'missing', text: `It does not have ${tagList(missing)}.` }] : []),
    ...(kind === 'replace' ? goes([{ name: '', tags: { had, to } }]) : []),
  ];
}

function ofSeveral(edit: TagEdit, targets: readonly Seeing[]): Fact[] {
  const names = (those: readonly Seeing[]) =>
    nameList(
      those.map(({ name }) => name),
      NAMES,
    );
  const partly = edit.tags.flatMap((tag): Fact[] => {
    const those = edit.kind === 'add' ? targets.filter(({ tags }) => hasTag(tags.had, tag)) : [];
    return those.length === 0 ? [] : [{ key: 'already', text: `Have ${tag} already: ${names(those)}.` }];
  });
  return [
    { key: 'devices', text: `${names(targets)}.` },
    ...partly,
    ...(edit.kind === 'add' ? [{ key: 'keeps', text: 'All other tags stay.' }] : goes(targets)),
  ];
}

/** What some had before the change that is taken back stays with them. */
const keptOnes = ({ tags }: TagEdit, targets: readonly Seeing[], mine: (id: string) => TagEdit): Fact[] =>
  tags.flatMap((tag) => {
    const those = targets.filter(({ id }) => !hasTag(mine(id).tags, tag)).map(({ name }) => name);
    return those.length === 0
      ? []
      : [{ key: 'kept', text: `Had ${tag} before, and keep it: ${nameList(those, NAMES)}.` }];
  });

/** What is taken from whom, the most frequent first: nobody should lose a tag without having read it. */
function goes(targets: readonly Pick<Seeing, 'name' | 'tags'>[]): Fact[] {
  const lost = new Map<string, string[]>();
  for (const {
    name,
    tags: { had, to },
  } of targets)
    for (const tag of had) if (!to.includes(tag)) lost.set(tag, [...(lost.get(tag) ?? []), name]);
  const lines = [...lost]
    .sort(([, left], [, right]) => right.length - left.length)
    .map(([tag, those]) => (targets.length === 1 ? tag : `${tag} (${deviceCount(those.length)})`));
  return lines.length === 0 ? [] : [{ key: 'goes', text: `Goes: ${nameList(lines, NAMES)}.` }];
}

function nothingToDo(phrase: string, leftOut: readonly LeftOut[]): Problem {
  const [only, another] = leftOut;
  if (only && !another)
    return new Problem(
      `Nothing to do on ${only.device.displayName}: it ${only.why.replace(/^your/, 'is not yours: your')}`,
      {
        code: 'nothing-left',
        hint: `Its tags: ${tagList(only.device.tags)}. Nothing was sent.`,
        next: [{ title: 'Its tags', say: `tags id:${only.device.id}` }],
      },
    );
  return new Problem(`There is nothing to do on any of ${deviceCount(leftOut.length)}`, {
    code: 'nothing-left',
    hint: [...leftOutLines(leftOut).map((line) => `${line}.`), 'Nothing was sent.'].join(' '),
    next: phrase === '' ? [] : [{ title: 'All tags', say: 'tags' }],
  });
}
