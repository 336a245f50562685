/** @import {LiveChange} from './types.d.ts' */
import { attempt, forgetMessage, loadMembers, loadMessage, loadMessages, loadRooms, openRoom } from './actions.js';
import { expected, fieldsOf, isLiveChange, isSession, listOf, textOf } from './answers.js';
import { playground } from './api.js';
import { model } from './model.js';

/** Keeps the page up to date. The browser connects again by itself; then everything on show is fetched anew. */
export function listen() {
  const source = new EventSource('/playground/events');
  source.addEventListener('open', () => {
    // Before the first connection nothing is told either: a space that is open by then may have changed.
    if (!model.connected || model.roomId) attempt(catchUp);
    setConnected(true);
  });
  source.addEventListener('error', () => setConnected(false));
  source.addEventListener('change', ({ data }) => attempt(() => apply(expected(JSON.parse(data), isLiveChange))));
  source.addEventListener('devices', ({ data }) => model.tell('devices', { ids: idsIn(JSON.parse(data)) }));
  // A page that goes away frees its connection at once.
  addEventListener('pagehide', () => source.close());
}

/** @param {unknown} told */
const idsIn = (told) => listOf(fieldsOf(told)['ids']).map(textOf);

/** @param {boolean} connected */
function setConnected(connected) {
  if (model.connected === connected) return;
  model.connected = connected;
  model.tell('connection');
}

async function catchUp() {
  // A simulator that was started anew with another seed has other people, tokens and spaces.
  const { bot } = expected(await playground('/session'), isSession);
  if (bot.id !== model.session.bot.id) return location.reload();
  await loadRooms();
  await Promise.all([loadMembers(), loadMessages()]);
  model.tell('devices');
}

/** @param {LiveChange} change */
async function apply(change) {
  if (change.resource === 'messages') await applyMessage(change);
  else if (change.resource !== 'attachmentActions' && change.for.includes(model.me.id)) await applyRoom(change);
}

/** @param {LiveChange} change */
async function applyMessage({ event, id, roomId, actorId, for: seers }) {
  if (event === 'created') markUnread(roomId, actorId, seers);
  // Of any space: an answer with it may still be on its way when its space is opened again.
  if (event === 'deleted') forgetMessage(id);
  if (!seers.includes(model.me.id)) return;
  if (event !== 'deleted' && roomId === model.roomId) await loadMessage(id);
  if (event === 'created') await loadRooms();
}

/**
 * @param {string} roomId
 * @param {string} actorId
 * @param {string[]} seers
 */
function markUnread(roomId, actorId, seers) {
  for (const personId of seers) {
    const isOpen = personId === model.me.id && roomId === model.roomId;
    if (personId !== actorId && !isOpen) model.unreadOf(personId).add(roomId);
  }
  model.tell('unread');
}

/** @param {LiveChange} change */
async function applyRoom({ roomId }) {
  await loadRooms();
  if (roomId !== model.roomId) return;
  if (model.room) await loadMembers();
  else await openRoom(model.rooms[0]?.id);
}
