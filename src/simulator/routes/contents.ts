import { Router } from 'express';
import { ApiError } from '../errors.ts';
import { callerOf } from '../people.ts';
import { pathOf } from '../requests.ts';
import { messageFor } from '../visibility.ts';
import type { World } from '../world.ts';

/** The files of messages: who sees the message may fetch them (https://developer.webex.com/messaging/docs/basics). */
export function contentRoutes(world: World): Router {
  const router = Router();

  router.get('/contents/:contentId', (req, res) => {
    const file = world.files.get(pathOf(req, 'contentId'));
    if (!file) throw new ApiError(404);
    messageFor(world, callerOf(res), file.messageId);
    // Files come from senders and share their origin with the chat page, so none may run there.
    res.setHeader('Content-Security-Policy', "sandbox; default-src 'none'");
    res.setHeader('X-Content-Type-Options', 'nosniff');
    res.attachment(file.name).type(file.type).send(Buffer.from(file.bytes));
  });

  return router;
}
