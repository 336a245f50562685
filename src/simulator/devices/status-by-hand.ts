import { ApiError } from '../errors.ts';
import { statusKey } from '../xapi/schema/index.ts';
import { checkValue } from '../xapi/value-space.ts';
import type { LiveDevice } from './live.ts';
import type { Scalar } from './state.ts';

/** Sets statuses as if the room had changed; ApiError 400 names every one that the product's schema does not know. */
export function setByHand(live: LiveDevice, statuses: Readonly<Record<string, Scalar>>): void {
  const { statuses: known } = live.schema;
  const errors: string[] = [];
  const values: Record<string, Scalar> = {};
  for (const [path, value] of Object.entries(statuses)) {
    const spec = known.get(statusKey(path));
    const shape = path.replace(/\[\d{1,6}\]/g, '[n]').toLowerCase();
    if (!spec || spec.path.toLowerCase() !== shape)
      errors.push(`${path}: no such status on ${live.device.product.name}`);
    else {
      const fault = checkValue(spec.space, value);
      if (fault) errors.push(`${path}: ${fault}`);
      else values[spell(spec.path, path)] = value;
    }
  }
  if (errors.length > 0) throw new ApiError(400, undefined, errors);
  live.state.setAll(values);
}

/** The schema's spelling with the indices that were given. */
function spell(specPath: string, path: string): string {
  const indices = path.match(/\[\d+\]/g) ?? [];
  return specPath.replace(/\[n\]/g, () => indices.shift() ?? '');
}
