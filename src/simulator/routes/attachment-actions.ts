import { Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { callerOf } from '../people.ts';
import { badRequest, bodyOf, pathOf } from '../requests.ts';
import type { AttachmentAction } from '../stores/attachment-actions.ts';
import { messageFor } from '../visibility.ts';
import type { World } from '../world.ts';

const NewAction = z.object({
  type: z.literal('submit'),
  messageId: z.string(),
  inputs: z.record(z.string(), z.unknown()),
});

/** https://developer.webex.com/messaging/docs/api/v1/attachment-actions */
export function attachmentActionRoutes(world: World): Router {
  const router = Router();

  router.post('/attachment/actions', (req, res) => {
    const caller = callerOf(res);
    const { type, messageId, inputs } = bodyOf(req, NewAction);
    if (caller.type === 'bot') throw new ApiError(403);
    const message = messageFor(world, caller, messageId);
    if (!message.attachments) throw badRequest('The message has no card.');
    const { roomId } = message;
    const created = world.timestamp();
    const id = world.newId('ATTACHMENT_ACTION');
    const data: AttachmentAction = { id, type, messageId, inputs, personId: caller.id, roomId, created };
    const cardOwnerId = message.personId;
    world.actions.add(data, cardOwnerId);
    world.tell({ resource: 'attachmentActions', event: 'created', data, cardOwnerId, roomId, actorId: caller.id });
    res.json(data);
  });

  router.get('/attachment/actions/:id', (req, res) => {
    const caller = callerOf(res);
    const kept = world.actions.get(pathOf(req, 'id'));
    if (!kept || (kept.cardOwnerId !== caller.id && kept.action.personId !== caller.id)) throw new ApiError(404);
    res.json(kept.action);
  });

  return router;
}
