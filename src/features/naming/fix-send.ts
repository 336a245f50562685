import { isRefused, workOnMany } from '#fleet/many-work.ts';
import type { AdminWrites } from '#intent/admin.ts';
import type { Outcome } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { CommandBack } from '#intent/parts.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { statusOf } from '#lib/status.ts';
import { fixedReply } from './fix-reply.ts';
import { isSame, type Settings, settingsOf, typeWords } from './settings.ts';
import type { Change } from './survey.ts';

/** How a change of many workspaces is told. */
export interface Told {
  /** While it lasts: "Setting workspaces". */
  doing: string;
  /** What is then true of "36 of 37 workspaces". */
  done: (subject: string) => string;
  detail?: string;
  /** The button that takes it back; "Undo all" where it is left out. */
  back?: string;
  next?: NextStep[];
}

/**
 * Gives each workspace its settings, once: read right before, written as a whole so that nothing is lost, noted before and
 * after. One that is no longer as the plan saw it is left as it is. Never throws for what became of a workspace.
 */
export async function sendChanges(changes: readonly Change[], told: Told, context: ApplyContext): Promise<Outcome> {
  const admin = await context.admin('workspaces:read', 'workspaces:write');
  const outcome = await workOnMany(
    {
      doing: told.doing,
      done: told.done,
      phrase: '',
      targets: changes,
      before: async (change) => {
        const now = await asPlanned(change, admin.on(change));
        return { back: backOf(change), now };
      },
      act: async (change, looked) => {
        const { id, to } = change;
        let read: typeof looked.now | undefined = looked.now;
        await admin.afresh(async (webex) => {
          const { repeat } = read ?? (await asPlanned(change, webex));
          // Of no use after a pause.
          read = undefined;
          await webex.workspaces
            .replace(id, { ...repeat, capacity: to.capacity, type: to.type })
            .catch(async (error: unknown) => {
              if (isRefused(error)) throw error;
              // The connection broke: what stands there now tells.
              const now = await webex.workspaces.get(id).catch(() => undefined);
              if (!now || !isSame(settingsOf(now), to)) throw error;
            });
        }, change);
        return [];
      },
    },
    context,
  );
  const { parts = [], trackingIds } = outcome;
  const { effectId } = context.several;
  return {
    reply: fixedReply({ ...told, parts, effectId }),
    trackingIds,
    parts,
    ...(outcome.undo && { undo: outcome.undo }),
  };
}

/** What it is now. Throws the reason why it is left alone where it is no longer as the plan saw it. */
async function asPlanned({ id, name, from }: Change, { workspaces }: AdminWrites) {
  const now = await workspaces.get(id).catch((error: unknown) => {
    throw isGone(error) ? gone() : error;
  });
  if (now.displayName !== name) throw renamed();
  if (!isSame(settingsOf(now), from)) throw changedMeanwhile();
  return now;
}

const isGone = (error: unknown): boolean => statusOf(error) === 404;

const UNSET = '';

/** What was before and what is after, of what changes: as text, an empty one is not set. */
function backOf({ from, to }: Change): CommandBack {
  const keys = (['capacity', 'type'] as const).filter((key) => from[key] !== to[key]);
  const texts = (settings: Settings) => keys.map((key) => [key, String(settings[key] ?? UNSET)] as const);
  return {
    command: 'workspaces fix',
    arguments: Object.fromEntries(texts(from)),
    was: keys.map((key) => `${key} ${key === 'type' ? typeWords(from.type) : (from.capacity ?? 'not set')}`).join(', '),
    leaves: Object.fromEntries(texts(to).map(([key, text]) => [key, [text]])),
  };
}

/** What takes one workspace back: the settings that were changed, as they were and as they were left. */
export function backTo({ arguments: given = {}, leaves = {} }: CommandBack): {
  had: Settings;
  left: Settings;
  keys: (keyof Settings)[];
} {
  const keys = (['capacity', 'type'] as const).filter((key) => given[key] !== undefined);
  const asSettings = (textOf: (key: string) => unknown): Settings => {
    const [capacity, type] = [textOf('capacity'), textOf('type')].map((value) => String(value ?? UNSET));
    return {
      ...(capacity !== UNSET && { capacity: Number(capacity) }),
      ...(type !== UNSET && { type }),
    };
  };
  return { had: asSettings((key) => given[key]), left: asSettings((key) => leaves[key]?.[0]), keys };
}

const AS_IT_IS = 'It was left as it is. Ask again to see what it would get now.';

/** Nothing was sent to it. */
class LeftAsItIs extends Problem {
  readonly outcome = 'not-sent';
}

const changedMeanwhile = () =>
  new LeftAsItIs('Somebody changed it meanwhile', { code: 'changed-meanwhile', hint: AS_IT_IS });
const renamed = () => new LeftAsItIs('It has another name by now', { code: 'changed-meanwhile', hint: AS_IT_IS });
const gone = () => new LeftAsItIs('It is not there any more', { code: 'workspace-gone', hint: 'It was deleted.' });
