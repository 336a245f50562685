import { Router } from 'express';
import { z } from 'zod';
import type { OAuth } from '../oauth/oauth.ts';
import { badRequest, bodyOf } from '../requests.ts';

/** One thing at a time; `expire` and `revoke` take the e-mail address of a person. */
const Order = z.union([
  z.strictObject({ redirectUri: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ expire: z.email() }),
  z.strictObject({ revoke: z.email() }),
  z.strictObject({ rotation: z.enum(['new', 'same']) }),
  z.strictObject({ serviceApp: z.enum(['authorised', 'deauthorised', 'expired']) }),
]);

/** What the owner of an integration, an administrator or time does to logins. */
export function controlOAuthRoutes(oauth: OAuth): Router {
  const router = Router();
  const state = () => ({ items: oauth.grants(), refreshes: oauth.refreshes(), rotation: oauth.rotation });

  router.get('/oauth', (_req, res) => {
    res.json(state());
  });

  router.post('/oauth', (req, res) => {
    const order = bodyOf(req, Order);
    if ('redirectUri' in order) oauth.register(order.redirectUri);
    else if ('rotation' in order) oauth.rotation = order.rotation;
    else if ('serviceApp' in order) changeServiceApp(oauth, order.serviceApp);
    else changePerson(oauth, order);
    res.json(state());
  });

  return router;
}

function changePerson(oauth: OAuth, order: { expire: string } | { revoke: string }): void {
  const email = 'expire' in order ? order.expire : order.revoke;
  if (!oauth.knows(email)) throw badRequest(`nobody has the address ${email}`);
  if ('expire' in order) oauth.expire(email);
  else oauth.revoke(email);
}

function changeServiceApp(oauth: OAuth, to: 'authorised' | 'deauthorised' | 'expired'): void {
  if (to === 'expired') oauth.expireServiceApp();
  else if (to === 'authorised') oauth.authoriseServiceApp();
  else oauth.deauthoriseServiceApp();
}
