import { chooses } from '#fleet/chooses.ts';
import type { Sees } from '#fleet/fleet.ts';
import { recordOfPlace } from '#fleet/places.ts';
import { authorise, rolesFor } from '#guard/authorise.ts';
import { type Chooses, decide, isVisible, looksAtDevices } from '#guard/policy/decide.ts';
import type { Wanted } from '#guard/policy/matches.ts';
import type { Rule } from '#guard/policy/policy.ts';
import type { Amounts, Permission, RoleFor, Tier } from '#intent/asker.ts';
import type { ChangeIntent, Command, Intent, Plan } from '#intent/command.ts';
import type { Target } from '#intent/parts.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { Known, Run } from './context.ts';
import type { Rooms } from './rooms.ts';

type Space = Wanted['space'];

/** Whether a rule is about a device, by what Webex tells of places just now. */
export async function choosesBy(
  { fleet }: Pick<Rooms, 'fleet'>,
  { standing }: Pick<Known, 'standing'>,
): Promise<Chooses> {
  const locations = looksAtDevices(standing.policy, standing.roles) ? await fleet.locations() : new Map();
  return (words, device) => chooses(words, device, locations);
}

/** What they may look at: of a command that only looks what this command may show them, else what any rule lets them see. */
export async function seenBy(
  rooms: Pick<Rooms, 'fleet'>,
  asker: Pick<Known, 'standing'>,
  space: Space,
  intent: { name: string; kind: 'read' | 'change'; needs: Permission } | undefined,
): Promise<Sees> {
  const { policy, roles } = asker.standing;
  if (!looksAtDevices(policy, roles)) return () => true;
  const by = await choosesBy(rooms, asker);
  const wanted =
    intent?.kind === 'read' && intent.needs !== 'open'
      ? { space, command: intent.name, needs: intent.needs }
      : { space };
  return (device) => isVisible(policy, roles, wanted, device, by);
}

/** Before anything is planned: may they do such a thing here, on some device at least? Throws a Problem when not. */
export function authoriseIntent(
  rooms: Pick<Rooms, 'guard'>,
  asker: Known,
  intent: Pick<Intent, 'name' | 'needs' | 'summary' | 'kind'> & { standsIn?: boolean | undefined },
  space: Space,
  tier?: Tier,
): Rule | undefined {
  // What it stands for is not known before it is planned.
  if (intent.standsIn && asker.may(intent.needs)) return undefined;
  const { name: command, needs, kind } = intent;
  // A rule may name the xAPI command that it sends, which the plan will tell.
  const isByPath = kind === 'change' && asker.may(needs) && tier === undefined;
  const known = tier ?? (kind === 'read' ? (0 as const) : undefined);
  const wanted: Wanted = { command, needs, sends: [], space, ...(known !== undefined && { tier: known }) };
  const { policy, roles } = asker.standing;
  const nowhere: Chooses = () => undefined;
  if (isByPath && !decide(policy, roles, wanted, [], nowhere).isAllowed && hasPaths(asker)) return undefined;
  return authorise(asker.standing, {
    wanted,
    devices: [],
    chooses: nowhere,
    what: intent.summary,
    admins: rooms.guard.admins(),
    mayLook: asker.may('look'),
    mayOperate: asker.may('operate'),
  });
}

/** What `Asker.roleFor` tells, of some device at least. */
export function roleFor(
  { standing: { policy, roles } }: Pick<Known, 'standing'>,
  { command, tier = 0, sends = [] }: RoleFor,
  space: Space,
): ReturnType<Known['roleFor']> {
  const wanted: Wanted = { command: command.name, needs: command.needs, tier, sends, space };
  const [least] = rolesFor(policy, wanted, [], () => undefined);
  return {
    name: least === undefined ? 'a role that nobody can have' : `the ${least} role`,
    isTheirs: decide(policy, roles, wanted, [], () => undefined).isAllowed,
  };
}

/** The same as an answer. */
export function isAllowedAtAll(
  rooms: Pick<Rooms, 'guard'>,
  asker: Known,
  command: Pick<Command, 'name' | 'needs' | 'kind' | 'standsIn'>,
  space: Space,
): boolean {
  try {
    authoriseIntent(rooms, asker, { ...command, summary: command.name }, space);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

const hasPaths = ({ standing: { policy, roles } }: Known): boolean =>
  roles.some((role) =>
    policy.roles
      .get(role)
      ?.rules.some((rule) => rule.effect === 'allow' && rule.commands.some((one) => one.includes('.'))),
  );

/** What a plan wants, as rules see it. What stands in for another command is judged as that. */
export function wantedBy(
  { guard }: Pick<Rooms, 'guard'>,
  intent: Pick<ChangeIntent, 'name' | 'needs'>,
  plan: Plan<unknown>,
  space: Space,
): Wanted {
  return {
    command: plan.as ?? intent.name,
    needs: (plan.as !== undefined && guard.needsOf(plan.as)) || intent.needs,
    tier: plan.tier,
    sends: plan.sends ?? [],
    ...(plan.also && { also: plan.also }),
    space,
  };
}

/** May they do exactly this, on all of these devices? Gives the rule that allows it; throws a Problem that says why not. */
export async function authorisePlan(
  rooms: Rooms,
  asker: Known,
  intent: Pick<ChangeIntent, 'name' | 'needs'>,
  plan: Plan<unknown>,
  space: Space,
): Promise<Rule | undefined> {
  return authorise(asker.standing, {
    wanted: wantedBy(rooms, intent, plan, space),
    devices: await devicesOf(rooms, plan.targets),
    chooses: await choosesBy(rooms, asker),
    what: plan.title.replace(/\?$/, ''),
    admins: rooms.guard.admins(),
    mayLook: asker.may('look'),
    mayOperate: asker.may('operate'),
  });
}

/** The records of a plan's devices; one that is in no list any more is asked for by itself. */
export async function devicesOf({ fleet }: Pick<Rooms, 'fleet'>, targets: readonly Seen[]): Promise<Device[]> {
  if (targets.every(({ place }) => place)) return targets.flatMap((target) => recordOf(target) ?? []);
  const listed = new Map((await fleet.list()).map((device) => [device.id, device]));
  return Promise.all(
    targets.map(async (target) => recordOf(target) ?? listed.get(target.id) ?? fleet.one(`id:${target.id}`)),
  );
}

/** A device by its id alone, or any target. */
type Seen = Pick<Target, 'id' | 'place'> & Partial<Target>;

const recordOf = ({ id, name = '', place }: Seen): Device | undefined => place && recordOfPlace({ id, name }, place);

/** Whether a change of several may take in this device: those that it may not are left out. */
export async function mineBy(
  rooms: Pick<Rooms, 'fleet'>,
  asker: Known,
  space: Space,
): Promise<(run: Pick<Run, 'intent'>, device: Device, sent: Amounts) => boolean> {
  const { policy, roles } = asker.standing;
  const by = await choosesBy(rooms, asker);
  return ({ intent }, device, { tier, sends, also = [] }) =>
    !intent ||
    intent.standsIn === true ||
    decide(policy, roles, { command: intent.name, needs: intent.needs, tier, sends, also, space }, [device], by)
      .isAllowed;
}
