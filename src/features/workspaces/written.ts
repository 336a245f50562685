import { isNotThere, workspaceGone } from '#fleet/workspaces.ts';
import type { AdminWrites } from '#intent/admin.ts';
import { Problem } from '#lib/problem.ts';
import type { WorkspaceNow } from '#webex/workspaces.ts';
import { type Change, fingerprint, isAs, mergedBody } from './draft.ts';

/** A change of a workspace as it was agreed to. */
export interface Written {
  id: string;
  name: string;
  set: Change;
  /** Of all that a PUT writes: it must be the same when it is written. */
  seen: string;
}

/**
 * Writes it where the workspace is still as it was seen, and gives its name. Throws the Problem `changed-meanwhile` where it is
 * not. When the answer is lost, it looks once what is true.
 */
export async function written(
  { id, name, set, seen }: Written,
  { workspaces }: Pick<AdminWrites, 'workspaces'>,
): Promise<string> {
  const now = await workspaces.get(id).catch((error: unknown) => {
    throw isNotThere(error) ? workspaceGone(name) : error;
  });
  if (fingerprint(now) !== seen) throw changedMeanwhile(now);
  try {
    return (await workspaces.replace(id, mergedBody(now, set))).displayName;
  } catch (error) {
    if (!isUnknown(error)) throw error;
    const after = await workspaces.get(id).catch(() => undefined);
    if (!after) throw error;
    if (isAs(after, set)) return after.displayName;
    const isAsBefore = fingerprint(after) === seen;
    throw new Problem(
      isAsBefore
        ? `Webex did not say whether it took the change. I looked again: ${name} is as before`
        : `Webex did not say whether it took the change. I looked again: ${name} is neither as before nor as asked for`,
      { code: 'webex-outcome-unknown', hint: 'Look at it before you ask again.' },
    );
  }
}

const isUnknown = (error: unknown): boolean =>
  error instanceof Error && 'outcome' in error && error.outcome === 'unknown';

const changedMeanwhile = ({ displayName, id }: WorkspaceNow) =>
  new Problem(`Somebody else changed ${displayName} just now`, {
    code: 'changed-meanwhile',
    hint: 'Nothing was written, so that their change stays. Look at it and ask again.',
    next: [
      { title: 'Look at it', say: `workspace id:${id}` },
      { title: 'Edit…', say: `workspace edit id:${id}` },
    ],
  });
