import { isGranted } from '#guard/policy/matches.ts';
import type { Admin } from '#intent/admin.ts';
import type { Tier } from '#intent/asker.ts';
import { LoginNeeded } from '#intent/login-needed.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';
import { scopesOf, WANT_WORDS, type Want } from '#webex/scopes.ts';
import type { Actor } from './acting.ts';
import { seenBy } from './allowed.ts';
import type { Known, Run } from './context.ts';
import { noting } from './noting.ts';
import { recordOf } from './record.ts';
import type { Rooms, Talk } from './rooms.ts';

/** Throws when a target is somebody else's by now; without one, when any is. */
export type Holds = (target?: { id: string; name: string }) => Promise<void>;

/** Webex as an administrator, for what these wants say. `holds` is asked before each of its calls. */
export type AdminFor = (wants: readonly Want[], holds?: Holds) => Promise<Admin>;

/** Pauses of Webex that one write waits out, each time with what is true then. */
const MOST_AFRESH = 5;

/** What of a run it needs, and notes. */
export type Acts = Pick<Run, 'intent' | 'tier' | 'trackingIds' | 'targets' | 'actedAs'>;

/**
 * Acts for whoever asks with their own login; with the service app's where they have none that would do and the policy lets it
 * stand in. Throws a LoginNeeded otherwise.
 */
export function adminFor(rooms: Rooms, talk: Talk, asker: Known, run: Acts, webex: Webex): AdminFor {
  const view = async (actor: Actor, as: Admin['as'], holds: Holds): Promise<Admin> => {
    run.actedAs = as;
    const sees = await seenBy(rooms, asker, talk.space, run.intent);
    const theirs = webex.as(actor.auth, actor.limiter).with({
      onWrite: (trackingId) => void run.trackingIds.push(trackingId),
    });
    const on = (target?: { id: string; name: string }) => theirs.with({ before: () => holds(target) });
    return {
      as,
      fleet: noting(actor.fleet.within(sees), run.targets),
      webex: on(),
      on,
      async afresh(work, target) {
        const atOnce = on(target).with({ maxWriteWaitMs: 0 });
        for (let tries = 1; ; tries += 1) {
          try {
            return await work(atOnce);
          } catch (error) {
            const isPause = error instanceof WebexError && error.status === 429;
            if (!isPause || tries === MOST_AFRESH) throw error;
          }
        }
      },
    };
  };

  return async (wants, holds = async () => {}) => {
    const { actor, as } = await actorFor(rooms, talk, asker, run, wants);
    return view(actor, as, holds);
  };
}

/** Whose rights a call is made with: see `adminFor`; with `only`, no others. Throws a LoginNeeded. */
export async function actorFor(
  { acting }: Rooms,
  talk: Talk,
  asker: Known,
  run: Acts,
  wants: readonly Want[],
  { only }: { only?: Admin['as'] } = {},
): Promise<{ actor: Actor; as: Admin['as'] }> {
  // What they are asked to log in for, and what is gone on with then.
  const { say, words } = run.intent ?? {};
  talk.acting = {
    wants,
    words: say?.(),
    shown: words === undefined ? undefined : recordOf(words, run),
    isAdmin: asker.may('administer'),
  };
  const login = acting.canLogIn ? await acting.loginOf(asker.id) : undefined;
  const missing = wants.filter((want) => !scopesOf([want]).every((scope) => login?.scopes.includes(scope)));
  if (only !== 'service-app' && login && login.ended === undefined && missing.length === 0)
    return { actor: await acting.person(asker.id), as: 'you' };
  if (only !== 'you' && acting.hasServiceApp && mayStandIn(asker, talk, run)) {
    const actor = await acting.serviceApp();
    if (!actor.scopes || scopesOf(wants).every((scope) => actor.scopes?.includes(scope)))
      return { actor, as: 'service-app' };
  }
  const lack = !login ? 'none' : login.ended === undefined ? 'scopes' : 'over';
  const [first] = missing;
  throw new LoginNeeded({ lack, personId: asker.id, ...(first && { missing: WANT_WORDS[first] }) });
}

/** Whether the policy lets the service app do this for them. Before the tier is known, only reads are done. */
function mayStandIn({ standing: { policy, roles } }: Known, { space }: Talk, { intent, tier }: Acts): boolean {
  if (!intent) return false;
  const known: Tier | undefined = intent.kind === 'read' ? 0 : tier;
  const wanted = { command: intent.name, needs: intent.needs, sends: [], space };
  return policy.serviceApp.some((rule) =>
    isGranted(rule, known === undefined ? wanted : { ...wanted, tier: known }, roles),
  );
}

/**
 * Once it is known how much a change asks of people: throws a LoginNeeded when the service app looked for it, and may not do it.
 * Nobody should agree to what comes to nothing.
 */
export function mayGoOn(talk: Talk, asker: Known, run: Acts): void {
  if (run.actedAs === 'service-app' && !mayStandIn(asker, talk, run))
    throw new LoginNeeded({ lack: 'none', personId: asker.id });
}

/** What the audit says of a change that was not made with the asker's own rights. */
export const actedAsNote = ({ actedAs }: Pick<Run, 'actedAs'>): string | undefined =>
  actedAs === 'service-app' ? 'with the rights of the service app' : undefined;
