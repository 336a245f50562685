import { digestOf } from '#guard/digest.ts';
import { Busy, locksAway, notMine, outsidePlan, SHORT_WAIT_MS } from '#guard/locks.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { isStoreAway } from '#store/away.ts';
import type { Lock, Store } from '#store/index.ts';
import { allowedPlan } from './allowed-plan.ts';
import { breakLocks, underGlassOf } from './break-glass.ts';
import type { Asked } from './perform.ts';
import type { Rooms } from './rooms.ts';

/** Several times within the lease of a lock. */
const EXTEND_EVERY_MS = 20_000;

/** The devices of a plan, for as long as it is being done. */
export interface Held extends Disposable {
  /** The plan as it is now: it is made again when somebody else's change had to be waited for. */
  plan: Plan<unknown>;
  /** Sends to these devices only, what the plan names only, and only while they are this change's. */
  command: ApplyContext['command'];
  /** Webex as an administrator, for as long as the targets are this change's. */
  admin: ApplyContext['admin'];
  /** Lets them go. May be called again. */
  release(): void;
}

type NewEffect = Parameters<Store['locks']['begin']>[1];

/**
 * Takes all devices of a plan and notes its effect; undefined when that was begun before, and nothing may be sent. Waits a
 * moment for somebody else's change. Throws Busy when that goes on, and a Problem when it left something else than what
 * was agreed to. A store that does not say who changes what keeps everything from being sent.
 */
export async function hold(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  plan: Plan<unknown>,
  { effectOf, isAgreed }: { effectOf: (plan: Plan<unknown>) => NewEffect; isAgreed: boolean },
): Promise<Held | undefined> {
  const { store } = rooms;
  const { talk, asker } = asked;
  const begin = async (now: Plan<unknown>) => {
    const effect = effectOf(now);
    const lock = {
      holder: effect.key,
      devices: now.locksItself ? [] : now.targets,
      personId: asker.id,
      personName: asker.displayName,
      title: now.title.replace(/\?$/, ''),
      spaceId: talk.space.id,
      ...(talk.parentId !== undefined && { parentId: talk.parentId }),
    };
    return { plan: now, effect, taken: await store.locks.begin(lock, effect) };
  };
  try {
    let tried = await begin(plan);
    if (tried.taken.kind === 'held') {
      const { locks } = tried.taken;
      if (!(await breakLocks(rooms, asked, plan, locks))) await shortWait(rooms, plan, locks);
      tried = await begin(await planAgain(rooms, asked, intent, plan, isAgreed));
    }
    if (tried.taken.kind === 'held') throw new Busy(tried.taken.locks);
    return tried.taken.kind === 'begun' ? held(rooms, asked, tried.plan, tried.effect.key) : undefined;
  } catch (error) {
    if (error instanceof Problem && !isStoreAway(error)) throw error;
    throw await failClosed(rooms, asked, intent, plan, error);
  }
}

async function shortWait({ store, clock }: Rooms, { targets }: Plan<unknown>, first: readonly Lock[]): Promise<void> {
  const wanted = new Set(targets.map(({ id }) => id));
  let locks = first;
  for (const pause of SHORT_WAIT_MS) {
    if (locks.length === 0) return;
    await clock.sleep(pause);
    locks = (await store.locks.all()).filter(({ deviceId }) => wanted.has(deviceId));
  }
  if (locks.length > 0) throw new Busy(locks);
}

/** What somebody else just changed may have changed this too: what was agreed to must be the same, the rest as harmless. */
async function planAgain(
  rooms: Rooms,
  asked: Asked,
  intent: ChangeIntent,
  before: Plan<unknown>,
  isAgreed: boolean,
): Promise<Plan<unknown>> {
  for (const { id } of before.targets) rooms.fleet.forget(id);
  // With the rights and the limits of now: the devices may be others than they were.
  const plan = await underGlassOf(before, asked.talk.glass, (withGlass) =>
    allowedPlan(rooms, withGlass ? asked : { ...asked, talk: { ...asked.talk, glass: undefined } }, intent),
  );
  const isSame =
    plan && isAsHarmless(plan, before) && (!isAgreed || digestOf(intent.name, plan) === digestOf(intent.name, before));
  if (isSame) return plan;
  throw new Problem('Somebody else changed something just now', {
    code: 'changed-meanwhile',
    hint: 'So this would be something else than what you asked for. Nothing was sent.',
    next: [{ title: 'Ask again', say: intent.say() }],
  });
}

/** The same devices are sent the same commands, for the same command. */
function isAsHarmless(plan: Plan<unknown>, before: Plan<unknown>): boolean {
  const ids = ({ targets }: Plan<unknown>) => listed(targets.map(({ id }) => id));
  const sends = (one: Plan<unknown>) => listed((one.sends ?? []).map((name) => name.toLowerCase()));
  return (
    plan.tier === before.tier &&
    plan.asks === before.asks &&
    plan.as === before.as &&
    ids(plan) === ids(before) &&
    sends(plan) === sends(before)
  );
}

const listed = (texts: readonly string[]): string => JSON.stringify(texts.toSorted());

function held(rooms: Rooms, { run }: Asked, plan: Plan<unknown>, key: string): Held {
  const { store, log } = rooms;
  const targets = new Set(plan.targets.map(({ id }) => id));
  const sends = plan.sends && new Set(plan.sends.map((name) => name.toLowerCase()));
  const extending =
    targets.size > 0
      ? setInterval(() => {
          store.locks
            .extend(key)
            .catch((error: unknown) => log.warn({ err: error }, 'the lock of a change could not be extended'));
        }, EXTEND_EVERY_MS).unref()
      : undefined;
  let isOver = targets.size === 0;
  const release = () => {
    clearInterval(extending);
    if (isOver) return;
    isOver = true;
    store.locks.release(key);
  };
  return {
    plan,
    async command(device, name, given) {
      if (!targets.has(device.id)) {
        log.error({ deviceId: device.id, command: name }, 'a command to a device outside its plan was kept back');
        throw outsidePlan(device.displayName);
      }
      // Who may do it was asked of the commands that the plan names.
      if (sends && !sends.has(name.toLowerCase())) {
        log.error({ deviceId: device.id, command: name }, 'a command that its plan does not name was kept back');
        throw outsidePlan(name);
      }
      // Webex may make it wait for minutes, and ask for it to be sent again: the device may be somebody else's by then.
      return run.apply.command(device, name, given, { before: () => mustHold(rooms, device, key) });
    },
    admin: (...wants) =>
      run.apply.adminAs(wants, (target) =>
        target ? mustHold(rooms, { id: target.id, displayName: target.name }, key) : mustHoldAll(rooms, plan, key),
      ),
    release,
    [Symbol.dispose]: release,
  };
}

/** One question for all targets; a lease that runs out is extended by asking for the first. */
async function mustHoldAll(rooms: Rooms, { targets }: Plan<unknown>, key: string): Promise<void> {
  const [first, ...others] = targets;
  if (!first) return;
  await mustHold(rooms, { id: first.id, displayName: first.name }, key);
  if (others.length === 0) return;
  const mine = await rooms.store.locks.heldBy(key).catch((cause: unknown) => {
    throw locksAway(targets, { cause });
  });
  if (others.every(({ id }) => mine.has(id))) return;
  throw notMine(await rooms.store.locks.breakOf(key).catch(() => undefined));
}

/** Asked of the store each time, since another process may have broken the lock: that costs little beside the command. */
async function mustHold(
  { store, log }: Rooms,
  device: { id: string; displayName: string },
  key: string,
): Promise<void> {
  let isMine: boolean;
  try {
    isMine = await store.locks.isHeld(device.id, key);
  } catch (error) {
    log.error({ err: error, deviceId: device.id }, 'nobody knows whose a device is, so it was sent nothing');
    throw locksAway([{ name: device.displayName }], { cause: error });
  }
  if (isMine) return;
  const broken = await store.locks.breakOf(key).catch(() => undefined);
  log.warn({ deviceId: device.id, isBroken: broken !== undefined }, 'a device is not this change’s any more');
  throw notMine(broken);
}

/**
 * Nothing is sent while nobody knows who else changes what. A store that is away is said so, once: the event is worked again
 * when it is back. Anything else is told as a Problem.
 */
async function failClosed(
  rooms: Rooms,
  { talk }: Asked,
  intent: ChangeIntent,
  { targets }: Plan<unknown>,
  error: unknown,
): Promise<unknown> {
  rooms.log.error({ eventId: talk.eventId, err: error }, 'the locks can not be read, so nothing is changed');
  const problem = locksAway(targets, { cause: error, next: [{ title: 'Try again', say: intent.say() }] });
  if (!isStoreAway(error)) return problem;
  if (talk.attempt.number === 1) {
    const to = { roomId: talk.space.id, ...(talk.parentId !== undefined && { parentId: talk.parentId }) };
    await rooms.chat
      .post(to, { text: `${problem.message}. ${problem.hint} I go on by myself when it does.` })
      .catch((failure: unknown) => rooms.log.warn({ err: failure }, 'that nothing is changed could not be told'));
  }
  return error;
}
