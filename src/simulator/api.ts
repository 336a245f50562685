import { json, Router } from 'express';
import { applyFaults } from './apply-faults.ts';
import { authenticate, trackingId } from './authenticate.ts';
import { unknownRoute } from './errors.ts';
import { type Exchange, recordExchanges } from './exchange.ts';
import type { Faults } from './faults.ts';
import type { OAuth } from './oauth/oauth.ts';
import { accessTokenRoutes, applicationRoutes } from './routes/access-token.ts';
import { attachmentActionRoutes } from './routes/attachment-actions.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { contentRoutes } from './routes/contents.ts';
import { membershipRoutes } from './routes/memberships.ts';
import { messageRoutes } from './routes/messages.ts';
import { peopleRoutes } from './routes/people.ts';
import { roomRoutes } from './routes/rooms.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { checkScopes } from './scopes.ts';
import type { World } from './world.ts';

/** The kinds of body that are parsed as JSON; each route says which of them it takes. */
const JSON_TYPES = ['application/json', 'application/json-patch+json'];

interface ApiParts {
  world: World;
  faults: Faults;
  oauth: OAuth;
  /** The routes of devices and xAPI. */
  others: Router[];
  onExchange: ((exchange: Exchange) => void) | undefined;
}

/** Everything under `/v1`: who asks, what goes wrong on purpose, then the resource. */
export function apiRouter({ world, faults, oauth, others, onExchange }: ApiParts): Router {
  const router = Router();
  router.use(trackingId);
  if (onExchange) router.use(recordExchanges(onExchange));
  const meetFaults = applyFaults(faults);
  // Nobody has a token yet who comes for one.
  router.use(authorizeRoutes(world, oauth, meetFaults), accessTokenRoutes(oauth, meetFaults));
  router.use(authenticate(world, oauth), meetFaults, checkScopes, json({ type: JSON_TYPES, limit: '5mb' }));
  // The busiest resources first: a request walks past the routes before its own.
  router.use(
    messageRoutes(world),
    attachmentActionRoutes(world),
    ...others,
    peopleRoutes(world),
    roomRoutes(world),
    membershipRoutes(world),
    webhookRoutes(world),
    contentRoutes(world),
    applicationRoutes(world, oauth),
    unknownRoute,
  );
  return router;
}
