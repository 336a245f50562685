import { createHash, timingSafeEqual } from 'node:crypto';
import { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express';
import { systemClock } from '#lib/clock.ts';
import type { Metrics } from '#lib/metrics.ts';
import { shared } from '#lib/shared.ts';
import { createReadiness, type ReadinessOptions } from './readiness.ts';

export interface HealthOptions extends ReadinessOptions {
  metrics: Pick<Metrics, 'expose'>;
  /** When it is there, `/metrics` needs `Authorization: Bearer …` with it; an empty one lets nobody in. */
  metricsToken?: string | undefined;
}

const EVERY_MS = 1_000;

/**
 * `GET /healthz`: 200 as long as the process answers, whatever Webex and the store do. `GET /readyz`: 200 when events can be
 * taken and worked, else 503 with the reasons. `GET /metrics`: figures for Prometheus, 401 without the right token. All are
 * cheap to ask, since anybody may: what they look up is looked up at most once a second.
 */
export function healthRouter({
  checks,
  hints,
  log,
  metrics,
  metricsToken,
  clock = systemClock,
}: HealthOptions): Router {
  const reasons = createReadiness({ checks, ...(hints && { hints }), log, clock });
  const figures = shared(() => metrics.expose(), EVERY_MS, clock);

  const router = Router();
  serve(router, '/healthz', (_req, res) => send(res, 200, { status: 'up' }));
  serve(router, '/readyz', async (_req, res) => {
    const found = await reasons();
    if (found.length === 0) send(res, 200, { status: 'ready' });
    else send(res, 503, { status: 'not-ready', reasons: found });
  });
  serve(router, '/metrics', async (req, res) => {
    if (metricsToken !== undefined && !isBearer(req.headers.authorization, metricsToken)) {
      res.setHeader('www-authenticate', 'Bearer');
      send(res, 401, { error: 'The figures need METRICS_TOKEN as a bearer token.' });
      return;
    }
    const { type, text } = await figures();
    answer(res, 200, type, text);
  });
  router.use(noInsides);
  return router;
}

/** Express's own error page would name files and stack. */
const noInsides: ErrorRequestHandler = (error: unknown, _req, res, next) => {
  if (res.headersSent) next(error);
  else send(res, 500, { error: 'The bot could not answer this.' });
};

/** GET and HEAD; every other method is told so. */
function serve(router: Router, path: string, handler: RequestHandler): void {
  router
    .route(path)
    .get(handler)
    .all((_req, res) => {
      res.setHeader('allow', 'GET, HEAD');
      send(res, 405, { error: 'Only GET and HEAD.' });
    });
}

const send = (res: Response, status: number, body: object) =>
  answer(res, status, 'application/json; charset=utf-8', `${JSON.stringify(body)}\n`);

/** Written by hand: express would make an ETag of each answer, and a state must never be answered with 304. */
function answer(res: Response, status: number, type: string, text: string): void {
  res
    .writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(text);
}

/** Compares digests, so that neither the length nor the first wrong character shows in the time it takes. */
function isBearer(header: string | undefined, token: string): boolean {
  const given = /^bearer +(\S+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string) => createHash('sha256').update(text).digest();
