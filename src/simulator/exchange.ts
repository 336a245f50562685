import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { RequestHandler } from 'express';
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

/** Hands every finished exchange to `report`. An answer whose connection was cut on purpose is not reported. */
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
    res.once('finish', () =>
      report({
        method: req.method,
        path,
        query: { ...req.query },
        requestHeaders: req.headers,
        requestBody: req.body,
        status: res.statusCode,
        responseHeaders: res.getHeaders(),
        responseBody,
        caller: res.locals['caller'],
        via: res.locals['grant']?.via,
      }),
    );
    next();
  };
