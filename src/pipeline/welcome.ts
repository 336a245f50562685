import type { Space } from '#chat/index.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import { summaryOf } from '#fleet/summary.ts';
import { makeChecks } from '#intent/checks.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { checksReply } from '#render/checks.ts';
import type { Reply } from '#render/index.ts';
import { buttons } from '#render/replies.ts';
import { seenBy } from './allowed.ts';
import { introduce, type Known } from './context.ts';
import type { Rooms } from './rooms.ts';

/** The first card in a space: what can be done here, which devices there are, and what an administrator must still do. */
export async function welcome(rooms: Rooms, space: Space, addedBy: string | undefined): Promise<Reply> {
  const { chat, fleet } = rooms;
  const title = 'Device operations for this space';
  // Everybody in the space reads this card: it tells of devices only where somebody added the bot who may look at them.
  const person = addedBy === undefined ? undefined : await chat.person(addedBy);
  const asker = person && (await introduce(rooms, { person, space }).catch(nobody));
  if (!asker?.may('look'))
    return card(
      title,
      `I am ${chat.me.displayName}. I look after meeting-room devices, for people of my organisation who have a role.`,
      'Mention me, or write to me directly.',
      [{ title: 'Help', say: 'help' }],
    );
  const devices = await fleet.within(await seenBy(rooms, asker, space, undefined)).list();
  const [first] = devices.filter(({ connectionStatus, personId }) => connectionStatus === 'connected' && !personId);
  if (devices.length === 0) return nothingYet(rooms, asker);
  const locations = new Set(devices.flatMap(({ locationId }) => locationId ?? [])).size;
  const places = locations > 1 ? ` in ${locations} locations` : '';
  const name = quoted((first ?? devices[0])?.displayName ?? 'Fjord');
  return card(
    title,
    `I can see ${devices.length} ${devices.length === 1 ? 'device' : 'devices'}${places}: ${summaryOf(devices)}.`,
    `Mention me, or write to me directly. For example: "devices is:offline", "volume 40 on ${name}", "reboot ${name}".`,
    [
      { title: 'Devices', say: 'devices' },
      { title: 'What needs attention', say: 'devices is:attention' },
      { title: 'Help', say: 'help' },
    ],
  );
}

/** What of the bot itself is worth a line on the first card of a new installation. */
const FIRST_OF_ALL = ['bot', 'webhooks', 'address', 'integration'];

/** Nobody gave it a device. To whom it may tell, it says whether the rest is in order; what settings are called stays out of the space. */
async function nothingYet({ chat, checks, log }: Rooms, asker: Known): Promise<Reply> {
  const first = asker.may('administer') ? checks().filter(({ name }) => FIRST_OF_ALL.includes(name)) : [];
  const checked = await makeChecks(first);
  for (const { name, fault } of checked)
    if (fault !== undefined) log.warn({ check: name, err: fault }, 'a check could not be made');
  return checksReply(
    checked.map(({ name, label, state, says }) => ({ name, label, state, says })),
    {
      title: "I can't see any devices yet",
      about: `${HOW_TO_GRANT} My address is ${chat.me.email}.`,
      next: [
        { title: 'Check again', say: 'devices' },
        { title: 'Show all checks', say: 'doctor' },
      ],
    },
  );
}

/** Somebody of another organisation. */
function nobody(error: unknown): undefined {
  if (!(error instanceof Problem)) throw error;
}

function card(title: string, about: string, how: string, actions: { title: string; say: string }[]): Reply {
  return {
    view: 'spaces/welcome',
    data: { title, about, how, ...buttons(actions) },
    text: [title, about, how].join('\n'),
  };
}
