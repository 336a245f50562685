import type { Request } from 'express';
import type { z } from 'zod';
import { ApiError } from './errors.ts';

/** The JSON body in the shape of `schema`; unknown fields are ignored, as Webex does. 415 without JSON, 400 otherwise. */
export function bodyOf<S extends z.ZodType>(req: Request, schema: S): z.output<S> {
  if (!req.is('application/json')) throw new ApiError(req.headers['content-type'] ? 415 : 400);
  const parsed = schema.safeParse(req.body);
  if (parsed.success) return parsed.data;
  throw badRequest(...parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`));
}

/** A 400 that says each fault. */
export const badRequest = (...faults: string[]) => new ApiError(400, undefined, faults);

/** A query parameter that may be given once; an empty one counts as left out. */
export function queryOne(req: Request, name: string): string | undefined {
  const value = req.query[name];
  if (Array.isArray(value)) throw badRequest(`${name} may be given once only.`);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A list parameter: repeated, comma-joined or both. */
export function queryMany(req: Request, name: string): string[] {
  const value = req.query[name];
  const values = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : [];
  return values.flatMap((one) => one.split(',')).filter((one) => one !== '');
}

/** `max`: above the cap it is cut silently (https://developer.webex.com/docs/basics); below 1 it is refused. */
export function queryMax(req: Request, usual: number, cap: number): number {
  const given = queryOne(req, 'max');
  if (given === undefined) return Math.min(usual, cap);
  if (!/^\d{1,9}$/.test(given) || Number(given) < 1) throw badRequest('max must be a positive integer.');
  return Math.min(Number(given), cap);
}

/** `start`: how many items to leave out. */
export function queryStart(req: Request): number {
  const given = queryOne(req, 'start') ?? '0';
  if (!/^\d{1,9}$/.test(given)) throw badRequest('start must be a whole number.');
  return Number(given);
}

/** A parameter that must be one of the given words. */
export function queryWord<W extends string>(req: Request, name: string, words: readonly W[]): W | undefined {
  const given = queryOne(req, name);
  const word = words.find((one) => one === given);
  if (given !== undefined && word === undefined) throw badRequest(`${name} must be one of ${words.join(', ')}.`);
  return word;
}

/** A date as milliseconds since the epoch. */
export function queryDate(req: Request, name: string): number | undefined {
  const given = queryOne(req, name);
  if (given === undefined) return undefined;
  const time = Date.parse(given);
  if (Number.isNaN(time)) throw badRequest(`${name} must be an ISO 8601 date.`);
  return time;
}

/** The address the caller used, so that links in an answer have the caller's own origin. */
export const originOf = (req: Request) => `http://${req.headers.host ?? '127.0.0.1'}`;

/** One path parameter. */
export const pathOf = (req: Request, name: string) => String(req.params[name] ?? '');
