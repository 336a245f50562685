import { compareAll, driftOf } from '#fleet/drift.ts';
import { driftNotes, driftRows, driftTitle } from '#fleet/drift-words.ts';
import { MOST_READ, tellingReads } from '#fleet/read-devices.ts';
import { defineRead } from '#intent/command.ts';
import { spelled } from '#intent/device-phrase.ts';
import { mayGive } from '#intent/may.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { driftCard } from '#render/drift-reply.ts';
import { againstOf } from './drift-against.ts';
import { driftFile } from './drift-file.ts';
import { DriftArgs as Args, type DriftArgs, driftForm, driftWords, readDrift } from './drift-words.ts';

const PAGE = 6;
/** A button says no more than a person may. */
const LONGEST_WORDS = 3_900;

/** Compares devices with a profile, or with what is configured on another device. */
export const drift = defineRead({
  name: 'config drift',
  aliases: ['drift', 'configuration drift', 'configurations drift', 'config compare'],
  topic: 'rollouts',
  summary: 'Compare devices with a profile',
  usage: 'config drift <selection> against <profile or device> [as csv]',
  example: (device) => `config drift ${spelled(device)} against lobby`,
  needs: 'look',
  args: Args,
  read: readDrift,
  say: (args) => driftWords(args),

  async run(args, context) {
    const { devices: phrase, against: words } = args;
    if (phrase === '' || words === '') {
      const names = await context.store.profiles.list(context.asker.orgId);
      throw driftForm(
        args,
        names.map(({ name }) => name),
      );
    }
    const admin = await context.admin('configurations:read');
    const found = await admin.fleet.many(phrase);
    const against = await againstOf(words, admin, context, (other) => driftWords({ ...args, against: other }));
    const devices = found.filter(({ id }) => id !== against.deviceId);
    if (devices.length === 0) throw onlyItself(against.name);
    if (devices.length > MOST_READ) throw tooMany(args, devices.length, against.profile);
    const all = await compareAll(
      devices,
      against.settings,
      admin.webex.deviceConfigurations,
      tellingReads(devices, context),
    );
    const { drifted, mendable } = driftOf(all);
    const title = driftTitle(all, against.profile === undefined ? `like ${against.name}` : `as ${against.name} says`);
    const pages = Math.max(1, Math.ceil(drifted.length / PAGE));
    const at = Math.min(args.page, pages);
    const again = (more: Partial<DriftArgs>) => driftWords({ ...args, page: 1, as: undefined, ...more });
    const mayApply = mayGive('profile apply', context);
    const reply = driftCard({
      title,
      summary: `Compared with ${against.about}`,
      rows: driftRows(drifted.slice((at - 1) * PAGE), PAGE),
      notes: driftNotes(all, ': the exported file has them all'),
      pages:
        pages > 1
          ? {
              note: `Page ${at} of ${pages} · ${deviceCount(drifted.length)} differ`,
              actions: [
                ...(at > 1 ? [{ title: 'Previous', say: again({ page: at - 1 }) }] : []),
                ...(at < pages ? [{ title: 'Next', say: again({ page: at + 1 }) }] : []),
              ],
            }
          : undefined,
      next: [
        ...(against.profile !== undefined && mendable.length > 0 && mayApply
          ? [{ title: 'Put right…', say: putRight(against.profile, phrase, mendable) }]
          : []),
        { title: 'Compare again', say: again({}) },
        { title: 'Export CSV', say: again({ as: 'csv' }) },
        ...(against.profile === undefined
          ? [{ title: 'Save as profile…', say: `profile save from id:${against.deviceId}` }]
          : [{ title: against.profile, say: `profile ${against.profile}` }]),
      ],
    });
    return args.as === undefined ? reply : { ...reply, files: [driftFile(all, against.name, context.now)] };
  },
});

/** On those where something can be put right; where they are too many for a button, on all that were meant. */
function putRight(profile: string, phrase: string, drifted: readonly { device: { id: string } }[]): string {
  const byId = `rollout profile:${profile} on id:${drifted.map(({ device }) => device.id).join(',')}`;
  return byId.length <= LONGEST_WORDS ? byId : `rollout profile:${profile} on ${spelled(phrase)}`;
}

const onlyItself = (name: string): Problem =>
  new Problem(`${name} is the only device there, and it is as it is`, {
    code: 'only-itself',
    hint: 'Name other devices to compare with it, for example: config drift tag:lobby against Fjord',
  });

const tooMany = ({ devices, against }: DriftArgs, count: number, profile: string | undefined): Problem =>
  new Problem(`That is ${deviceCount(count)}, and I compare at most ${MOST_READ} while you wait`, {
    code: 'too-many-devices',
    hint:
      profile === undefined
        ? 'Name fewer of them, for example by location. Nothing was read.'
        : `A drift check compares any number and tells here what differs: drift check ${profile} on ${devices} every day at 07:00`,
    next:
      profile === undefined
        ? []
        : [{ title: 'Check every day', say: `drift check ${against} on ${spelled(devices)} every day at 07:00` }],
  });
