import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger, pino } from 'pino';
import { createRedactor } from './redact.ts';

export type { Logger } from 'pino';

const events = new AsyncLocalStorage<string | undefined>();

/**
 * Runs `work` so that every line logged in it carries `eventId`, in its timers and promises too. Undefined leaves the event
 * that is under way: for work that one event happens to start but that belongs to another.
 */
export const withEventId = <T>(id: string | undefined, work: () => T): T => events.run(id, work);

/** What the log tells of an error: an allow-list, since libraries hang requests, headers and sockets on theirs. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error))
    return typeof error === 'object' ? Object.prototype.toString.call(error) : String(error);
  const known = new Map<string, unknown>(Object.entries(error));
  const { name: type, message, stack, cause } = error;
  const told = ['code', 'status', 'outcome', 'trackingId', 'hint', 'details'].map((field) => [field, known.get(field)]);
  return {
    type,
    message,
    stack,
    ...Object.fromEntries(told.filter(([, value]) => value !== undefined)),
    ...(cause !== undefined && {
      cause: cause instanceof Error ? { type: cause.name, message: cause.message } : 'unknown',
    }),
  };
}

const NOTHING = {};

/** A child made for an event writes that event's id by itself; a second one would be the same key twice. */
function createMixin(): (line: object, level: number, logger: Logger) => object {
  const own = new WeakMap<Logger, boolean>();
  const hasOwnId = (logger: Logger): boolean => {
    const known = own.get(logger) ?? 'eventId' in logger.bindings();
    own.set(logger, known);
    return known;
  };
  return (_line, _level, logger) => {
    const eventId = events.getStore();
    return eventId === undefined || hasOwnId(logger) ? NOTHING : { eventId };
  };
}

/** What the line itself says wins, unless it says that it does not know. */
function addEventId(line: object, mixed: object): object {
  if (mixed === NOTHING || ('eventId' in line && line.eventId !== undefined)) return line;
  return { ...line, ...mixed };
}

/**
 * A structured log on stdout. Messages are fixed; details are fields. The values of `secrets` never reach a line.
 * `destination` is for tests.
 */
export function createLog(
  level: string,
  destination?: { write(line: string): void },
  secrets: readonly string[] = [],
): Logger {
  const options = {
    level,
    base: undefined,
    serializers: { err: plainError },
    mixin: createMixin(),
    mixinMergeStrategy: addEventId,
    hooks: { streamWrite: createRedactor(secrets) },
  };
  return destination ? pino(options, destination) : pino(options);
}
