import { attempt } from './actions.js';
import { file } from './api.js';
import { showPicture } from './dialogs.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { model } from './model.js';

/** @type {Map<string, Promise<{name: string, type: string, size: number, url: string}>>} */
const loaded = new Map();
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
const KEPT = 60;

/**
 * A message's file: a picture shows itself, anything else is offered to save.
 * @param {string} address
 * @returns {HTMLElement}
 */
export function drawFile(address) {
  const place = el('div', {}, el('span', { class: 'file' }, icon('file'), 'Loading the file …'));
  attempt(() => load(address)).then((found) => {
    if (!found) return place.replaceChildren();
    place.replaceChildren(PICTURES.has(found.type) ? picture(found) : download(found));
  });
  return place;
}

/** @param {string} address */
function load(address) {
  const known = loaded.get(address);
  if (known) return known;
  const loading = file(model.me, address).then(({ name, blob }) => {
    const type = blob.type.split(';')[0] ?? '';
    return { name, type, size: blob.size, url: URL.createObjectURL(blob) };
  });
  loaded.set(address, loading);
  loading.catch(() => loaded.delete(address));
  const [oldest] = loaded.keys();
  if (loaded.size > KEPT && oldest) {
    loaded.get(oldest)?.then(
      ({ url }) => URL.revokeObjectURL(url),
      () => {},
    );
    loaded.delete(oldest);
  }
  return loading;
}

/** @param {{name: string, url: string}} found */
function picture({ name, url }) {
  const image = el('img', { src: url, alt: name });
  return el('button', { class: 'picture', type: 'button', title: name, onclick: () => showPicture(name, url) }, image);
}

/** @param {{name: string, url: string, size: number}} found */
function download({ name, url, size }) {
  const words = el('span', {}, name, el('small', {}, sizeOf(size)));
  return el('a', { class: 'file', href: url, download: name }, icon('file'), words);
}

/** @param {number} bytes */
export function sizeOf(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
