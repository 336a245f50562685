/** @import {Me, Membership, Message, Person, Room, Session} from './types.d.ts' */

/**
 * What the page knows, and who wants to hear of it. Only actions.js and live.js write here; the views read.
 */
class Model {
  /** @type {Session} */
  session = { apiBase: '/v1', orgId: '', bot: nobody(), people: [] };
  /** Who the page's user is now. @type {Me} */
  me = { ...nobody(), token: '' };
  /** The spaces of `me`, the newest activity first. @type {Room[]} */
  rooms = [];
  /** @type {string | undefined} */
  roomId;
  /** Members of the open space. @type {Membership[]} */
  members = [];
  /** Messages of the open space by id. @type {Map<string, Message>} */
  messages = new Map();
  /** Ids of messages that were deleted: an answer that still has one may come after the news. @type {Set<string>} */
  deleted = new Set();
  hasEarlier = false;
  /** Spaces with something new, by person. @type {Map<string, Set<string>>} */
  unread = new Map();
  /** The thread the next message goes to. @type {string | undefined} */
  replyTo;
  /** The own message being edited. @type {string | undefined} */
  editing;
  connected = true;
  #topics = new EventTarget();

  get room() {
    return this.rooms.find(({ id }) => id === this.roomId);
  }

  /** Whether the bot is in the open space. */
  get hasBot() {
    return this.members.some(({ personId }) => personId === this.session.bot.id);
  }

  /** @param {string} personId */
  unreadOf(personId) {
    const found = this.unread.get(personId) ?? new Set();
    this.unread.set(personId, found);
    return found;
  }

  /**
   * Returns the function that ends the listening.
   * @param {Topic[]} topics
   * @param {(detail: Detail | null) => void} listener
   */
  on(topics, listener) {
    const hear = (/** @type {Event} */ event) => listener(/** @type {CustomEvent} */ (event).detail);
    for (const topic of topics) this.#topics.addEventListener(topic, hear);
    return () => {
      for (const topic of topics) this.#topics.removeEventListener(topic, hear);
    };
  }

  /**
   * @param {Topic} topic
   * @param {Detail} [detail]
   */
  tell(topic, detail) {
    this.#topics.dispatchEvent(new CustomEvent(topic, { detail }));
  }
}

/**
 * What may change: the person, the list of spaces, the open space, its members, its messages, what is unread, the
 * thread or message the composer works on, the live connection, and devices.
 * @typedef {'me' | 'rooms' | 'room' | 'members' | 'messages' | 'unread' | 'composer' | 'connection' | 'devices'} Topic
 */

/**
 * What is told of a change: that the composer wants the focus, that older messages or a new one came, which devices.
 * @typedef {{focus?: boolean, earlier?: boolean, arrived?: Message | undefined, ids?: string[]}} Detail
 */

/** @returns {Person} */
function nobody() {
  return { id: '', email: '', displayName: '', nickName: '', orgId: '', role: '' };
}

export const model = new Model();
