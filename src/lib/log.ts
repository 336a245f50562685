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

/** A structured log on stdout. Messages are fixed; details are fields. `destination` is for tests. */
export function createLog(level: string, destination?: { write(line: string): void }): Logger {
  const options = {
    level,
    base: undefined,
    redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
