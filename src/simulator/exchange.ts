import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import type { Account } from './people.ts';
import type { Grant } from './scopes.ts';

/** One request of the API with its answer, as a contract check wants to see it. */
export interface Exchange {
  method: string;
  /** Without `/v1` and without the query. */
  path: string;
  query: Record<string, unknown>;
  requestHeaders: IncomingHttpHeaders;
  /** Parsed; of a multipart body the fields, with the file's name as `files`. */
  requestBody: unknown;
  status: number;
  responseHeaders: OutgoingHttpHeaders;
  /** Parsed; undefined when the answer was no JSON. */
  responseBody: unknown;
  /** Undefined when the token was refused. */
  caller: Account | undefined;
  /** Which kind of token the caller had. */
  via: Grant['via'] | undefined;
}

/**
 * Hands every finished exchange to `report`. Not reported is an answer whose connection was cut on purpose or that is a
 * page.
 */
export const recordExchanges =
  (report: (exchange: Exchange) => void): RequestHandler =>
  (req, res, next) => {
    const { path } = req;
    let responseBody: unknown;
    const json = res.json.bind(res);
    res.json = (body: unknown) => {
      responseBody = body;
      return json(body);
    };
    res.once('finish', () => {
      if (res.locals['unreported'] === true) return;
      report({
        method: req.method,
        path,
        query: { ...req.query },
        requestHeaders: req.headers,
        requestBody: req.body,
        status: res.statusCode,
        responseHeaders: res.getHeaders(),
        responseBody: responseBody ?? parsed(res.locals['sentParts']),
        caller: res.locals['caller'],
        via: res.locals['grant']?.via,
      });
    });
    next();
  };

/**
 * Answers with JSON that is written already, in parts: a megabyte is neither written nor copied for each request. An
 * answer that is to be spoilt goes out as one, as all others do.
 */
export function sendParts(res: Response, parts: readonly Buffer[]): void {
  res.locals['sentParts'] = parts;
  const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  res.setHeader('Content-Type', 'application/json; charset=utf-8').setHeader('Content-Length', length);
  if (res.locals['isSpoilt'] === true) {
    res.end(Buffer.concat(parts));
    return;
  }
  res.cork();
  for (const part of parts) res.write(part);
  res.end();
  res.uncork();
}

function parsed(parts: unknown): unknown {
  return Array.isArray(parts) ? JSON.parse(Buffer.concat(parts).toString()) : undefined;
}
