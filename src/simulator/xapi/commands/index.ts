import type { LiveDevice } from '../../devices/live.ts';
import { ApiError } from '../../errors.ts';
import { checkCommand } from '../value-space.ts';
import { audio } from './audio.ts';
import { bookings } from './bookings.ts';
import { calls } from './calls.ts';
import type { Handlers } from './handler.ts';
import { macros } from './macros.ts';
import { screen } from './screen.ts';
import { system } from './system.ts';
import { video } from './video.ts';

/** Commands with an effect or an answer of their own; all others of the schema answer `{}`. */
export const HANDLERS: Handlers = { ...audio, ...bookings, ...calls, ...macros, ...screen, ...system, ...video };

export interface CommandCall {
  name: string;
  arguments: Readonly<Record<string, unknown>>;
  body: unknown;
  /** Somebody else's personal device: what touches privacy is refused. */
  guarded: boolean;
}

/**
 * Runs a command on a device that is reachable. Returns the API's `result`. ApiError 400 for an unknown command, for
 * arguments that do not fit and for what the device refuses; 403 for a guarded one.
 */
export function runCommand(live: LiveDevice, call: CommandCall): Record<string, unknown> {
  const { commands, lenient } = live.schema;
  const spec = commands.get(call.name.toLowerCase());
  if (!spec) throw new ApiError(400, `[Command '${call.name.slice(0, 200)}' not supported]`);
  if (spec.privacy && call.guarded) throw new ApiError(403);
  const checked = checkCommand(spec, call.arguments, call.body);
  if (!checked.ok) throw new ApiError(400, `[${checked.errors.join('; ')}]`, checked.errors);
  const body = typeof call.body === 'string' ? call.body : JSON.stringify(call.body ?? '');
  // Names can come from a file, and must not reach a prototype.
  const handler = Object.hasOwn(HANDLERS, spec.name) ? HANDLERS[spec.name] : undefined;
  try {
    return handler?.({ live, args: checked.arguments, body }) ?? {};
  } catch (error) {
    if (lenient && error instanceof ApiError) return {};
    throw error;
  }
}
