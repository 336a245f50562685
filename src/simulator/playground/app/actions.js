/** @import {Message} from './types.d.ts' */
import { expected, isMembership, isMessage, isRoom, itemsOf } from './answers.js';
import { Refused, webex } from './api.js';
import { model } from './model.js';
import { toast } from './notices.js';

const PAGE = 60;

/**
 * Runs something that asks the simulator; a refusal becomes a notice.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | undefined>}
 */
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    toast(error instanceof Refused ? error.message : 'The simulator does not answer. Is it still running?');
    return undefined;
  }
}

/**
 * Becomes another person and opens a space: the asked one, else the same one, else the first team space.
 * @param {string} email
 * @param {string} [roomId]
 */
export async function be(email, roomId) {
  const { people } = model.session;
  const me = people.find((person) => person.email === email) ?? people[0];
  if (!me) return;
  model.me = me;
  model.tell('me');
  await loadRooms();
  const wanted = [roomId, model.roomId].find((id) => model.rooms.some((room) => room.id === id));
  const first = model.rooms.find(({ title }) => title === 'Room operations') ?? model.rooms[0];
  await openRoom(wanted ?? first?.id);
}

export async function loadRooms() {
  const { me } = model;
  const rooms = itemsOf(await webex(me, '/rooms?sortBy=lastactivity&max=200'), isRoom);
  if (me !== model.me) return;
  model.rooms = rooms;
  model.tell('rooms');
}

/** @param {string | undefined} roomId */
export async function openRoom(roomId) {
  model.roomId = roomId;
  model.messages = new Map();
  model.members = [];
  model.replyTo = undefined;
  model.editing = undefined;
  model.hasEarlier = false;
  if (roomId) model.unreadOf(model.me.id).delete(roomId);
  model.tell('room');
  model.tell('unread');
  if (roomId) await Promise.all([loadMembers(), loadMessages()]);
}

export async function loadMembers() {
  const { me, roomId } = model;
  if (!roomId) return;
  const members = itemsOf(await webex(me, `/memberships?max=200&roomId=${encodeURIComponent(roomId)}`), isMembership);
  if (me !== model.me || roomId !== model.roomId) return;
  model.members = members;
  model.tell('members');
}

/** Loads the newest messages, or with `earlier` those before the oldest one shown. @param {boolean} [earlier] */
export async function loadMessages(earlier = false) {
  const { me, roomId } = model;
  if (!roomId) return;
  const oldest = earlier ? sorted()[0] : undefined;
  const before = oldest ? `&beforeMessage=${encodeURIComponent(oldest.id)}` : '';
  const query = `roomId=${encodeURIComponent(roomId)}&max=${PAGE}${before}`;
  const shown = new Set(model.messages.keys());
  const messages = itemsOf(await webex(me, `/messages?${query}`), isMessage);
  if (me !== model.me || roomId !== model.roomId) return;
  model.hasEarlier = messages.length === PAGE;
  const listed = new Set(messages.map(({ id }) => id));
  // What is shown and not listed went while the page was not told of it; what came since the list was asked for stays.
  if (!earlier) for (const id of shown) if (!listed.has(id)) model.messages.delete(id);
  for (const message of messages) take(message);
  model.tell('messages', { earlier });
}

/**
 * Shows a message that was fetched, unless the news overtook the answer: it was deleted meanwhile, or a newer version
 * of it is shown. The bot deletes a card within milliseconds of posting the one that takes its place.
 * @param {Message} message
 */
function take(message) {
  const known = model.messages.get(message.id);
  if (model.deleted.has(message.id) || (known?.updated ?? '') > (message.updated ?? '')) return;
  model.messages.set(message.id, message);
}

/** The open space's messages, oldest first. @returns {Message[]} */
export function sorted() {
  return [...model.messages.values()].sort((a, b) => (a.created < b.created ? -1 : 1));
}

/** Fetches one message that is new or changed. @param {string} messageId */
export async function loadMessage(messageId) {
  const { me, roomId } = model;
  const message = await webex(me, `/messages/${messageId}`).catch((error) => {
    // One that is gone again by now is no fault.
    if (!isGone(error)) throw error;
    return undefined;
  });
  if (me !== model.me || roomId !== model.roomId) return;
  if (!isMessage(message)) return hide(messageId);
  if (message.roomId !== roomId || model.deleted.has(messageId)) return;
  const isNew = !model.messages.has(messageId);
  take(message);
  model.tell('messages', { arrived: isNew ? message : undefined });
}

/** @param {unknown} error */
const isGone = (error) => error instanceof Refused && error.status === 404;

/** A message that was deleted, in whichever space. @param {string} messageId */
export function forgetMessage(messageId) {
  model.deleted.add(messageId);
  hide(messageId);
}

/** @param {string} messageId */
function hide(messageId) {
  if (model.messages.delete(messageId)) model.tell('messages', {});
}

/**
 * Sends what the composer holds: an edit, a reply or a new message.
 * @param {{text: string, markdown?: string, file?: File}} words
 */
export async function send({ text, markdown, file }) {
  const { me, roomId, replyTo, editing } = model;
  const body = { roomId, text, ...(markdown ? { markdown } : {}) };
  if (editing) await webex(me, `/messages/${editing}`, { method: 'PUT', json: body });
  else if (file) await webex(me, '/messages', { form: formOf({ ...body, parentId: replyTo }, file) });
  else await webex(me, '/messages', { json: { ...body, parentId: replyTo } });
  model.editing = undefined;
  model.replyTo = undefined;
  model.tell('composer');
}

/**
 * @param {Record<string, string | undefined>} fields
 * @param {File} file
 */
function formOf(fields, file) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.set(name, value);
  form.set('files', file, file.name);
  return form;
}

/** @param {string} messageId */
export const removeMessage = (messageId) => webex(model.me, `/messages/${messageId}`, { method: 'DELETE' });

/**
 * Presses a card's button: the real attachment action, as this person. One that is refused as gone leaves the page.
 * @param {string} messageId
 * @param {unknown} inputs
 */
export async function press(messageId, inputs) {
  try {
    return await webex(model.me, '/attachment/actions', { json: { type: 'submit', messageId, inputs } });
  } catch (error) {
    if (isGone(error)) await loadMessage(messageId);
    throw error;
  }
}

/**
 * @param {string} title
 * @param {string[]} personIds
 */
export async function createSpace(title, personIds) {
  const { me } = model;
  const room = expected(await webex(me, '/rooms', { json: { title } }), isRoom);
  for (const personId of personIds) await webex(me, '/memberships', { json: { roomId: room.id, personId } });
  await loadRooms();
  await openRoom(room.id);
}

/** Opens the direct space with that person; Webex makes one with the first message. @param {string} email @param {string} text */
export async function writeTo(email, text) {
  const message = expected(await webex(model.me, '/messages', { json: { toPersonEmail: email, text } }), isMessage);
  await loadRooms();
  await openRoom(message.roomId);
}

/** @param {string} email */
export const addPerson = (email) =>
  webex(model.me, '/memberships', { json: { roomId: model.roomId, personEmail: email } });

/** @param {string} membershipId */
export const removePerson = (membershipId) => webex(model.me, `/memberships/${membershipId}`, { method: 'DELETE' });
