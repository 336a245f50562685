import { addPerson, attempt, createSpace, removePerson, writeTo } from './actions.js';
import { el, fill } from './dom.js';
import { avatar, icon } from './icons.js';
import { model } from './model.js';

/**
 * Opens a modal dialog; Esc, the cross and a click beside it close it. The browser keeps the focus inside and brings it
 * back.
 * @param {string} title
 * @param {(close: () => void) => Node[]} content
 * @param {string} [look]
 */
function openDialog(title, content, look = '') {
  const dialog = el('dialog', { class: look, 'aria-label': title });
  const close = () => dialog.close();
  const cross = el('button', { class: 'round', type: 'button', 'aria-label': 'Close', onclick: close }, icon('close'));
  dialog.append(
    el('div', { class: 'dialog__head' }, el('h2', {}, title), cross),
    el('div', { class: 'dialog__body' }, ...content(close)),
  );
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} name
 * @param {string} url
 */
export function showPicture(name, url) {
  openDialog(name, () => [el('img', { class: 'dialog__picture', src: url, alt: name })], 'dialog--wide');
}

/** Everyone but oneself: the other people and the bot. */
const everyone = () => [model.session.bot, ...model.session.people].filter(({ id }) => id !== model.me.id);

/** Creates a space, or starts a direct conversation with a first message. */
export function newSpace() {
  openDialog('New space', (close) => {
    const title = el('input', { class: 'input', name: 'title', required: true, maxlength: 128, autofocus: true });
    const boxes = everyone().map(({ id, displayName, role }) => {
      const box = el('input', { type: 'checkbox', value: id, checked: role === 'bot' });
      return {
        box,
        row: el(
          'label',
          { class: 'person' },
          box,
          avatar({ name: displayName, kind: role === 'bot' ? 'bot' : 'person', small: true }),
          displayName,
        ),
      };
    });
    const create = () => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
      attempt(() => createSpace(title.value.trim(), chosen)).then(close);
    };
    const form = el(
      'form',
      { class: 'dialog__body', onsubmit: prevented(create) },
      el('label', {}, 'Name of the space', title),
      el('div', { class: 'dialog__label' }, 'People', ...boxes.map(({ row }) => row)),
      el('div', { class: 'dialog__actions' }, el('button', { class: 'pill pill--accent' }, 'Create space')),
    );
    const known = new Set(model.rooms.filter(({ type }) => type === 'direct').map((room) => room.title));
    const strangers = everyone().filter(({ displayName }) => !known.has(displayName));
    return strangers.length > 0 ? [form, directForm(strangers, close)] : [form];
  });
}

/**
 * @param {import('./types.d.ts').Person[]} people
 * @param {() => void} close
 */
function directForm(people, close) {
  const whom = el(
    'select',
    { class: 'input' },
    ...people.map(({ email, displayName }) => el('option', { value: email }, displayName)),
  );
  const words = el('input', { class: 'input', required: true });
  const start = () => attempt(() => writeTo(whom.value, words.value)).then(close);
  return el(
    'form',
    { class: 'dialog__body', onsubmit: prevented(start) },
    el('label', {}, 'Or write to one person', whom),
    el('label', {}, 'First message', words),
    el('div', { class: 'dialog__actions' }, el('button', { class: 'pill' }, 'Send')),
  );
}

/** Who is in the open space, with buttons to add and remove. */
export function editMembers() {
  const list = el('div');
  const draw = () => fill(list, ...present(), ...absent());
  openDialog('People in this space', () => [list]).addEventListener('close', model.on(['members'], draw));
  draw();
}

const present = () =>
  model.members.map(({ id, personId, personDisplayName, personEmail }) =>
    person(personDisplayName, personEmail, {
      label: personId === model.me.id ? 'Leave' : 'Remove',
      act: () => removePerson(id),
      isBot: personId === model.session.bot.id,
    }),
  );

const absent = () =>
  everyone()
    .filter(({ id }) => !model.members.some(({ personId }) => personId === id))
    .map(({ displayName, email, role }) =>
      person(displayName, email, {
        label: 'Add to space',
        act: () => addPerson(email),
        isBot: role === 'bot',
        isAdd: true,
      }),
    );

/**
 * @param {string} name
 * @param {string} email
 * @param {{label: string, act: () => Promise<unknown>, isBot: boolean, isAdd?: boolean}} action
 */
function person(name, email, { label, act, isBot, isAdd = false }) {
  const look = `pill pill--small${isAdd ? ' pill--accent' : ''}`;
  return el(
    'div',
    { class: 'person' },
    avatar({ name, kind: isBot ? 'bot' : 'person' }),
    el('span', { class: 'person__names' }, name, el('small', {}, email)),
    el(
      'button',
      { class: look, type: 'button', 'aria-label': `${label}: ${name}`, onclick: () => attempt(act) },
      label,
    ),
  );
}

/** @param {() => void} act */
const prevented = (act) => (/** @type {Event} */ event) => {
  event.preventDefault();
  act();
};
