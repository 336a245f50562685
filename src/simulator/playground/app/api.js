/** @import {Me} from './types.d.ts' */
import { fieldsOf, listOf, textOf } from './answers.js';

/** The Webex API refused: its sentence, to show. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message
   */
  constructor(status, message) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

/** How often a read is asked for again, and after how many milliseconds where the answer does not say. */
const MORE_TRIES = 5;
const PAUSE = 500;

/**
 * One request of the simulated Webex API as that person. Resolves with the answer's body. A read that meets the rate
 * limit or a fault that is switched on is asked for again: what the page leaves out is not told a second time.
 * @param {Me} me
 * @param {string} path below `/v1`, with its query
 * @param {{method?: string, json?: unknown, form?: FormData}} [options]
 * @returns {Promise<unknown>}
 */
export async function webex(me, path, { method, json, form } = {}) {
  const verb = method ?? (json || form ? 'POST' : 'GET');
  for (let tries = verb === 'GET' ? MORE_TRIES : 0; ; tries -= 1) {
    const response = await fetch(`/v1${path}`, {
      method: verb,
      headers: { Authorization: `Bearer ${me.token}`, ...(json ? { 'Content-Type': 'application/json' } : {}) },
      body: form ?? (json ? JSON.stringify(json) : null),
      cache: 'no-store',
    });
    if (tries === 0 || (response.status !== 429 && response.status < 500)) return answerOf(response);
    const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
    await new Promise((resolve) => setTimeout(resolve, seconds >= 0 ? seconds * 1000 : PAUSE));
  }
}

/**
 * One request of the simulator's own controls.
 * @param {string} path below `/control`
 * @param {{method?: string, json?: unknown}} [options]
 * @returns {Promise<unknown>}
 */
export async function control(path, { method = 'GET', json } = {}) {
  const response = await fetch(`/control${path}`, {
    method,
    headers: json ? { 'Content-Type': 'application/json' } : {},
    body: json ? JSON.stringify(json) : null,
    cache: 'no-store',
  });
  return answerOf(response);
}

/**
 * What the simulator prepares for this page alone.
 * @param {string} path below `/playground`
 * @returns {Promise<unknown>}
 */
export const playground = async (path) => answerOf(await fetch(`/playground${path}`, { cache: 'no-store' }));

/**
 * A file of a message, by the address the message gives. Only the path counts: the page may be open under another
 * name of this machine than the API gives itself.
 * @param {Me} me
 * @param {string} address
 */
export async function file(me, address) {
  const { pathname } = new URL(address, location.href);
  const response = await fetch(pathname, { headers: { Authorization: `Bearer ${me.token}` } });
  if (!response.ok) await answerOf(response);
  const disposition = response.headers.get('Content-Disposition') ?? '';
  const found = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? /filename="?([^";]+)/i.exec(disposition);
  return { name: found?.[1] ? decodeName(found[1]) : 'file', blob: await response.blob() };
}

/** @param {string} name */
function decodeName(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** @param {Response} response */
async function answerOf(response) {
  const text = await response.text();
  const body = parsed(text);
  if (response.ok) return body;
  const { errors, message } = fieldsOf(body);
  const { description } = fieldsOf(listOf(errors)[0]);
  const reason = textOf(description) || textOf(message) || `The simulator answered ${response.status}.`;
  throw new Refused(response.status, reason);
}

/** @param {string} text @returns {unknown} */
function parsed(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
