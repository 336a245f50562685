import type { Response } from 'express';
import { ApiError } from './errors.ts';
import { callerOf } from './people.ts';

/**
 * Lets a request on only when the caller's token carries one of these scopes. Throws a 403, as Webex does when scopes,
 * roles or licences are missing.
 */
export function requireScope(res: Response, ...anyOf: string[]): void {
  const { role } = callerOf(res);
  if (role !== 'admin' && anyOf.every((scope) => /^(spark-admin|identity):/i.test(scope))) throw new ApiError(403);
}
