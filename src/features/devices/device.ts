import { z } from 'zod';
import { ACTIVITY_PATHS, callsOf } from '#fleet/activity.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import { leaf } from '#fleet/status-tree.ts';
import { defineRead, type ReadContext } from '#intent/command.ts';
import { DevicePhrase, deviceOf, spelled } from '#intent/device-phrase.ts';
import { ago, duration } from '#lib/time.ts';
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

/** Shows one device: what it is, where, how it is doing and what can be done with it. */
export const device = defineRead({
  name: 'device',
  aliases: ['show', 'info'],
  topic: 'devices',
  summary: 'Look at one device',
  usage: 'device [<name>]',
  example: (name) => `device ${name}`,
  needs: 'look',
  args: z.object({ device: DevicePhrase }),
  read: (line) => ({ device: deviceOf(line) }),
  say: ({ device: phrase }) => (phrase === undefined ? 'device' : `device ${spelled(phrase)}`),

  async run({ device: phrase }, context) {
    const found = await context.fleet.one(phrase, await context.store.spaces.device(context.space.id));
    const condition = conditionOf(found);
    const doing = await now(found, context);
    const about = identity(found, await context.fleet.locations());
    const canOperate = context.asker.may('operate') && accessOf(found) === 'full' && condition.isOnline;
    const target = `id:${found.id}`;
    return {
      view: 'devices/detail',
      data: {
        name: found.displayName,
        word: condition.word,
        colour: condition.colour,
        about,
        doing,
        facts: facts(found),
        canOperate,
        device: target,
        ...buttons([
          ...(canOperate
            ? [
                { title: 'Mute…', say: `mute on ${target}` },
                { title: 'Reboot…', say: `reboot on ${target}` },
              ]
            : []),
          ...(condition.isOnline
            ? [{ title: 'Refresh', say: `device ${target}` }]
            : [{ title: 'Tell me when it is back', say: `notify ${target}` }]),
          ...(context.asker.may('operate') ? [{ title: 'Use here', say: `use ${target}` }] : []),
        ]),
      },
      text: [`${found.displayName} · ${condition.word}`, about, doing].filter(Boolean).join('\n'),
    };
  },
});

/** What it is doing now, as one line; what a device does not tell is left out, never guessed. */
async function now(found: Device, context: ReadContext): Promise<string> {
  const access = accessOf(found);
  if (access === 'none') return `I may not talk to it. ${HOW_TO_GRANT}`;
  if (!conditionOf(found).isOnline) return lastSeen(found, context.now);
  try {
    const tree = await context.webex.glance.status(found.id, STATE_PATHS);
    return state(tree, found.personId !== undefined);
  } catch (error) {
    context.log.warn({ deviceId: found.id, err: error }, 'state of a device is unknown');
    return 'It did not tell me its state just now.';
  }
}

function state(tree: StatusTree, isPersonal: boolean): string {
  const volume = leaf(tree, 'Audio.Volume');
  const muted = leaf(tree, 'Audio.Microphones.Mute');
  const standby = leaf(tree, 'Standby.State');
  const parts = [
    ...(isPersonal ? [] : [calling(tree)]),
    ...(standby === undefined || standby === 'Off' ? [] : [`${String(standby).toLowerCase()}`]),
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
    ...(found.errorCodes.length > 0 ? [{ title: 'Issues', value: found.errorCodes.join(', ') }] : []),
    ...(accessOf(found) === 'readonly' ? [{ title: 'Access', value: 'Read Only' }] : []),
    ...(found.ip ? [{ title: 'IP address', value: found.ip }] : []),
    ...(found.serial ? [{ title: 'Serial', value: found.serial }] : []),
  ];
}

function lastSeen(found: Device, at: number): string {
  const seen = found.lastSeen === undefined ? Number.NaN : Date.parse(found.lastSeen);
  return Number.isNaN(seen) ? 'Webex does not say when it was last seen' : `Last seen ${ago(at - seen)}`;
}
