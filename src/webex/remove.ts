import type { Call } from './call.ts';
import { WebexError } from './errors.ts';

/**
 * Deletes what a path names. One that is gone already is fine: a delete is repeated when its answer was lost, and the
 * second one finds nothing.
 */
export async function removeOnce(call: Call, path: string): Promise<void> {
  try {
    await call.none({ method: 'DELETE', path });
  } catch (error) {
    if (!(error instanceof WebexError) || error.status !== 404) throw error;
  }
}
