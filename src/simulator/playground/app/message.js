/** @import {Message} from './types.d.ts' */
import { attempt, removeMessage } from './actions.js';
import { drawCard } from './card.js';
import { el } from './dom.js';
import { drawFile } from './files.js';
import { avatar, icon } from './icons.js';
import { model } from './model.js';
import { safeHtml } from './safe-html.js';
import { exactTime, timeOf } from './time.js';

const CARD = 'application/vnd.microsoft.card.adaptive';

/**
 * Who wrote a message; those who left the space keep at least their address.
 * @param {Message} message
 */
export function authorOf({ personId, personEmail }) {
  const { session, members } = model;
  const known = [session.bot, ...session.people].find(({ id }) => id === personId);
  const member = members.find((one) => one.personId === personId);
  return {
    name: known?.displayName ?? member?.personDisplayName ?? personEmail,
    isBot: known ? known.role === 'bot' : personEmail.endsWith('@webex.bot'),
    isGuest: (known?.orgId ?? member?.personOrgId ?? session.orgId) !== session.orgId,
  };
}

/**
 * @param {Message} message
 * @param {{isReply: boolean, isFollow: boolean}} place
 * @returns {HTMLLIElement}
 */
export function drawMessage(message, { isReply, isFollow }) {
  const { name, isBot, isGuest } = authorOf(message);
  const item = el(
    'li',
    {
      class: `message${isReply ? ' is-reply' : ''}${isFollow ? ' is-follow' : ''}`,
      tabindex: -1,
      'data-id': message.id,
    },
    isFollow ? el('span') : avatar({ name, kind: isBot ? 'bot' : 'person', small: isReply }),
    el('div', { class: 'message__main' }, meta(message, { name, isBot, isGuest }), ...content(message)),
    tools(message),
  );
  item.setAttribute('aria-label', `${name}, ${timeOf(message.created)}`);
  return item;
}

/**
 * @param {Message} message
 * @param {{name: string, isBot: boolean, isGuest: boolean}} author
 */
function meta({ created, updated }, { name, isBot, isGuest }) {
  return el(
    'div',
    { class: 'message__meta' },
    el('span', { class: 'message__name' }, name),
    isBot && el('span', { class: 'tag tag--bot' }, 'Bot'),
    isGuest && el('span', { class: 'tag tag--guest' }, 'Guest'),
    el('time', { class: 'message__time', datetime: created, title: exactTime(created) }, timeOf(created)),
    updated && updated !== created && el('span', { class: 'message__edited', title: exactTime(updated) }, 'Edited'),
  );
}

/** A card stands for its message's text: Webex shows the text only where it can't show the card. @param {Message} message */
function content({ id, text, html, files = [], attachments = [] }) {
  const cards = attachments.filter(({ contentType }) => contentType === CARD).map((card) => drawCard(id, card.content));
  const words =
    cards.length > 0
      ? undefined
      : html
        ? el('div', { class: 'message__text' }, safeHtml(html, model.me.id))
        : text
          ? el('div', { class: 'message__text message__text--plain' }, text)
          : undefined;
  return [words, ...cards, ...files.map(drawFile)];
}

/** @param {Message} message */
function tools({ id, parentId, personId, attachments, files }) {
  const isMine = personId === model.me.id;
  const isPlain = !attachments?.length && !files?.length;
  return el(
    'div',
    { class: 'message__tools' },
    tool('reply', 'Reply to thread', () => {
      model.replyTo = parentId ?? id;
      model.editing = undefined;
      model.tell('composer', { focus: true });
    }),
    isMine &&
      isPlain &&
      tool('pencil', 'Edit', () => {
        model.editing = id;
        model.replyTo = undefined;
        model.tell('composer', { focus: true });
      }),
    isMine && tool('bin', 'Delete', () => attempt(() => removeMessage(id))),
  );
}

/**
 * @param {string} shape
 * @param {string} label
 * @param {() => void} onclick
 */
const tool = (shape, label, onclick) =>
  el(
    'button',
    { class: 'round', type: 'button', 'aria-label': label, title: label, onclick },
    icon(shape, 'icon--small'),
  );
