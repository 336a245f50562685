import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Field names whose values never reach a log line, wherever one level deep they stand. */
const SECRET = [
  'token',
  'secret',
  'password',
  'authorization',
  'Authorization',
  'access_token',
  'botToken',
  'pin',
  'Pin',
];

/** What the log tells of an error: an allow-list, since libraries hang requests, headers and sockets on theirs. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
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

/** A structured log on stdout. Messages are fixed; details are fields. `destination` is for tests. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: undefined,
    serializers: { err: plainError },
    redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
