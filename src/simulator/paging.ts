import type { Request, Response } from 'express';
import { badRequest, originOf, queryMax, queryOne } from './requests.ts';

/** Names the next page: this request with other parameters (RFC 8288; Webex promises `next` only). */
export function linkNext(req: Request, res: Response, parameters: Record<string, string | number>): void {
  const url = new URL(req.originalUrl, originOf(req));
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  res.setHeader('Link', `<${url.href}>; rel="next"`);
}

/** Answers one page of a list. The cursor is opaque to callers; it holds how many items went before. */
export function sendPage<T>(
  req: Request,
  res: Response,
  all: readonly T[],
  limits: { usual: number; cap: number },
): void {
  const max = queryMax(req, limits.usual, limits.cap);
  const start = cursorOf(req);
  const end = start + max;
  if (end < all.length) linkNext(req, res, { max, cursor: Buffer.from(String(end)).toString('base64url') });
  res.json({ items: all.slice(start, end) });
}

function cursorOf(req: Request): number {
  const given = queryOne(req, 'cursor');
  if (given === undefined) return 0;
  const start = Buffer.from(given, 'base64url').toString();
  if (!/^\d{1,9}$/.test(start)) throw badRequest('cursor is not one of this list.');
  return Number(start);
}
