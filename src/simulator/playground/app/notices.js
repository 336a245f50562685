import { byId, el } from './dom.js';

/**
 * Says something to screen readers without moving the focus.
 * @param {string} words
 */
export function announce(words) {
  const place = byId('announcer');
  place.append(el('p', {}, words));
  while (place.childElementCount > 5) place.firstElementChild?.remove();
}

/**
 * Shows a short notice for a few seconds.
 * @param {string} words
 */
export function toast(words) {
  const notice = el('p', { class: 'toast' }, words);
  byId('toasts').append(notice);
  setTimeout(() => notice.remove(), 6000);
}
