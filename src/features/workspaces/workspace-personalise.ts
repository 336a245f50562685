import { z } from 'zod';
import { conditionOf } from '#fleet/condition.ts';
import { personNamed } from '#fleet/people.ts';
import { labelOf } from '#fleet/workspace-words.ts';
import { isNotThere, workspaceGone, workspaceNamed, workspaceTarget } from '#fleet/workspaces.ts';
import type { Admin } from '#intent/admin.ts';
import { defineChange, type Outcome, type Plan } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import { EntryNeeded } from '#intent/entry-form.ts';
import { readKeyed } from '#intent/keyed.ts';
import { isEmail } from '#lib/email.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { duration } from '#lib/time.ts';
import { said } from '#render/replies.ts';
import type { PersonalisationTask, WorkspaceNow } from '#webex/workspaces.ts';
import { callsOf } from './calls.ts';
import { phraseIn, spelledPhrase, WorkspacePhrase } from './workspace-phrase.ts';

interface Step {
  id: string;
  name: string;
  email: string;
  deviceId: string;
}

/** Webex takes about 30 s. After this long somebody looks later. */
const PATIENCE_MS = 3 * 60_000;

/** Makes the one Webex Edge device of a workspace somebody's own. There is no way back. */
export const workspacePersonalise = defineChange({
  name: 'workspace personalise',
  aliases: ['workspace personalize', 'ws personalise', 'personalise workspace'],
  topic: 'workspaces',
  summary: 'Make the device of a workspace a personal one',
  usage: 'workspace personalise <name> for <email | name>',
  example: (name) => `workspace personalise ${name} for ada@example.com`,
  needs: 'administer',
  args: z.object({
    workspace: WorkspacePhrase,
    email: z
      .string()
      .trim()
      .max(254, 'That address is too long.')
      .transform((text) => (text.includes('@') ? text.toLowerCase() : text))
      .optional(),
  }),
  read: ({ raw }) => {
    const { rest, given } = readKeyed(raw, ['id', 'for']);
    const [, before = rest, after] = /^(.*)\s*\bfor\s+(.+)$/is.exec(rest) ?? [];
    return { workspace: phraseIn(before, given['id']), email: given['for'] ?? after };
  },
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ workspace, email }) => spelled(workspace, email),

  async plan({ workspace: phrase, email: who }, context): Promise<Plan<Step>> {
    const admin = await context.admin('workspaces:read', 'personalise:write');
    const now = await workspaceNamed(phrase, {
      admin,
      context,
      say: (other) => spelled(other, who),
      include: { includeDevices: true },
    });
    const { id, displayName: name, devices: [device] = [] } = now;
    const unmet = unmetBy(now);
    if (unmet.length > 0 || !device)
      throw new Problem(`${name} can't be personalised`, {
        code: 'not-personalisable',
        hint: `${unmet.join(' ')} Nothing was changed.`,
        next: [{ title: 'Look at it', say: `workspace id:${id}` }],
      });
    const found =
      who && (!who.includes('@') || isEmail(who))
        ? await personNamed(who, admin, (one) => spelled(phrase, one))
        : undefined;
    if (!found)
      throw new EntryNeeded({
        command: 'workspace personalise',
        args: { workspace: `id:${id}` },
        title: `Personalise ${name}`,
        about: `${device.displayName} becomes the device of one person. There is no way back to a shared one.`,
        fields: [
          {
            id: 'email',
            label: 'For whom',
            kind: 'text',
            hint: 'Name or address',
            isRequired: true,
            maxLength: 254,
            value: who,
            ...(who !== undefined && { fault: nobody(who) }),
          },
        ],
        action: 'Show what would happen',
        note: 'It asks before it changes anything.',
        tier: 3,
        targets: [workspaceTarget(now)],
      });
    const { name: person, email } = found;
    return {
      tier: 3,
      title: `Make ${name} the personal device of ${person}?`,
      action: `Personalise ${shortened(name, 60)}`,
      targets: [workspaceTarget(now)],
      record: `workspace personalise ${spelledPhrase(name)} for ${email}`,
      facts: [
        {
          key: 'one-way',
          text: 'There is no way back: a personal device becomes a shared one only by setting it up anew.',
        },
        {
          key: device.id,
          text: `${device.displayName} leaves the workspace and is ${person}'s from then on (${email}).`,
        },
        ...(await callsOf([device], 'it may end.', context)),
        { key: 'lasts', text: 'Webex takes about 30 s. The device must stay connected.' },
      ],
      step: { id, name, email, deviceId: device.id },
      typed: name,
    };
  },

  async apply({ id, name, email, deviceId }, context): Promise<Outcome> {
    const { webex, afresh } = await context.admin('workspaces:read', 'personalise:write');
    await afresh(async ({ workspaces }) => {
      const now = await workspaces.get(id, { includeDevices: true }).catch((error: unknown) => {
        throw isNotThere(error) ? workspaceGone(name) : error;
      });
      const [unmet] = unmetBy(now);
      if (unmet !== undefined || now.devices?.[0]?.id !== deviceId || now.displayName !== name)
        throw changedMeanwhile(now, unmet);
      await workspaces.personalise(id, email);
    });
    context.fleet.forget(deviceId);
    return outcomeOf(await ended(id, name, webex, context), { id, name, email, deviceId });
  },
});

/** What Webex wants for it that is not so. https://developer.webex.com/docs/api/v1/workspace-personalization */
function unmetBy({ calling, calendar, devices = [] }: WorkspaceNow): string[] {
  const [device] = devices;
  return [
    ...(calling?.type === 'webexEdgeForDevices'
      ? []
      : [`Only Webex Edge devices can be; it has ${labelOf('calling', calling?.type ?? 'none')}.`]),
    ...(devices.length === 1 ? [] : [`There must be one device in it, and there are ${devices.length}.`]),
    ...(device && devices.length === 1 && !conditionOf(device).isOnline
      ? [`${device.displayName} is ${conditionOf(device).word.toLowerCase()}.`]
      : []),
    ...(calendar && calendar.type !== 'none'
      ? [`It has a ${labelOf('calendar', calendar.type)} calendar: take that away first.`]
      : []),
  ];
}

const spelled = (phrase: string, who: string | undefined): string =>
  [
    'workspace personalise',
    spelledPhrase(phrase),
    ...(who === undefined ? [] : ['for', isEmail(who) ? who : quoted(who)]),
  ].join(' ');

const nobody = (who: string): string =>
  who.includes('@')
    ? `Nobody of the organisation has the address ${shortened(who, 60)}`
    : `Nobody of the organisation is called ${shortened(who, 60)}`;

const UNREAD = { state: 'running', retryAfterMs: 5_000 } as const;

const changedMeanwhile = ({ displayName, id }: WorkspaceNow, unmet: string | undefined) =>
  new Problem(`${displayName} was changed just now`, {
    code: 'changed-meanwhile',
    hint: `${unmet ?? 'It has another device or another name.'} Nothing was begun. Look at it and ask again.`,
    next: [{ title: 'Look at it', say: `workspace id:${id}` }],
  });

/** Asks as often as Webex says until it is over; `running` when that takes too long. */
async function ended(
  id: string,
  name: string,
  webex: Admin['webex'],
  { pause, several }: ApplyContext,
): Promise<PersonalisationTask> {
  for (let waited = 0; ; ) {
    // It was begun: what can't be read is no sign that it failed.
    const task = await webex.workspaces.personalizationTask(id).catch((): PersonalisationTask => UNREAD);
    if (task.state !== 'running' || waited >= PATIENCE_MS) return task;
    several.tell(`${name} is becoming a personal device. I look again in ${duration(task.retryAfterMs)}.`, 1);
    await pause(task.retryAfterMs);
    waited += task.retryAfterMs;
  }
}

function outcomeOf(task: PersonalisationTask, { id, name, email, deviceId }: Step): Outcome {
  const look = { title: 'Look at it', say: `workspace id:${id}` };
  if (task.state === 'done')
    return {
      reply: said(`${name} is the personal device of ${email}`, {
        detail: 'The workspace is still there, without the device.',
        next: [{ title: 'Look at the device', say: `device id:${deviceId}` }, look],
      }),
      trackingIds: [],
    };
  if (task.state === 'running')
    return {
      reply: said(`Webex is still at it: ${name}`, {
        detail: `It was begun and takes longer than ${duration(PATIENCE_MS)}. Look at it in a while; I will not begin it again.`,
        next: [look],
      }),
      trackingIds: [],
      parts: [{ id, name, state: 'begun', why: 'Webex was still at it.' }],
    };
  const why = task.reason === '' ? 'Webex does not say why.' : `Webex says: ${task.reason.replace(/\.$/, '')}.`;
  return {
    reply: said(`${name} was not personalised`, { detail: `${why} It is a shared device as before.`, next: [look] }),
    trackingIds: [],
    parts: [{ id, name, state: 'failed', why }],
  };
}
