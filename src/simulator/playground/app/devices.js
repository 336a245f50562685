/** @import {Device} from './device-data.js' */
import { attempt } from './actions.js';
import { connectionWords, differences, loadDevice, loadDevices } from './device-data.js';
import { drawPanel } from './device-panel.js';
import { arrowKeys, byId, el, fill } from './dom.js';
import { icon } from './icons.js';
import { model } from './model.js';
import { timeOf } from './time.js';

/** So many rows are drawn; a search finds the rest. */
const ROWS = 100;
/** So many devices are looked at anew after one burst of changes. */
const BURST = 20;
const HISTORY = 8;

/** @type {Device[]} */
let devices = [];
/** @type {string | undefined} */
let chosenId;
let words = '';
/** What happened to each device while the page was open, the newest first. @type {Map<string, {at: string, words: string}[]>} */
const histories = new Map();

/** The side panel: a list to choose from, then one device as it is right now. */
export function showDevices() {
  const pane = byId('devices');
  arrowKeys(pane, '.device');
  model.on(['devices'], (detail) => attempt(() => (detail?.ids ? refresh(detail.ids) : reload())));
  draw();
  attempt(reload);
  // The length of a call grows without a change.
  setInterval(() => {
    if (devices.some(({ id, calls }) => id === chosenId && calls.length > 0)) attempt(() => refresh([chosenId ?? '']));
  }, 20_000);
}

async function reload() {
  devices = await loadDevices();
  draw();
}

/** @param {string[]} ids */
async function refresh(ids) {
  const wanted = [...ids].sort((a, b) => Number(b === chosenId) - Number(a === chosenId)).slice(0, BURST);
  await Promise.all(wanted.map(refreshOne));
  draw();
}

/** @param {string} id */
async function refreshOne(id) {
  const at = devices.findIndex((device) => device.id === id);
  const before = devices[at];
  const after = await loadDevice(id).catch(() => undefined);
  if (!before) return;
  if (!after) devices.splice(at, 1);
  else {
    devices[at] = after;
    const news = differences(before, after).map((line) => ({ at: timeOf(Date.now()), words: line }));
    histories.set(id, [...news.reverse(), ...(histories.get(id) ?? [])].slice(0, HISTORY));
  }
}

function draw() {
  const chosen = devices.find(({ id }) => id === chosenId);
  if (chosen) drawChosen(chosen);
  else drawList();
}

/** @param {Device} chosen */
function drawChosen(chosen) {
  const pane = byId('devices');
  const isSame = pane.dataset['shown'] === chosen.id;
  const back = () => {
    chosenId = undefined;
    draw();
    /** @type {HTMLElement | null} */ (
      pane.querySelector(`[data-id="${CSS.escape(chosen.id)}"]`) ?? pane.querySelector('input')
    )?.focus();
  };
  if (!isSame) {
    const head = el(
      'button',
      { class: 'back', type: 'button', onclick: back },
      icon('back', 'icon--small'),
      'All devices',
    );
    const panel = el('div', { class: 'panel', tabindex: 0, role: 'region', 'aria-label': `State of ${chosen.name}` });
    fill(pane, el('div', { class: 'pane__head' }, head), panel);
    pane.dataset['shown'] = chosen.id;
    head.focus();
  }
  const panel = /** @type {HTMLElement} */ (pane.querySelector('.panel'));
  drawPanel(panel, chosen, histories.get(chosen.id) ?? []);
}

function drawList() {
  const pane = byId('devices');
  if (pane.dataset['shown'] !== 'list') {
    const search = el('input', {
      class: 'input',
      type: 'search',
      placeholder: 'Find a device',
      'aria-label': 'Find a device',
      value: words,
      oninput: () => {
        words = search.value;
        drawRows();
      },
      onkeydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === 'ArrowDown') /** @type {HTMLElement | null} */ (pane.querySelector('.device'))?.focus();
      },
    });
    fill(
      pane,
      el('div', { class: 'pane__head' }, el('h2', { id: 'devices-title' }, 'Devices')),
      el('div', { class: 'devices__search' }, search),
      el('ul', { class: 'devices__list' }),
    );
    pane.dataset['shown'] = 'list';
  }
  drawRows();
}

function drawRows() {
  const list = /** @type {HTMLElement} */ (byId('devices').querySelector('.devices__list'));
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = devices.filter((device) => {
    const text = [device.name, device.product, device.place, ...device.tags].join(' ').toLowerCase();
    return asked.every((word) => text.includes(word));
  });
  const focused = list.contains(document.activeElement) ? document.activeElement?.getAttribute('data-id') : undefined;
  const more = found.length - ROWS;
  fill(
    list,
    ...found.slice(0, ROWS).map(row),
    found.length === 0 &&
      el('li', { class: 'devices__none' }, devices.length > 0 ? `No device matches “${words}”.` : 'No devices.'),
    more > 0 && el('li', { class: 'devices__none' }, `${more} more. Type to find one.`),
  );
  if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-id="${CSS.escape(focused)}"]`))?.focus();
}

/** @param {Device} device */
function row({ id, name, product, place, connection, calls }) {
  const { words: state, tone } = connectionWords(connection);
  const choose = () => {
    chosenId = id;
    draw();
  };
  return el(
    'li',
    {},
    el(
      'button',
      { class: 'device', type: 'button', 'data-id': id, onclick: choose },
      el('span', { class: 'dot', 'data-tone': tone, title: state, 'aria-hidden': 'true' }),
      el(
        'span',
        {},
        el('b', {}, name),
        el('small', {}, `${product} · ${place}`),
        el('span', { class: 'hidden' }, state),
      ),
      calls.length > 0 && el('span', { class: 'tag tag--bot' }, 'In a call'),
    ),
  );
}
