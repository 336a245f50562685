import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ApiError } from './errors.ts';
import type { World } from './world.ts';

/** Every answer names the request; support asks for this id. */
export const trackingId: RequestHandler = (_req, res, next) => {
  res.setHeader('Trackingid', `ROUTERGW_${randomUUID()}`);
  next();
};

/** Finds the account behind the Bearer token, for `callerOf`. A missing or unknown token is a 401. */
export const authenticate =
  ({ people }: World): RequestHandler =>
  (req, res, next) => {
    const token = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1];
    const caller = token === undefined ? undefined : people.withToken(token);
    if (!caller) throw new ApiError(401);
    res.locals['caller'] = caller;
    next();
  };
