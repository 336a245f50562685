import { abilitiesOf } from '#fleet/abilities.ts';
import { ACTIVITY_PATHS, callsOf } from '#fleet/activity.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import { issueWords, standbyWords } from '#fleet/plain-words.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import { leaf } from '#fleet/status-tree.ts';
import type { ReadContext } from '#intent/context.ts';
import { ago, duration } from '#lib/time.ts';
import type { Reply } from '#render/index.ts';
import { buttons } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import type { Location } from '#webex/locations.ts';
import type { StatusTree } from '#webex/merge.ts';

const STATE_PATHS = [
  'Audio.Volume',
  'Audio.Microphones.Mute',
  'Standby.State',
  'RoomAnalytics.PeopleCount.Current',
  ...ACTIVITY_PATHS,
];

/** What a device is, where, how it is doing, and what the asker can do with it: nothing is offered that it has not. */
export async function deviceCard(found: Device, context: ReadContext): Promise<Reply> {
  const condition = conditionOf(found);
  const { line, told } = await now(found, context);
  const about = identity(found, await context.fleet.locations());
  const canOperate = context.asker.may('operate') && accessOf(found) === 'full' && condition.isOnline;
  const { hasVolume, hasMicrophones, canCall } = abilitiesOf(found, told);
  const target = `id:${found.id}`;
  return {
    view: 'devices/detail',
    data: {
      name: found.displayName,
      word: condition.word,
      colour: condition.colour,
      about,
      doing: line,
      hasDoing: line !== '',
      facts: facts(found),
      canOperate,
      hasVolume,
      canCall,
      device: target,
      ...buttons([
        ...(canOperate && hasMicrophones ? [{ title: 'Mute…', say: `mute on ${target}` }] : []),
        ...(canOperate ? [{ title: 'Reboot…', say: `reboot on ${target}` }] : []),
        { title: 'Details', say: `details ${target}` },
        ...(condition.isOnline
          ? [{ title: 'Refresh', say: `device ${target}` }]
          : [{ title: 'Tell me when it is back', say: `notify ${target}` }]),
        ...(context.asker.may('operate') ? [{ title: 'Use here', say: `use ${target}` }] : []),
      ]),
    },
    text: [`${found.displayName} · ${condition.word}`, about, line].filter(Boolean).join('\n'),
  };
}

interface Doing {
  line: string;
  /** What it told; undefined when it told nothing. */
  told?: StatusTree;
}

/** What it is doing now, as one line; what a device does not tell is left out, never guessed. */
async function now(found: Device, context: ReadContext): Promise<Doing> {
  const access = accessOf(found);
  if (access === 'none') return { line: `I may not talk to it. ${HOW_TO_GRANT}` };
  if (!conditionOf(found).isOnline) return { line: lastSeen(found, context.now) };
  try {
    const told = await context.webex.glance.status(found.id, STATE_PATHS);
    return { line: state(told, found.personId !== undefined), told };
  } catch (error) {
    context.log.warn({ deviceId: found.id, err: error }, 'state of a device is unknown');
    return { line: 'It did not tell me its state just now.' };
  }
}

function state(tree: StatusTree, isPersonal: boolean): string {
  const volume = leaf(tree, 'Audio.Volume');
  const muted = leaf(tree, 'Audio.Microphones.Mute');
  const standby = standbyWords(String(leaf(tree, 'Standby.State') ?? ''));
  const parts = [
    ...(isPersonal ? [] : [calling(tree)]),
    standby,
    ...(volume === undefined ? [] : [`volume ${volume} %`]),
    ...(muted === undefined ? [] : [`microphones ${muted === 'On' ? 'muted' : 'on'}`]),
    ...(isPersonal ? [] : [people(tree)]),
  ].filter(Boolean);
  const line = parts.join(' · ');
  return line.charAt(0).toUpperCase() + line.slice(1);
}

function calling(tree: StatusTree): string {
  const { count, seconds } = callsOf(tree);
  if (count === undefined) return '';
  if (count === 0) return 'not in a call';
  return seconds === undefined ? 'in a call' : `in a call for ${duration(seconds * 1000)}`;
}

function people(tree: StatusTree): string {
  const count = Number(leaf(tree, 'RoomAnalytics.PeopleCount.Current') ?? -1);
  if (!Number.isInteger(count) || count < 0) return '';
  return count === 1 ? '1 person' : `${count} people`;
}

function identity(found: Device, locations: Map<string, Location>): string {
  return [
    found.product.replace(/^Cisco /, ''),
    found.software?.split(' ').slice(0, 2).join(' '),
    locations.get(found.locationId ?? '')?.name,
    found.tags.length > 0 ? `tags: ${found.tags.join(', ')}` : undefined,
    found.personId ? 'personal' : undefined,
  ]
    .filter(Boolean)
    .join(' · ');
}

function facts(found: Device): { title: string; value: string }[] {
  return [
    ...(found.errorCodes.length > 0 ? [{ title: 'Issues', value: found.errorCodes.map(issueWords).join(', ') }] : []),
    ...(accessOf(found) === 'readonly' ? [{ title: 'Access', value: 'Read Only' }] : []),
    ...(found.ip ? [{ title: 'IP address', value: found.ip }] : []),
    ...(found.serial ? [{ title: 'Serial', value: found.serial }] : []),
  ];
}

function lastSeen(found: Device, at: number): string {
  const seen = found.lastSeen === undefined ? Number.NaN : Date.parse(found.lastSeen);
  return Number.isNaN(seen) ? 'Webex does not say when it was last seen' : `Last seen ${ago(at - seen)}`;
}
