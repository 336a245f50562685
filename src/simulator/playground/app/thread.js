/** @import {Message} from './types.d.ts' */
import { attempt, loadMessages, sorted } from './actions.js';
import { arrowKeys, byId, el } from './dom.js';
import { authorOf, drawMessage } from './message.js';
import { model } from './model.js';
import { announce } from './notices.js';
import { dayOf } from './time.js';

/** Messages of one person within this time stand together under one name, in milliseconds. */
const TOGETHER = 5 * 60_000;
/** How near the end counts as reading along, in pixels. */
const NEAR = 120;

/** What is drawn for each message, and from what: an unchanged message keeps its element and half-filled form. */
/** @type {Map<string, {key: string, element: HTMLElement}>} */
let drawn = new Map();

/** Shows the open space's messages and keeps up with them. */
export function showThread() {
  const thread = byId('thread');
  const jump = byId('jump');
  const earlier = byId('earlier');
  arrowKeys(byId('messages'), '.message');
  jump.addEventListener('click', () => scrollToEnd());
  earlier.addEventListener('click', () => attempt(() => loadMessages(true)));
  thread.addEventListener('scroll', () => {
    if (isAtEnd()) jump.hidden = true;
  });
  // Pictures grow after they are drawn; who reads along stays at the end.
  let follows = true;
  thread.addEventListener('scroll', () => {
    follows = isAtEnd();
  });
  new ResizeObserver(() => {
    if (follows) scrollToEnd();
  }).observe(byId('messages'));

  model.on(['room', 'me'], () => {
    drawn = new Map();
    byId('messages').replaceChildren();
    jump.hidden = true;
    earlier.hidden = true;
    follows = true;
  });
  model.on(['members'], () => draw());
  model.on(['messages'], (detail) => {
    const { earlier: isEarlier, arrived } = detail ?? {};
    const before = thread.scrollHeight - thread.scrollTop;
    const wasAtEnd = follows;
    draw();
    earlier.hidden = !model.hasEarlier;
    if (isEarlier) thread.scrollTop = thread.scrollHeight - before;
    else if (wasAtEnd || arrived?.personId === model.me.id) scrollToEnd();
    else if (arrived) jump.hidden = false;
    if (arrived && arrived.personId !== model.me.id) announce(`${authorOf(arrived).name}: ${arrived.text ?? 'a file'}`);
  });

  function isAtEnd() {
    return thread.scrollHeight - thread.scrollTop - thread.clientHeight < NEAR;
  }
  function scrollToEnd() {
    thread.scrollTop = thread.scrollHeight;
    jump.hidden = true;
    follows = true;
  }
}

function draw() {
  /** @type {HTMLElement[]} */
  const items = [];
  const before = drawn;
  drawn = new Map();
  const keep = (/** @type {string} */ id, /** @type {string} */ key, /** @type {() => HTMLElement} */ make) => {
    const known = before.get(id);
    const element = known?.key === key ? known.element : make();
    drawn.set(id, { key, element });
    items.push(element);
  };
  let day = '';
  /** @type {Message | undefined} */
  let last;
  for (const { root, replies } of threads(sorted())) {
    const today = dayOf(root.created);
    if (today !== day) {
      keep(`day ${today}`, today, () => el('li', { class: 'day' }, today));
      last = undefined;
    }
    day = today;
    for (const message of [root, ...replies]) {
      const isReply = message !== root || message.parentId !== undefined;
      const isFollow = last !== undefined && isReply === (last.parentId !== undefined) && together(last, message);
      const key = [message.updated, message.text, isReply, isFollow, authorOf(message).name].join('|');
      keep(message.id, key, () => drawMessage(message, { isReply, isFollow }));
      last = message;
    }
    if (replies.length > 0) {
      keep(`reply ${root.id}`, '', () => replyLink(root.id));
      last = undefined;
    }
  }
  arrange(byId('messages'), items);
}

/** Puts the elements in order without touching those that stand right: moving one would take its focus. */
function arrange(/** @type {HTMLElement} */ list, /** @type {HTMLElement[]} */ items) {
  const wanted = new Set(items);
  for (const child of [...list.children]) if (!wanted.has(/** @type {HTMLElement} */ (child))) child.remove();
  let at = list.firstElementChild;
  for (const item of items) {
    if (item === at) at = at.nextElementSibling;
    else list.insertBefore(item, at);
  }
  // One message takes part in the tab order; the arrow keys lead to the others.
  const messages = list.querySelectorAll('.message');
  for (const message of messages) message.setAttribute('tabindex', '-1');
  messages.item(messages.length - 1)?.setAttribute('tabindex', '0');
}

/**
 * Messages with their replies; a reply whose first message is gone or not loaded stands for itself.
 * @param {Message[]} messages oldest first
 */
function threads(messages) {
  /** @type {Map<string, {root: Message, replies: Message[]}>} */
  const byRoot = new Map();
  for (const message of messages) {
    const thread = message.parentId ? byRoot.get(message.parentId) : undefined;
    if (thread) thread.replies.push(message);
    else byRoot.set(message.parentId ?? message.id, { root: message, replies: [] });
  }
  return byRoot.values();
}

/**
 * @param {Message} last
 * @param {Message} next
 */
function together(last, next) {
  if (last.personId !== next.personId || last.attachments?.length || next.attachments?.length) return false;
  return Date.parse(next.created) - Date.parse(last.created) < TOGETHER;
}

/** @param {string} rootId */
function replyLink(rootId) {
  const start = () => {
    model.replyTo = rootId;
    model.editing = undefined;
    model.tell('composer', { focus: true });
  };
  return el('li', { class: 'thread-reply' }, el('button', { type: 'button', onclick: start }, 'Reply to thread'));
}
