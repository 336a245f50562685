import type { LiveDevice } from '../devices/live.ts';
import { nest } from './expressions.ts';

/**
 * The statuses that the expressions name, nested as `GET /xapi/status` answers them; `{}` when they name nothing.
 * What the simulator keeps but the device's schema does not know is left out, and with `guarded` (somebody else's
 * personal device) what touches privacy too.
 */
export function queryStatus(
  live: LiveDevice,
  expressions: readonly string[],
  guarded: boolean,
): Record<string, unknown> {
  const leaves = expressions.flatMap((expression) => live.state.find(expression));
  const { statuses } = live.schema;
  return nest(
    leaves.filter(({ segments }) => {
      const spec = statuses.get(segments.map(({ lower }) => lower).join('.'));
      return spec !== undefined && !(guarded && spec.privacy);
    }),
  );
}
