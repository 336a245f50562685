import { workspaceTarget } from '#fleet/workspaces.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { proposalFor } from './proposal.ts';
import type { Rule } from './rules.ts';

const MOST_NAMES = 8;

/** Which workspaces a rule is for: some of their names, and how many there are. */
export interface Example {
  names: string[];
  count: number;
}

/** For each rule, by its number, those whose name or capacity it decides something of. */
export async function examplesOf(
  rules: readonly (Rule | undefined)[],
  { webex }: AdminReads,
  { seesPlaces }: Pick<ReadContext, 'seesPlaces'>,
): Promise<Map<number, Example>> {
  const sees = await seesPlaces();
  const found = new Map<number, Example>();
  for await (const workspace of webex.workspaces.list()) {
    if (!sees(workspaceTarget(workspace))) continue;
    const { capacity, type } = proposalFor(workspace.displayName, rules, workspace.capacity);
    for (const number of new Set([capacity?.rule, type?.rule])) {
      if (number === undefined) continue;
      const example = found.get(number) ?? { names: [], count: 0 };
      example.count += 1;
      if (example.names.length < MOST_NAMES) example.names.push(workspace.displayName);
      found.set(number, example);
    }
  }
  return found;
}
