import { chooses } from '#fleet/chooses.ts';
import { activities } from '#fleet/many-activity.ts';
import { isPlace } from '#fleet/places.ts';
import { isSelection, seeThem } from '#fleet/selection.ts';
import { type Change, concernedInCall, quietFor, type Refusing } from '#guard/limits/limits.ts';
import { radiusOf } from '#guard/limits/radius.ts';
import { limited } from '#guard/limits/refusals.ts';
import type { Chooses } from '#guard/policy/decide.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { HIDDEN } from '#lib/hide.ts';
import type { NextStep } from '#lib/problem.ts';
import { plainDateTime } from '#render/index.ts';
import type { Device } from '#webex/devices.ts';
import { devicesOf, wantedBy } from './allowed.ts';
import { breakGlassStep, overGlass } from './break-glass.ts';
import type { Known } from './context.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';

/** Their names stand in a button's words as they are. */
const PLAIN_NAME = /^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u;
const JOINS = /\b(and|on|except|but|without)\b/i;

/**
 * The plan of somebody who may do it, when no limit of the policy stands in its way: how many devices, quiet hours, calls.
 * Throws a Limited otherwise. For whoever breaks the glass it gives the plan with what that overrides.
 */
export async function withinLimits(
  rooms: Rooms,
  { talk, asker, run }: Pick<Asked, 'talk' | 'asker' | 'run'>,
  intent: ChangeIntent,
  plan: Plan<unknown>,
): Promise<Plan<unknown>> {
  const { policy, roles } = asker.standing;
  if (!talk.glass && (plan.calms || !hasLimits(asker))) return plan;
  const devices = await devicesOf(rooms, plan.targets);
  const wanted = wantedBy(rooms, intent, plan, talk.space);
  const change: Change = { wanted, roles, devices, chooses: await choosesNow(rooms, asker) };
  const found: Refusing[] = [];
  // What takes its devices one after the other asks each of them right before its turn: pipeline/rollouts/in-call.ts
  for (const look of plan.locksItself ? [tooWide, quiet] : [tooWide, quiet, calls]) {
    const limit = await look({ rooms, asker, run, change });
    if (!limit) continue;
    found.push(limit);
    if (talk.glass) continue;
    throw limited(limit, {
      policy,
      what: plan.title.replace(/\?$/, ''),
      count: devices.length,
      without: (left) => without(intent, devices, left),
      next: [
        ...(limit.kind === 'radius' ? seeThem(phraseOf(intent) ?? '') : []),
        ...lookAt(limit),
        ...tryAgain(limit, intent),
        ...breakGlassStep(asker, intent),
      ],
      timeZone: rooms.timeZone,
      plain: (at) => plainDateTime(at, rooms.timeZone),
    });
  }
  return talk.glass ? overGlass(rooms, { talk, asker }, intent, plan, { change, found }) : plan;
}

const hasLimits = ({ standing: { policy, roles } }: Known): boolean =>
  policy.quietHours.length + policy.notInCall.length > 0 ||
  roles.some((role) => policy.roles.get(role)?.mostDevices !== undefined);

/** Whether words of any rule choose a device; names of places are asked for only where rules go by devices. */
async function choosesNow({ fleet }: Rooms, { standing: { policy } }: Known): Promise<Chooses> {
  const rules = [...policy.quietHours, ...policy.notInCall, ...policy.approvals];
  const byRole = [...policy.roles.values()].flatMap((role) => role.rules);
  const isByDevice = [...rules, ...byRole].some(({ devices }) => devices !== undefined);
  const locations = isByDevice ? await fleet.locations() : new Map();
  return (words, device) => chooses(words, device, locations);
}

interface Looked extends Pick<Asked, 'asker' | 'run'> {
  rooms: Rooms;
  change: Change;
}

function tooWide({ asker, change }: Looked): Refusing | undefined {
  const { wanted, roles, devices } = change;
  const radius = radiusOf(asker.standing.policy, roles, wanted, devices, change.chooses);
  return radius && devices.length > radius.most ? { kind: 'radius', radius, count: devices.length } : undefined;
}

const quiet = ({ rooms, asker, change }: Looked): Refusing | undefined =>
  quietFor(asker.standing.policy, change, { now: rooms.clock.now(), timeZone: rooms.timeZone });

/** Asked of the devices at this moment; one that does not tell counts as in a call. */
async function calls({ asker, run, change }: Looked): Promise<Refusing | undefined> {
  const concerned = asker.standing.policy.notInCall.map((rule) => ({ rule, devices: concernedInCall(rule, change) }));
  const devices = new Set(concerned.flatMap((one) => one.devices.filter((device) => !isPlace(device))));
  if (devices.size === 0) return undefined;
  const told = await activities([...devices], run.read);
  const inCall = [...told].filter(([, activity]) => (activity?.calls.count ?? 0) > 0).map(([device]) => device);
  const silent = [...told].filter(([, activity]) => activity?.calls.count === undefined).map(([device]) => device);
  const busy = new Set([...inCall, ...silent]);
  if (busy.size === 0) return undefined;
  const rules = concerned.filter((one) => one.devices.some((device) => busy.has(device))).map(({ rule }) => rule);
  return { kind: 'call', rules, inCall, silent };
}

/** How the devices were named, where the command takes that. */
function phraseOf({ args }: ChangeIntent): string | undefined {
  const { device }: { device?: unknown } = Object(args);
  return typeof device === 'string' ? device : undefined;
}

/** The same words without some devices. */
function without(
  intent: ChangeIntent,
  devices: readonly Device[],
  left: readonly { id: string; displayName: string }[],
): NextStep[] {
  const phrase = phraseOf(intent);
  if (phrase === undefined) return [];
  const names = left.map(({ displayName }) => displayName);
  const title = left.length === 1 ? `Without ${names[0]}` : `Without these ${left.length}`;
  const areNames = names.every((name) => PLAIN_NAME.test(name) && !JOINS.test(name));
  if (isSelection(phrase) && !JOINS.test(phrase) && areNames)
    return [{ title, say: intent.say(`${phrase} except ${names.join(', ')}`) }];
  const gone = new Set(left.map(({ id }) => id));
  const ids = devices.flatMap(({ id }) => (gone.has(id) ? [] : id));
  return ids.length > 0 ? [{ title, say: intent.say(`id:${ids.join(',')}`) }] : [];
}

/** A call may be over by then; words that hold a secret are not said again. */
const tryAgain = ({ kind }: Refusing, intent: ChangeIntent): NextStep[] =>
  kind === 'call' && !intent.words.includes(HIDDEN) ? [{ title: 'Try again', say: intent.say() }] : [];

function lookAt(limit: Refusing): NextStep[] {
  const [first, another] = limit.kind === 'call' ? [...limit.inCall, ...limit.silent] : [];
  return first && !another ? [{ title: `Look at ${first.displayName}`, say: `device id:${first.id}` }] : [];
}
