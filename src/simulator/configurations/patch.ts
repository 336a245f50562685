import { z } from 'zod';
import type { Catalogue } from './catalogue.ts';
import type { Managed } from './entry.ts';
import { faultOf, fits, type Value } from './spec.ts';

const Path = z.string().regex(/^\/?[^/]+\/sources\/configured\/value$/, 'is not <key>/sources/configured/value');
const Operation = z.discriminatedUnion(
  'op',
  [
    z.strictObject({ op: z.literal('replace'), path: Path, value: z.unknown().optional() }),
    z.strictObject({ op: z.literal('remove'), path: Path }),
  ],
  { error: 'is neither replace nor remove' },
);

/** What a patch does to a device, by the place of the key: the new configured value, null for none. */
export type Planned = { changes: Map<number, Value | null> } | { faults: string[] };

/**
 * Reads a JSON Patch of configurations. Either all of it can be done, or each fault is said; the same key twice is
 * taken in order.
 */
export function planPatch(
  body: unknown,
  catalogue: Catalogue,
  managedOf: (at: number) => Managed | undefined,
): Planned {
  if (!Array.isArray(body)) return { faults: ['The body must be an array of operations.'] };
  if (body.length === 0) return { faults: ['There must be at least one operation.'] };
  const changes = new Map<number, Value | null>();
  const faults: string[] = [];
  for (const [nth, given] of body.entries()) {
    const fail = (fault: string) => faults.push(`Operation ${nth + 1}: ${fault}`);
    const { data: operation, error } = Operation.safeParse(given);
    if (!operation) {
      const [issue] = error.issues;
      fail(`${issue?.path.join('.') || 'it'} ${issue?.message ?? 'is wrong'}`);
      continue;
    }
    const key = operation.path.replace(/^\//, '').split('/', 1)[0] ?? '';
    const found = catalogue.find(key);
    if (!found) {
      fail(`the device has no configuration ${key.slice(0, 100)}`);
      continue;
    }
    const managed = managedOf(found.at);
    if (managed) fail(`${key} can't be edited: ${managed.reason}`);
    if (operation.op === 'remove') {
      changes.set(found.at, null);
      continue;
    }
    const { value } = operation;
    if (fits(found.spec.space, value)) changes.set(found.at, value);
    else fail(`${key}: ${faultOf(found.spec.space, value)}`);
  }
  return faults.length > 0 ? { faults } : { changes };
}
