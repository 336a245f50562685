import { createSecretKey } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import { createRareLog } from './rare-log.ts';
import { isSigned } from './signature.ts';

export const WEBHOOK_PATH = '/webhooks/webex';

const MAX_BODY_BYTES = 64 * 1024;

export interface RouteOptions {
  secret: string;
  log: Logger;
  metrics: Metrics;
  /** Keeps a verified delivery, without waiting for the work. Resolves with what to answer. */
  accept(body: Buffer): Promise<Answer>;
}

/** `json` is for the operator; Webex reads the status only. */
export interface Answer {
  status: 200 | 204 | 503;
  json?: unknown;
}

/** Answers what is its own and hands on the rest, as a middleware of express or in front of one. */
export type Route = (req: IncomingMessage, res: ServerResponse, next: () => void) => void;

/**
 * `POST /webhooks/webex`. Webex is answered before the work is done, but not before the event is stored: it counts slow
 * answers and refusals as failures, and switches a webhook off after 100 of them in five minutes. So what is signed and
 * can't be worked is answered with 200 too. 401 unsigned or forged, 408 too slow, 413 more than 64 KiB, 415 encoded, 503
 * when it can't be stored or the bot stops.
 *
 * Without express, whose layers cost more here than everything else that comes before the store.
 */
export function webhookRouter({ secret, log, metrics, accept }: RouteOptions): Route {
  const key = createSecretKey(secret, 'utf8');
  // Anybody can send forgeries.
  const tellForgery = createRareLog<IncomingMessage>((count, req) =>
    log.warn({ count, from: req.socket.remoteAddress }, 'webhook without a right signature refused'),
  );

  async function receive(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await bodyOf(req);
    if (body === undefined) return;
    if (typeof body === 'number') return answer(res, body);
    const from = performance.now();
    if (!isSigned(req.headersDistinct, body, key)) {
      metrics.received('forged');
      tellForgery(req);
      return answer(res, 401);
    }
    const { status, json } = await accept(body);
    answer(res, status, json);
    metrics.acknowledged((performance.now() - from) / 1000);
  }

  return (req, res, next) => {
    if (req.method !== 'POST' || !isWebhook(req.url)) return next();
    receive(req, res).catch((error) => {
      log.error({ err: error }, 'a delivery could not be answered');
      answer(res, 500);
    });
  };
}

const isWebhook = (url = ''): boolean =>
  url === WEBHOOK_PATH || url.startsWith(`${WEBHOOK_PATH}?`) || url === `${WEBHOOK_PATH}/`;

/** A webhook needs the status only. */
function answer(res: ServerResponse, status: number, json?: unknown): void {
  if (res.headersSent) return;
  res.statusCode = status;
  if (json === undefined) res.end();
  else res.setHeader('content-type', 'application/json; charset=utf-8').end(JSON.stringify(json));
}

/** The exact bytes; a status when they are refused; undefined when the sender has gone away. */
function bodyOf(req: IncomingMessage): Promise<Buffer | 413 | 415 | undefined> {
  return new Promise((resolve) => {
    if (req.headers['content-encoding'] !== undefined) return resolve(415);
    if (Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return resolve(413);
    const parts: Buffer[] = [];
    let length = 0;
    req.on('data', (part: Buffer) => {
      length += part.length;
      // What comes after that is read and dropped, so that the sender gets its answer.
      if (length > MAX_BODY_BYTES) resolve(413);
      else parts.push(part);
    });
    req.on('end', () => {
      const [first] = parts;
      resolve(first && parts.length === 1 ? first : Buffer.concat(parts));
    });
    req.on('close', () => resolve(undefined));
    req.on('error', () => resolve(undefined));
  });
}
