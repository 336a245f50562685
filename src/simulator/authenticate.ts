import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ApiError } from './errors.ts';
import type { OAuth } from './oauth/oauth.ts';
import type { Grant } from './scopes.ts';
import type { World } from './world.ts';

/** Every answer names the request; support asks for this id. */
export const trackingId: RequestHandler = (_req, res, next) => {
  res.setHeader('Trackingid', `ROUTERGW_${randomUUID()}`);
  next();
};

/** Finds what the Bearer token grants, for `callerOf` and `grantOf`. A missing, unknown or expired token is a 401. */
export const authenticate =
  ({ people }: World, { tokens }: OAuth): RequestHandler =>
  (req, res, next) => {
    const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new ApiError(401);
    const account = people.withToken(token);
    const grant: Grant | undefined = account ? { account, via: 'own', scopes: 'all' } : tokens.grantOf(token);
    if (!grant) throw new ApiError(401);
    res.locals['caller'] = grant.account;
    res.locals['grant'] = grant;
    res.locals['token'] = token;
    next();
  };
