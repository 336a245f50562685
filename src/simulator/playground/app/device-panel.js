/** @import {Device} from './device-data.js' */
import { attempt } from './actions.js';
import { changeDevice, connectionWords, grantAccess } from './device-data.js';
import { el } from './dom.js';
import { icon } from './icons.js';
import { model } from './model.js';

const ACCESS = { full: 'Full access', readonly: 'Read only', none: 'None' };

/**
 * One device as it is now. Parts that changed since the last drawing light up, so that one sees a click arrive; parts
 * that did not change keep their elements and the focus.
 * @param {HTMLElement} panel
 * @param {Device} device
 * @param {{at: string, words: string}[]} history
 */
export function drawPanel(panel, device, history) {
  const part = (/** @type {string} */ name, /** @type {unknown} */ key, /** @type {() => Node} */ make) => {
    const now = JSON.stringify(key);
    const old = /** @type {HTMLElement | null} */ (panel.querySelector(`:scope > [data-part="${name}"]`));
    if (old?.dataset['key'] === now) return;
    const made = el('div', { 'data-part': name, 'data-key': now, class: old ? 'is-new' : '' }, make());
    if (old) {
      const focusId = old.contains(document.activeElement) ? document.activeElement?.id : '';
      old.replaceWith(made);
      if (focusId) document.getElementById(focusId)?.focus();
    } else panel.append(made);
  };
  const { volume, isVolumeMuted, isMuted, calls, connection, access } = device;
  part('name', [device.name, device.product, device.place], () => names(device));
  part('screen', [device.standby, calls, device.isPresenting, device.alert, device.isOnline, isMuted], () =>
    screen(device),
  );
  part('sound', [volume, isVolumeMuted, device.isOnline], () => sound(device));
  part('facts', factsOf(device), () => facts(device));
  part('controls', [connection, calls.length, access, device.isOnline], () => controls(device));
  part('history', history, () => changes(history));
}

/** @param {Device} device */
function names({ name, product, place, tags }) {
  return el(
    'div',
    {},
    el('h2', { class: 'panel__name', id: 'devices-title' }, name),
    el('p', { class: 'panel__sub' }, [product, place, ...tags.map((tag) => `#${tag}`)].join(' · ')),
  );
}

/** What stands on the room's screen. @param {Device} device */
function screen(device) {
  const [mode, ...words] = screenWords(device);
  return el(
    'div',
    {
      class: 'screen',
      'data-mode': mode,
      role: 'img',
      'aria-label': `Screen: ${[device.alert, ...words].filter(Boolean).join(', ')}`,
    },
    device.alert && device.isOnline && el('div', { class: 'screen__alert' }, device.alert),
    el(
      'div',
      { class: 'screen__main' },
      ...screenPicture(mode),
      el('b', {}, words[0]),
      words[1] && el('span', {}, words[1]),
    ),
    device.isOnline &&
      el('div', { class: 'screen__corner' }, icon(device.isMuted ? 'muted' : 'microphone', 'icon--small')),
  );
}

/** @param {Device} device @returns {[string, string, string?]} */
function screenWords({ isOnline, calls, isPresenting, standby, name }) {
  if (!isOnline) return ['off', 'No connection'];
  const [call] = calls;
  if (call) return ['call', call.name, call.status === 'Connected' ? lasting(call.since) : call.status];
  if (isPresenting) return ['presenting', 'Presenting'];
  if (standby === 'Standby') return ['standby', 'Standby'];
  return ['awake', name, standby === 'Halfwake' ? 'Half awake' : 'Ready'];
}

/** @param {string} mode */
function screenPicture(mode) {
  const shape = { off: 'off', call: 'call', presenting: 'present', standby: 'sleep' }[mode];
  return shape ? [icon(shape)] : [];
}

/** @param {number} since */
function lasting(since) {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  return minutes < 1 ? 'Less than a minute' : `${minutes} min`;
}

/** @param {Device} device */
function sound({ volume, isVolumeMuted, isOnline }) {
  const level = isOnline && volume !== undefined ? volume : 0;
  const fillBar = el('div', { class: 'meter__fill' });
  fillBar.style.width = `${isVolumeMuted ? 0 : level}%`;
  return el(
    'div',
    { class: 'meter' },
    icon(isVolumeMuted || level === 0 ? 'quiet' : 'speaker'),
    el(
      'div',
      {
        class: 'meter__bar',
        role: 'meter',
        'aria-label': 'Volume',
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': level,
      },
      fillBar,
    ),
    el('output', { 'aria-label': 'Volume' }, isOnline && volume !== undefined ? `${volume} %` : '–'),
  );
}

/** @param {Device} device @returns {[string, string, string?][]} */
function factsOf(device) {
  const { words, tone } = connectionWords(device.connection);
  const live = device.isOnline;
  return [
    ['Connection', words, tone],
    ['Microphones', !live ? '–' : device.isMuted ? 'Muted' : 'On', live && device.isMuted ? 'attention' : undefined],
    [
      'Call',
      !live
        ? '–'
        : device.calls.map(({ name, status }) => (status === 'Connected' ? name : `${name} (${status})`)).join(', ') ||
          'None',
    ],
    ['Presentation', !live ? '–' : device.isPresenting ? 'Sharing' : 'None'],
    ['Standby', live ? device.standby || '–' : '–'],
    ['Software', device.software.replace(/ [0-9a-f]{8,}$/, '')],
    ...(device.errors.length > 0
      ? [/** @type {[string, string, string]} */ (['Issues', device.errors.join(', '), 'warning'])]
      : []),
  ];
}

/** @param {Device} device */
function facts(device) {
  const rows = factsOf(device).flatMap(([name, words, tone]) => [
    el('dt', {}, name),
    el('dd', { class: tone && tone !== 'neutral' ? `tone-${tone}` : '' }, words),
  ]);
  return el('dl', { class: 'facts' }, ...rows);
}

/** Small controls to try what goes wrong. @param {Device} device */
function controls({ id, isOnline, calls, access }) {
  const change = (/** @type {Record<string, unknown>} */ what) => () =>
    attempt(() => changeDevice(id, what)).then(() => model.tell('devices', { ids: [id] }));
  const button = (
    /** @type {string} */ name,
    /** @type {string} */ words,
    /** @type {() => void} */ onclick,
    disabled = false,
  ) => el('button', { class: 'pill pill--small', id: `control-${name}`, type: 'button', disabled, onclick }, words);
  const select = el(
    'select',
    {
      id: 'control-access',
      onchange: () => attempt(() => grantAccess(id, select.value)).then(() => model.tell('devices', { ids: [id] })),
    },
    ...Object.entries(ACCESS).map(([value, words]) => el('option', { value, selected: value === access }, words)),
  );
  return el(
    'div',
    {},
    el('h3', {}, 'Try something'),
    el(
      'div',
      { class: 'panel__actions' },
      isOnline
        ? button('connection', 'Take offline', change({ connectionStatus: 'disconnected' }))
        : button('connection', 'Bring back online', change({ connectionStatus: 'connected' })),
      calls.length > 0
        ? button('call', 'End the call', change({ inCall: false }), !isOnline)
        : button('call', 'Put in a call', change({ inCall: true }), !isOnline),
    ),
    el('p', { class: 'panel__access' }, el('label', { for: 'control-access' }, 'The bot’s API access'), select),
  );
}

/** @param {{at: string, words: string}[]} history */
function changes(history) {
  if (history.length === 0) return el('div');
  const lines = history.map(({ at, words }) => el('li', {}, el('time', {}, at), words));
  return el('div', {}, el('h3', {}, 'What happened'), el('ul', { class: 'history' }, ...lines));
}
