import type { RequestHandler, Response } from 'express';
import { ApiError } from './errors.ts';
import type { Account } from './people.ts';

/** What a token may do, and for whom. */
export interface Grant {
  account: Account;
  /** `own` is the token that belongs to the account itself: a bot's, or the one a developer copies from the portal. */
  via: 'own' | 'integration' | 'service-app';
  /** The scopes consented to; `all` are those that the account's role may have. */
  scopes: ReadonlySet<string> | 'all';
}

/** The grant behind the token that came with the request; the authentication layer has put it there. */
export const grantOf = (res: Response): Grant => res.locals['grant'] as Grant;

/**
 * Lets a request on only when the caller's token carries one of these scopes and the role of its account may have it.
 * Throws a 403, as Webex does when scopes, roles or licences are missing. Scopes are told apart by case, as Webex's are.
 */
export function requireScope(res: Response, ...anyOf: string[]): void {
  if (!anyOf.some((scope) => carries(grantOf(res), scope))) throw new ApiError(403);
}

/** Whether the caller's token carries the scope, for answers that depend on it. */
export const hasScope = (res: Response, scope: string): boolean => carries(grantOf(res), scope);

function carries({ account, scopes }: Grant, scope: string): boolean {
  return (scopes === 'all' || scopes.has(scope)) && mayHave(account, scope);
}

/** Scopes of an organisation belong to its full administrators and to its service apps; a bot never has one. */
function mayHave({ type, role }: Account, scope: string): boolean {
  if (type === 'bot') return !/^(spark-admin|identity|meeting):|^spark:applications_token$/i.test(scope);
  return role === 'admin' || !/^(spark-admin|identity):/i.test(scope);
}

/** Which scopes reading and writing take, one of each list, by the first part of the path. */
const SCOPES: Record<string, { read: string[]; write: string[] }> = {
  people: { read: ['spark:people_read', 'spark-admin:people_read'], write: ['spark-admin:people_write'] },
  rooms: { read: ['spark:rooms_read'], write: ['spark:rooms_write'] },
  memberships: { read: ['spark:memberships_read'], write: ['spark:memberships_write'] },
  messages: { read: ['spark:messages_read'], write: ['spark:messages_write'] },
  attachment: { read: ['spark:messages_read'], write: ['spark:messages_write'] },
  contents: { read: ['spark:messages_read'], write: [] },
  // The scope of the resource that is listened to.
  webhooks: {
    read: ['spark:messages_read', 'spark:rooms_read', 'spark:memberships_read'],
    write: ['spark:messages_read', 'spark:rooms_read', 'spark:memberships_read'],
  },
  devices: {
    read: ['spark-admin:devices_read', 'spark:devices_read'],
    write: ['spark-admin:devices_write', 'spark:devices_write'],
  },
  xapi: { read: ['spark:xapi_statuses'], write: ['spark:xapi_commands'] },
};

/**
 * The scopes of whole families of routes, so that none of their routes can forget them; other routes call
 * `requireScope` themselves. An account's own token has every one of these.
 */
export const checkScopes: RequestHandler = (req, res, next) => {
  if (grantOf(res).via === 'own') return next();
  const path = req.path.toLowerCase();
  const family = path.split('/', 2)[1] ?? '';
  const scopes = Object.hasOwn(SCOPES, family) ? SCOPES[family] : undefined;
  if (!scopes) return next();
  // Commands of the schema can be read with either scope of xAPI.
  if (path.startsWith('/xapi/schema')) requireScope(res, ...scopes.read, ...scopes.write);
  else requireScope(res, ...(req.method === 'GET' ? scopes.read : scopes.write));
  next();
};
