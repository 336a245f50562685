import { json, type Request, Router } from 'express';
import { z } from 'zod';
import { answerError, unknownRoute } from '../errors.ts';
import { FaultRule, type Faults, RateLimit } from '../faults.ts';
import { loopbackOnly } from '../loopback.ts';
import { bodyOf, queryOne } from '../requests.ts';

/** One fault rule, a list of them, or a rate limit (null lifts it). */
const FaultOrder = z.union([
  z.strictObject({ rateLimit: RateLimit.nullable() }),
  FaultRule,
  z.array(FaultRule).min(1).max(100),
]);

/** Switches for tests and demonstrations, for this machine only: no token, so no foreign page may reach them. */
export function controlRouter(faults: Faults, others: Router[]): Router {
  const router = Router();
  router.use(loopbackOnly, json({ limit: '64kb' }));

  const state = () => ({
    items: faults.list(),
    rateLimit: faults.rateLimit ?? null,
    resourceLimits: faults.resourceLimits,
  });

  router.get('/faults', (_req, res) => {
    res.json(state());
  });

  router.post('/faults', (req, res) => {
    const order = bodyOf(req, FaultOrder);
    if ('rateLimit' in order) faults.limit(order.rateLimit ?? undefined);
    else for (const rule of Array.isArray(order) ? order : [order]) faults.add(rule);
    res.json(state());
  });

  router.delete('/faults', (req: Request, res) => {
    const id = queryOne(req, 'id');
    faults.clear(id);
    if (id === undefined) faults.limit(undefined);
    res.status(204).end();
  });

  router.use(...others, unknownRoute, answerError);
  return router;
}
