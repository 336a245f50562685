import type { AdminReads } from '#intent/admin.ts';
import { defineRead } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { nextOf, readRepeat } from '#lib/repeat.ts';
import { isTimeZone } from '#lib/time.ts';
import { checksCard, wordsOf } from './check-card.ts';
import { CheckArgs, checkForm, checkWords, readCheck, zoneIn } from './check-words.ts';
import { profileNamed } from './found.ts';

/** Compares devices with a profile again and again; `jobs/drift.ts` does it, and tells this thread. */
export const driftCheck = defineRead({
  name: 'drift check',
  topic: 'rollouts',
  summary: 'Hear when devices drift from a profile',
  usage: 'drift check <profile> on <selection> every day|weekday|monday at 07:00 | every 6 hours',
  example: (device) => `drift check lobby on ${device} every day at 07:00`,
  needs: 'look',
  privately: 'never',
  args: CheckArgs,
  read: readCheck,
  say: checkWords,

  async run(args, context) {
    const { store, asker, space, parentId, now } = context;
    const names = (await store.profiles.list(asker.orgId)).map(({ name }) => name);
    const { text, zone } = zoneIn(args.every);
    const isRead = readRepeat(text, zone ?? 'UTC') !== undefined;
    if (args.profile === '' || args.devices === '' || !isRead) throw checkForm(args, names);
    const profile = await profileNamed(args.profile, context, (name) => checkWords({ ...args, profile: name }));
    const admin = await context.admin('configurations:read');
    const devices = await admin.fleet.many(args.devices);
    const repeat = readRepeat(text, zone ?? (await zoneOf(admin, context)));
    if (!repeat) throw checkForm(args, names);
    const kept = await store.driftChecks.add({
      orgId: asker.orgId,
      profileId: profile.id,
      profileName: profile.name,
      spaceId: space.id,
      ...(parentId !== undefined && { parentId }),
      personId: asker.id,
      personName: asker.displayName,
      personEmail: asker.email,
      phrase: args.devices,
      repeat,
      dueAt: nextOf(repeat, now),
    });
    if (!kept) throw noRoom();
    const { check, isNew } = kept;
    return checksCard([check], context, {
      title: isNew
        ? `I compare ${deviceCount(devices.length)} with ${profile.name} from now on`
        : `${wordsOf(check)} is checked here already`,
      note: isNew
        ? 'I tell here only when a device differs that did not before, when all are right again, or when it can not be done.'
        : 'Stop it first to check at other times.',
    });
  },
});

/** Webex tells everybody their own time zone; others are given the bot's. */
async function zoneOf({ webex, as }: AdminReads, { timeZone, log }: ReadContext): Promise<string> {
  if (as !== 'you') return timeZone;
  const me = await webex.people.me().catch((error: unknown) => {
    log.info({ err: error }, 'the time zone of whoever asks is not known');
    return undefined;
  });
  return me?.timezone !== undefined && isTimeZone(me.timezone) ? me.timezone : timeZone;
}

const noRoom = (): Problem =>
  new Problem('There are 20 drift checks, and that is as many as there can be', {
    code: 'too-many-checks',
    hint: 'Stop one that is not needed any more.',
    next: [{ title: 'Drift checks', say: 'drift checks' }],
  });
