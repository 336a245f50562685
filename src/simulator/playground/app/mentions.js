/** @import {Membership} from './types.d.ts' */
import { byId, el, fill } from './dom.js';
import { avatar } from './icons.js';
import { model } from './model.js';

/**
 * People who were picked with "@" in the message being written. The words hold "@Name"; sending turns each name that
 * still stands there into Webex's own notation.
 */
export class Mentions {
  /** Name by person id. @type {Map<string, string>} */
  #picked = new Map();

  clear() {
    this.#picked.clear();
  }

  /** @param {{id: string, name: string}} person */
  add({ id, name }) {
    this.#picked.set(id, name);
  }

  /**
   * The words cut at their mentions.
   * @param {string} words
   * @returns {{text: string, id?: string}[]}
   */
  parts(words) {
    const names = [...this.#picked].sort(([, a], [, b]) => b.length - a.length);
    const parts = [];
    let plain = '';
    for (let at = 0; at < words.length; ) {
      const found = words[at] === '@' ? names.find(([, name]) => words.startsWith(name, at + 1)) : undefined;
      if (!found) {
        plain += words[at++];
        continue;
      }
      const [id, name] = found;
      parts.push({ text: plain }, { text: `@${name}`, id });
      plain = '';
      at += name.length + 1;
    }
    return [...parts, { text: plain }].filter(({ text }) => text !== '');
  }

  /**
   * The message to send. The words are data: with a mention they travel as markdown, so their own marks are escaped.
   * @param {string} words
   * @returns {{text: string, markdown?: string}}
   */
  message(words) {
    const parts = this.parts(words);
    const text = parts.map((part) => (part.id ? part.text.slice(1) : part.text)).join('');
    if (!parts.some(({ id }) => id)) return { text };
    const markdown = parts.map((part) =>
      part.id ? `<@personId:${part.id}|${part.text.slice(1)}>` : escaped(part.text),
    );
    return { text, markdown: markdown.join('') };
  }
}

/** @param {string} words */
const escaped = (words) => words.replace(/[\\`*_{}[\]()#+\-.!|<>~&:]/g, '\\$&').replace(/\n/g, '  \n');

/**
 * The list that opens while an "@…" is being typed. `pick` gets the member and the length of what was typed.
 * @param {HTMLTextAreaElement} field
 * @param {(member: {id: string, name: string}, typed: number) => void} pick
 */
export function mentionList(field, pick) {
  const list = byId('mentions');
  /** @type {Membership[]} */
  let offered = [];
  let at = 0;
  let typed = 0;

  /** @returns {boolean} whether the key was meant for the list */
  function key(/** @type {string} */ name) {
    if (list.hidden) return false;
    if (name === 'ArrowDown' || name === 'ArrowUp') {
      at = (at + (name === 'ArrowDown' ? 1 : -1) + offered.length) % offered.length;
      draw();
    } else if (name === 'Enter' || name === 'Tab') choose(at);
    else if (name === 'Escape') close();
    else return false;
    return true;
  }

  function update() {
    const before = field.value.slice(0, field.selectionStart);
    const found = /(?:^|\s)@([\p{L}\p{N}.'-]*(?: [\p{L}\p{N}.'-]+)?)$/u.exec(before);
    const wanted = found?.[1]?.toLowerCase();
    offered = wanted === undefined ? [] : others().filter((member) => matches(member, wanted));
    typed = (found?.[1]?.length ?? -1) + 1;
    at = 0;
    if (offered.length === 0) close();
    else draw();
  }

  function draw() {
    list.hidden = false;
    fill(list, ...offered.map((member, index) => option(member, index)));
    field.setAttribute('aria-activedescendant', `mention-${at}`);
  }

  function option(/** @type {Membership} */ { personId, personDisplayName, personEmail }, /** @type {number} */ index) {
    const isBot = personId === model.session.bot.id;
    return el(
      'div',
      {
        id: `mention-${index}`,
        role: 'option',
        'aria-selected': String(index === at),
        onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
        onclick: () => choose(index),
      },
      avatar({ name: personDisplayName, kind: isBot ? 'bot' : 'person', small: true }),
      el('span', {}, personDisplayName, ' ', el('small', {}, personEmail)),
    );
  }

  function choose(/** @type {number} */ index) {
    const member = offered[index];
    close();
    if (member) pick({ id: member.personId, name: member.personDisplayName }, typed);
  }

  function close() {
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute('aria-activedescendant');
  }

  field.addEventListener('blur', close);
  return { key, update, close };
}

/** The bot first: it hears only what mentions it. */
function others() {
  const { bot } = model.session;
  const found = model.members.filter(({ personId }) => personId !== model.me.id);
  return found.sort((a, b) => Number(b.personId === bot.id) - Number(a.personId === bot.id));
}

/**
 * @param {Membership} member
 * @param {string} wanted
 */
function matches({ personDisplayName, personEmail }, wanted) {
  const name = personDisplayName.toLowerCase();
  return name.startsWith(wanted) || name.includes(` ${wanted}`) || personEmail.startsWith(wanted);
}
