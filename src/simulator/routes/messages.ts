import { type Request, type Response, Router } from 'express';
import { ApiError } from '../errors.ts';
import { fetchFile } from '../fetch-file.ts';
import { checkDraft, MessageDraft, MessageEdit, MultipartDraft } from '../message-draft.ts';
import { readMultipart } from '../multipart.ts';
import { linkNext } from '../paging.ts';
import { callerOf } from '../people.ts';
import { editMessage, postMessage } from '../posting.ts';
import { badRequest, bodyOf, originOf, pathOf, queryDate, queryMany, queryMax, queryOne } from '../requests.ts';
import { directRoomId } from '../spaces.ts';
import type { Message } from '../stores/messages.ts';
import { canSeeMessage, messageFor, roomFor } from '../visibility.ts';
import type { World } from '../world.ts';

const MOST_EDITS = 10;

/** https://developer.webex.com/messaging/docs/api/v1/messages */
export function messageRoutes(world: World): Router {
  const router = Router();

  router.post('/messages', async (req, res) => {
    const isMultipart = Boolean(req.is('multipart/form-data'));
    res.json(isMultipart ? await postForm(world, req, res) : await postJson(world, req, res));
  });

  router.get('/messages', (req, res) => listMessages(world, req, res));

  router.get('/messages/direct', (req, res) => {
    const caller = callerOf(res);
    const personId = queryOne(req, 'personId');
    const personEmail = queryOne(req, 'personEmail');
    if ((personId === undefined) === (personEmail === undefined))
      throw badRequest('One of personId and personEmail should be specified.');
    const other = world.people.get(personId ?? '') ?? world.people.withEmail(personEmail ?? '');
    if (!other || other.id === caller.id) throw new ApiError(404);
    const parentId = queryOne(req, 'parentId');
    const all = world.messages.inRoom(directRoomId(world, caller, other));
    const wanted = all.filter((message) => parentId === undefined || message.parentId === parentId);
    res.json({ items: wanted.slice(-50).reverse() });
  });

  router.get('/messages/:messageId', (req, res) => {
    res.json(messageFor(world, callerOf(res), pathOf(req, 'messageId')));
  });

  router.put('/messages/:messageId', (req, res) => {
    const caller = callerOf(res);
    const message = messageFor(world, caller, pathOf(req, 'messageId'));
    const edit = bodyOf(req, MessageEdit);
    if (message.personId !== caller.id) throw badRequest('Only the author can edit a message.');
    if (message.roomId !== edit.roomId) throw badRequest('roomId is not the room of this message.');
    if (message.attachments || message.files) throw badRequest('A message with a card or a file can not be edited.');
    if (world.messages.editsOf(message.id) >= MOST_EDITS)
      throw badRequest(`A message can be edited ${MOST_EDITS} times at most.`);
    res.json(editMessage(world, message, edit));
  });

  router.delete('/messages/:messageId', (req, res) => {
    const caller = callerOf(res);
    const data = messageFor(world, caller, pathOf(req, 'messageId'));
    const isModerator = world.memberships.of(data.roomId, caller.id)?.isModerator ?? false;
    if (data.personId !== caller.id && !isModerator) throw new ApiError(403);
    world.messages.delete(data);
    world.tell({ resource: 'messages', event: 'deleted', data, roomId: data.roomId, actorId: caller.id });
    res.status(204).end();
  });

  return router;
}

async function postJson(world: World, req: Request, res: Response): Promise<Message> {
  const draft = bodyOf(req, MessageDraft);
  const [address] = draft.files ?? [];
  checkDraft(draft, address !== undefined);
  const file = address === undefined ? undefined : await fetchFile(address);
  return postMessage(world, callerOf(res), draft, file, originOf(req));
}

async function postForm(world: World, req: Request, res: Response): Promise<Message> {
  const { fields, file } = await readMultipart(req);
  // For whoever records the exchange: what the form said, without the bytes.
  req.body = { ...fields, ...(file ? { files: file.name } : {}) };
  const parsed = MultipartDraft.safeParse({ ...fields });
  if (!parsed.success) throw badRequest(...parsed.error.issues.map(({ message }) => message));
  if (!file) throw badRequest('files is missing.');
  checkDraft(parsed.data, true);
  return postMessage(world, callerOf(res), parsed.data, file, originOf(req));
}

/** Newest first. A bot in a group room must ask for what mentions it; it sees nothing else there. */
function listMessages(world: World, req: Request, res: Response): void {
  const caller = callerOf(res);
  const roomId = queryOne(req, 'roomId');
  if (roomId === undefined) throw badRequest('roomId should be specified.');
  const room = roomFor(world, caller, roomId);
  const mentioned = queryMany(req, 'mentionedPeople');
  if (mentioned.some((who) => who !== 'me')) throw badRequest('mentionedPeople can be "me" only.');
  const onlyMentions = mentioned.length > 0;
  if (caller.type === 'bot' && room.type === 'group' && !onlyMentions) throw new ApiError(403);
  const max = queryMax(req, 50, onlyMentions ? 100 : 1_000);
  const parentId = queryOne(req, 'parentId');
  const before = queryDate(req, 'before') ?? Number.POSITIVE_INFINITY;
  const all = world.messages.inRoom(roomId);
  const items: Message[] = [];
  for (let at = startBefore(all, queryOne(req, 'beforeMessage')) - 1; at >= 0; at -= 1) {
    const message = all[at];
    if (!message || !canSeeMessage(world, caller, message) || Date.parse(message.created) >= before) continue;
    if (parentId !== undefined && message.parentId !== parentId) continue;
    if (onlyMentions && !message.mentionedPeople?.includes(caller.id)) continue;
    // One more than a page is there: the last one shown is where the next page goes on.
    if (items.length === max) {
      linkNext(req, res, { max, beforeMessage: items.at(-1)?.id ?? '' });
      break;
    }
    items.push(message);
  }
  res.json({ items });
}

/** Where a page begins: at the end, or before the named message. */
function startBefore(all: readonly Message[], beforeMessage: string | undefined): number {
  if (beforeMessage === undefined) return all.length;
  const at = all.findLastIndex(({ id }) => id === beforeMessage);
  if (at < 0) throw new ApiError(404);
  return at;
}
