import { type Response, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { webexId } from '../ids.ts';
import { sendPage } from '../paging.ts';
import { callerOf } from '../people.ts';
import { badRequest, bodyOf, pathOf, queryWord } from '../requests.ts';
import type { Webhook } from '../stores/webhooks.ts';
import { checkFilter } from '../webhook-filters.ts';
import type { World } from '../world.ts';

/** The events of the resources that an account of this cloud may subscribe to. */
const EVENTS = new Map([
  ['all', ['all', 'created', 'updated', 'deleted']],
  ['messages', ['all', 'created', 'updated', 'deleted']],
  ['memberships', ['all', 'created', 'updated', 'deleted']],
  ['rooms', ['all', 'created', 'updated', 'migrated']],
  ['attachmentActions', ['all', 'created']],
  ['serviceApp', ['all', 'authorized', 'deauthorized']],
]);

/** Resources that Webex knows, but for which a bot lacks the scopes. */
const FORBIDDEN = new Set([
  'dataSources',
  'meetings',
  'recordings',
  'convergedRecordings',
  'meetingParticipants',
  'meetingTranscripts',
  'telephony_calls',
  'telephony_conference',
  'telephony_mwi',
  'uc_counters',
  'adminBatchJobs',
]);

const TargetUrl = z.url({ protocol: /^https?$/ });

const NewWebhook = z.object({
  name: z.string().min(1),
  targetUrl: TargetUrl,
  resource: z.string(),
  event: z.string(),
  filter: z.string().optional(),
  secret: z.string().optional(),
  ownedBy: z.enum(['creator', 'org']).default('creator'),
});

const WebhookChange = z.object({
  name: z.string().min(1),
  targetUrl: TargetUrl,
  secret: z.string().optional(),
  status: z.literal('active', { error: 'A webhook can be activated only.' }).optional(),
});

/** https://developer.webex.com/messaging/docs/api/v1/webhooks. Accounts see and change their own webhooks only. */
export function webhookRoutes(world: World): Router {
  const router = Router();

  router.post('/webhooks', (req, res) => {
    const caller = callerOf(res);
    const wanted = bodyOf(req, NewWebhook);
    const { resource, event, filter } = wanted;
    if (FORBIDDEN.has(resource)) throw new ApiError(403);
    const events = EVENTS.get(resource);
    if (!events) throw badRequest(`resource: ${resource} is not known.`);
    if (!events.includes(event)) throw badRequest(`event: ${event} does not go with ${resource}.`);
    if (wanted.ownedBy === 'org' && caller.role !== 'admin') throw new ApiError(403);
    if (filter) checkFilter(world, caller, resource, filter);
    if (world.webhooks.createdBy(caller.id).some((other) => isSame(other, wanted)))
      throw new ApiError(409, 'A webhook with these parameters exists already.');
    const webhook: Webhook = {
      ...wanted,
      id: world.newId('WEBHOOK'),
      status: 'active',
      created: world.timestamp(),
      orgId: caller.orgId,
      createdBy: caller.id,
      appId: webexId('APPLICATION', world.seed, caller.id),
    };
    world.webhooks.put(webhook);
    res.json(webhook);
  });

  router.get('/webhooks', (req, res) => {
    const ownedBy = queryWord(req, 'ownedBy', ['creator', 'org']);
    const mine = world.webhooks.createdBy(callerOf(res).id);
    sendPage(
      req,
      res,
      mine.filter((one) => (ownedBy ?? one.ownedBy) === one.ownedBy),
      { usual: 100, cap: 100 },
    );
  });

  router.get('/webhooks/:webhookId', (req, res) => {
    res.json(webhookFor(world, res, pathOf(req, 'webhookId')));
  });

  router.put('/webhooks/:webhookId', (req, res) => {
    const webhook = webhookFor(world, res, pathOf(req, 'webhookId'));
    const changed = { ...webhook, ...bodyOf(req, WebhookChange) };
    world.webhooks.put(changed);
    res.json(changed);
  });

  router.delete('/webhooks/:webhookId', (req, res) => {
    world.webhooks.delete(webhookFor(world, res, pathOf(req, 'webhookId')).id);
    res.status(204).end();
  });

  return router;
}

function webhookFor(world: World, res: Response, id: string): Webhook {
  const webhook = world.webhooks.get(id);
  if (webhook?.createdBy !== callerOf(res).id) throw new ApiError(404);
  return webhook;
}

const isSame = (one: Webhook, other: Pick<Webhook, 'targetUrl' | 'resource' | 'event' | 'filter'>) =>
  one.targetUrl === other.targetUrl &&
  one.resource === other.resource &&
  one.event === other.event &&
  one.filter === other.filter;
