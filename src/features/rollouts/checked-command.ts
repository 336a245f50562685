import { accessOf, conditionOf } from '#fleet/condition.ts';
import { isPrivate } from '#fleet/device-plan.ts';
import { HOW_TO_GRANT } from '#fleet/problems.ts';
import { isRepeatable } from '#fleet/repeatable.ts';
import type { ReadContext } from '#intent/context.ts';
import { tierOf, touchesPrivacy } from '#intent/danger.ts';
import { isSecret, namesSecret, shown } from '#lib/hide.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Work } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandWords } from './command-words.ts';
import { faulty } from './faults.ts';
import { judged, kindOf, type LeftOut, type Sent, type Verdict } from './judged-kinds.ts';

export interface CheckedCommand {
  work: Work & { kind: 'command' };
  /** "Restart the devices". */
  title: string;
  /** Why a device can't get it, as far as that is known of it and of its kind. */
  leftOut(device: Device): LeftOut | undefined;
}

/**
 * The xCommand that words mean on these devices, checked once for each kind of them by what that kind understands itself.
 * Throws a Problem when none of them takes it, and for what may be done on one device at a time only.
 * `again` makes the words of the whole rollout of those of another command.
 */
export async function checkedCommand(
  words: CommandWords,
  devices: readonly Device[],
  context: ReadContext,
  again: (what: string) => string,
): Promise<CheckedCommand> {
  const own = new Map((await context.fleet.list()).map((device) => [device.id, device]));
  const mine = devices.flatMap(({ id }) => own.get(id) ?? []).filter((device) => accessOf(device) === 'full');
  const able = mine.filter((device) => conditionOf(device).isOnline);
  if (able.length === 0) throw nobody(devices, mine);
  const { verdicts, title } = await judged(words, able, context);
  const sent = mostFrequent([...verdicts.values()]);
  if (!sent) throw noneTakesIt([...verdicts.values()], again);
  const { command, arguments: given = {}, body } = sent;
  const tier = tierOf(command, given);
  if (tier === 3) throw oneByOne(command);
  const secret = Object.entries(given).find(
    ([name, value]) => isSecret(name) || [value].flat().some((one) => shown(name, String(one)) !== String(one)),
  );
  if (secret || (typeof body === 'string' && namesSecret(body))) throw holdsSecret(secret?.[0] ?? 'The body');
  const isForOwners = isPrivate({ tier, touchesPrivacy: touchesPrivacy(command) });
  return {
    work: {
      kind: 'command',
      command,
      ...(Object.keys(given).length > 0 && { arguments: given }),
      ...(body !== undefined && { body }),
      repeatable: isRepeatable(command),
    },
    title: title === '' ? `Send ${command} to the devices` : title,
    leftOut({ id, personId }) {
      const device = own.get(id);
      const access = device ? accessOf(device) : 'none';
      if (!device || access !== 'full')
        return {
          blocked: 'not-granted',
          why: access === 'readonly' ? 'I may only look at it' : 'I may not send commands to it',
        };
      if (isForOwners && (personId ?? device.personId) !== undefined)
        return { blocked: 'personal', why: "It is somebody's personal device, and this touches their privacy" };
      const verdict = verdicts.get(kindOf(device));
      if (!verdict) return undefined;
      if ('blocked' in verdict) return { blocked: verdict.blocked, why: verdict.why };
      return isSame(verdict.sent, sent)
        ? undefined
        : { blocked: 'arguments', why: 'It takes these arguments in another form' };
    },
  };
}

/** Of settings with a restart: who can't be restarted would be left half done. */
export async function restartable({ fleet }: ReadContext): Promise<Pick<CheckedCommand, 'leftOut'>> {
  const own = new Map((await fleet.list()).map((device) => [device.id, device]));
  return {
    leftOut({ id }) {
      const device = own.get(id);
      return device && accessOf(device) === 'full'
        ? undefined
        : { blocked: 'not-granted', why: 'I may not send commands to it, so I could not restart it' };
    },
  };
}

const textOf = ({ command, arguments: given = {}, body }: Sent): string =>
  JSON.stringify([
    command.toLowerCase(),
    Object.entries(given).sort(([left], [right]) => (left < right ? -1 : 1)),
    body,
  ]);
const isSame = (left: Sent, right: Sent): boolean => textOf(left) === textOf(right);

/** One rollout sends one command: what most devices get. */
function mostFrequent(verdicts: readonly Verdict[]): Sent | undefined {
  const groups = new Map<string, { sent: Sent; count: number }>();
  for (const verdict of verdicts) {
    if ('blocked' in verdict) continue;
    const group = groups.get(textOf(verdict.sent)) ?? { sent: verdict.sent, count: 0 };
    group.count += verdict.count;
    groups.set(textOf(verdict.sent), group);
  }
  return [...groups.values()].sort((left, right) => right.count - left.count)[0]?.sent;
}

/** What keeps most of them from taking it. */
function noneTakesIt(verdicts: readonly Verdict[], again: (what: string) => string): Problem {
  const refused = verdicts.flatMap((verdict) => ('blocked' in verdict ? [verdict] : []));
  const [first] = refused.sort((left, right) => right.count - left.count);
  const { why = 'They all refuse it', instead = [] } = first ?? {};
  return new Problem('None of these devices takes this', {
    code: 'nothing-left',
    hint: `${shortened(why, 300)}. Nothing was sent.`,
    next: [...instead.map(({ title, say }) => ({ title, say: again(say) })), { title: 'Help', say: 'help rollout' }],
  });
}

function nobody(devices: readonly Device[], mine: readonly Device[]): Problem {
  const [only, another] = devices;
  const who = only && !another ? `${only.displayName} can't` : `None of the ${deviceCount(devices.length)} can`;
  const isGranted = mine.length > 0;
  return new Problem(`${who} get a command now`, {
    code: 'nothing-left',
    hint: `${isGranted ? (only && !another ? 'It is offline.' : 'Those that I may send commands to are offline.') : `I may not send commands to ${only && !another ? 'it' : 'any of them'}. ${HOW_TO_GRANT}`} Nothing was sent.`,
    next: isGranted
      ? [{ title: 'What is offline', say: 'devices is:offline' }]
      : [{ title: 'Check again', say: 'doctor' }],
  });
}

const oneByOne = (command: string) =>
  new Problem(`${command} goes to one device at a time`, {
    code: 'one-at-a-time',
    hint: 'It can lock a device up or lose its data. Send it to the one device, without "rollout". Nothing was sent.',
    next: [{ title: 'Devices', say: 'devices' }],
  });

const holdsSecret = (what: string) =>
  faulty("I can't plan this rollout", [
    `${what} holds a secret, and a rollout keeps what it sends; send it to one device at a time`,
  ]);
