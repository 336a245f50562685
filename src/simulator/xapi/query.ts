import type { LiveDevice } from '../devices/live.ts';
import { nest } from './expressions.ts';
import { schemaOf, statusKey } from './schema/index.ts';

/**
 * The statuses that the expressions name, nested as `GET /xapi/status` answers them; `{}` when they name nothing.
 * With `guarded` (somebody else's personal device) what touches privacy is left out.
 */
export function queryStatus(
  live: LiveDevice,
  expressions: readonly string[],
  guarded: boolean,
): Record<string, unknown> {
  const leaves = expressions.flatMap((expression) => live.state.find(expression));
  if (!guarded) return nest(leaves);
  const { statuses } = schemaOf(live.device.product);
  return nest(
    leaves.filter(({ segments }) => !statuses.get(statusKey(segments.map(({ name }) => name).join('.')))?.privacy),
  );
}
