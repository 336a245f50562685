import { createSecretKey } from 'node:crypto';
import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from 'express';
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

/**
 * `POST /webhooks/webex`. Webex is answered before the work is done, but not before the event is stored: it counts slow
 * answers and refusals as failures, and switches a webhook off after 100 of them in five minutes. So what is signed and
 * can't be worked is answered with 200 too. 401 unsigned or forged, 408 too slow, 413 more than 64 KiB, 415 encoded, 503
 * when it can't be stored or the bot stops.
 */
export function webhookRouter({ secret, log, metrics, accept }: RouteOptions): Router {
  const key = createSecretKey(secret, 'utf8');
  // Anybody can send forgeries.
  const tellForgery = createRareLog<Request>((count, req) =>
    log.warn({ count, from: req.socket.remoteAddress }, 'webhook without a right signature refused'),
  );

  const receive: RequestHandler = async (req, res) => {
    const from = performance.now();
    const body = bodyOf(req);
    if (!isSigned(req.headersDistinct, body, key)) {
      metrics.received('forged');
      tellForgery(req);
      res.status(401).end();
      return;
    }
    const { status, json } = await accept(body);
    if (json === undefined) res.status(status).end();
    else res.status(status).json(json);
    metrics.acknowledged((performance.now() - from) / 1000);
  };

  const router = Router();
  const raw = express.raw({ type: () => true, limit: MAX_BODY_BYTES, inflate: false });
  router.post(WEBHOOK_PATH, refuseEncodings, raw, receive, answerStatus);
  return router;
}

const refuseEncodings: RequestHandler = (req, res, next) => {
  if (req.headers['content-encoding'] === undefined) next();
  else res.status(415).end();
};

/** A request without a body leaves nothing; its signature is checked over no bytes. */
function bodyOf(req: Request): Buffer {
  const body: unknown = req.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Express's own error page would name files and stack; a webhook needs the status only. */
const answerStatus: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) return next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  res.status(status >= 400 && status < 600 ? status : 500).end();
};
