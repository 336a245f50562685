import { z } from 'zod';
import { Problem } from '#lib/problem.ts';

const Broken = z.object({ code: z.string().catch(''), message: z.string().catch('') });

/** Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html for lost connections and stops; Node's own codes. */
const CODES = /^(08...|57P0[1-3]|ECONN[A-Z]+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;
/** Of pg itself, which gives them no code. */
const MESSAGES = /^(Connection terminated|Query read timeout|Client has encountered a connection error)/;

/** Of a Problem of the store that whoever runs the bot can mend while it runs. */
const PASSING = new Set(['store-unreachable', 'store-full', 'store-not-writable']);

/** The store is away or full for now: nothing came of what was asked, or nobody knows; it may be asked again later. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof Problem) return PASSING.has(error.code);
  const { data } = Broken.safeParse(error);
  return data !== undefined && (CODES.test(data.code) || MESSAGES.test(data.message));
}
