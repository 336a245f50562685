/** @import {LiveChange, Membership, Message, Person, Room, Session} from './types.d.ts' */

/** What the simulator answers, looked at before the page relies on it. */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object to read fields of, which has none where there is no object. @param {unknown} value */
export const fieldsOf = (value) => (isRecord(value) ? value : {});

/** @param {unknown} value */
export const textOf = (value) => (typeof value === 'string' ? value : '');

/** @param {unknown} value @returns {unknown[]} */
export const listOf = (value) => (Array.isArray(value) ? value : []);

/** @param {unknown} value @param {string[]} names */
const hasTexts = (value, ...names) => isRecord(value) && names.every((name) => typeof value[name] === 'string');

/** @param {unknown} value @returns {value is Room} */
export const isRoom = (value) => hasTexts(value, 'id', 'title', 'type', 'lastActivity', 'created');

/** @param {unknown} value @returns {value is Membership} */
export const isMembership = (value) =>
  hasTexts(value, 'id', 'roomId', 'personId', 'personEmail', 'personDisplayName', 'personOrgId');

/** @param {unknown} value @returns {value is Message} */
export const isMessage = (value) => hasTexts(value, 'id', 'roomId', 'personId', 'personEmail', 'created');

/** @param {unknown} value @returns {value is Person} */
const isPerson = (value) => hasTexts(value, 'id', 'email', 'displayName', 'nickName', 'orgId', 'role');

/** @param {unknown} value @returns {value is Session} */
export const isSession = (value) =>
  isRecord(value) &&
  hasTexts(value, 'apiBase', 'orgId') &&
  isPerson(value['bot']) &&
  Array.isArray(value['people']) &&
  value['people'].every((one) => isPerson(one) && hasTexts(one, 'token'));

/** @param {unknown} value @returns {value is LiveChange} */
export const isLiveChange = (value) =>
  isRecord(value) && hasTexts(value, 'resource', 'event', 'roomId', 'actorId', 'id') && Array.isArray(value['for']);

/**
 * The answer, which has to be what is expected. Throws when the simulator answers something else.
 * @template T
 * @param {unknown} answer
 * @param {(value: unknown) => value is T} isIt
 * @returns {T}
 */
export function expected(answer, isIt) {
  if (!isIt(answer)) throw new Error('The simulator answered something that this page does not know.');
  return answer;
}

/**
 * The items of a list. Throws like `expected`.
 * @template T
 * @param {unknown} answer
 * @param {(value: unknown) => value is T} isOne
 */
export const itemsOf = (answer, isOne) => listOf(fieldsOf(answer)['items']).map((item) => expected(item, isOne));
