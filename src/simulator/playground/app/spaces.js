/** @import {Room} from './types.d.ts' */
import { addPerson, attempt, openRoom } from './actions.js';
import { propose } from './composer.js';
import { editMembers, newSpace } from './dialogs.js';
import { arrowKeys, byId, el, fill } from './dom.js';
import { avatar, icon } from './icons.js';
import { model } from './model.js';

const TRY = ['help', 'devices is:offline', 'volume 40 on Fjord', 'reboot Fjord'];

/** The list of spaces at the left and the head of the open one. */
export function showSpaces() {
  const list = byId('space-list');
  arrowKeys(list, 'button');
  byId('new-space').append(icon('plus'));
  byId('new-space').addEventListener('click', newSpace);
  byId('room-people').addEventListener('click', editMembers);
  model.on(['rooms', 'room', 'unread', 'me'], drawList);
  model.on(['room', 'rooms', 'members', 'connection', 'me'], drawHead);
  model.on(['room', 'members', 'messages'], drawHello);
}

function drawList() {
  const list = byId('space-list');
  const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute('data-id') : undefined;
  const groups = { Spaces: 'group', 'Direct messages': 'direct' };
  const items = Object.entries(groups).flatMap(([title, type]) => {
    const rooms = model.rooms.filter((room) => room.type === type);
    return rooms.length > 0 ? [el('li', { class: 'spaces__group' }, title), ...rooms.map(row)] : [];
  });
  fill(list, ...items);
  if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-id="${CSS.escape(focused)}"]`))?.focus();
}

/** @param {Room} room */
function row({ id, title, type }) {
  const isUnread = model.unreadOf(model.me.id).has(id);
  const isBot = type === 'direct' && title === model.session.bot.displayName;
  return el(
    'li',
    {},
    el(
      'button',
      {
        class: `space${isUnread ? ' is-unread' : ''}`,
        type: 'button',
        'data-id': id,
        'aria-current': id === model.roomId && 'page',
        onclick: () => attempt(() => openRoom(id)),
      },
      avatar({ name: title, kind: isBot ? 'bot' : type === 'group' ? 'room' : 'person' }),
      el(
        'span',
        { class: 'space__names' },
        el('span', { class: 'space__title' }, title),
        isBot && el('span', { class: 'space__sub' }, 'Bot'),
      ),
      isUnread && el('span', { class: 'space__dot' }, el('span', { class: 'hidden' }, 'unread')),
    ),
  );
}

function drawHead() {
  const { room, members, session, connected } = model;
  byId('room-title').textContent = room?.title ?? 'Choose a space';
  document.title = room ? `${room.title} · Webex simulator` : 'Webex simulator';
  const isBot = room?.type === 'direct' && room.title === session.bot.displayName;
  const kind = isBot ? 'bot' : room?.type === 'group' ? 'room' : 'person';
  const picture = avatar({ name: room?.title ?? '', kind });
  picture.id = 'room-avatar';
  picture.hidden = !room;
  byId('room-avatar').replaceWith(picture);
  const other = members.find(({ personId }) => personId !== model.me.id);
  byId('room-sub').textContent =
    room?.type === 'direct'
      ? (other?.personEmail ?? '')
      : members.map(({ personDisplayName }) => personDisplayName).join(', ');
  const people = byId('room-people');
  people.hidden = room?.type !== 'group';
  people.setAttribute('aria-label', `People in this space: ${members.length}`);
  fill(people, icon('people', 'icon--small'), String(members.length));
  drawNotice(Boolean(room && room.type === 'group' && members.length > 0 && !model.hasBot), connected);
}

/**
 * @param {boolean} lacksBot
 * @param {boolean} connected
 */
function drawNotice(lacksBot, connected) {
  const notice = byId('room-notice');
  const { bot } = model.session;
  notice.hidden = connected && !lacksBot;
  notice.classList.toggle('notice--broken', !connected);
  if (!connected) fill(notice, 'The connection to the simulator broke. Trying again …');
  else if (lacksBot)
    fill(
      notice,
      `${bot.displayName} is not in this space.`,
      el(
        'button',
        { class: 'pill pill--accent pill--small', type: 'button', onclick: () => attempt(() => addPerson(bot.email)) },
        'Add to space',
      ),
    );
}

/** What an empty space shows: who is here and what one could say. */
function drawHello() {
  const hello = byId('hello');
  const { room, messages, hasBot, session } = model;
  hello.hidden = !room || messages.size > 0;
  if (!room || messages.size > 0) return;
  const isBot = room.type === 'direct' && hasBot;
  fill(
    hello,
    avatar({ name: room.title, kind: isBot ? 'bot' : room.type === 'group' ? 'room' : 'person' }),
    el('h2', {}, room.title),
    el(
      'p',
      {},
      hasBot ? `Ask ${session.bot.displayName} about a device, or tell it what to do.` : 'Nothing was said here yet.',
    ),
    hasBot &&
      el(
        'div',
        { class: 'hello__try' },
        ...TRY.map((words) => el('button', { class: 'pill', type: 'button', onclick: () => propose(words) }, words)),
      ),
  );
}
