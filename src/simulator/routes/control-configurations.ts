import { Router } from 'express';
import { z } from 'zod';
import type { Configurations } from '../configurations/configurations.ts';
import { Reaction } from '../configurations/reactions.ts';
import { ApiError } from '../errors.ts';
import { badRequest, bodyOf } from '../requests.ts';

const Value = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()]))]);
const at = { deviceId: z.string(), key: z.string() };
const Order = z.union([
  /** Somebody else configures a value; null resets it. */
  z.strictObject({ ...at, value: Value.nullable() }),
  /** Somebody else takes charge of it, a rule with its value; null gives it back. */
  z.strictObject({
    ...at,
    managed: z.enum(['CONFIG_MANAGED_BY_RULE', 'CONFIG_MANAGED_BY_DIFFERENT_AUTHORITY']).nullable(),
    rule: Value.optional(),
  }),
  /** What comes of changes from now on; null ends all of it. */
  z.strictObject({ reaction: Reaction.nullable() }),
]);

/** What others do to configurations, and what devices make of them. */
export function controlConfigurationRoutes(configurations: Configurations): Router {
  const router = Router();

  router.get('/configurations', (_req, res) => {
    res.json({ patches: configurations.patches(), configured: Object.fromEntries(configurations.snapshot()) });
  });

  router.post('/configurations', (req, res) => {
    const order = bodyOf(req, Order);
    if ('reaction' in order) {
      if (order.reaction) configurations.upset(order.reaction);
      else configurations.calm();
      res.status(204).end();
      return;
    }
    const { deviceId, key } = order;
    if (!configurations.read(deviceId, key)) throw new ApiError(404);
    try {
      if ('managed' in order) configurations.manage(deviceId, key, order.managed ?? undefined, order.rule);
      else configurations.set(deviceId, key, order.value ?? undefined);
    } catch (error) {
      throw badRequest(error instanceof Error ? error.message : String(error));
    }
    res.json(configurations.read(deviceId, key));
  });

  return router;
}
