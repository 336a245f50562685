import { attempt, send } from './actions.js';
import { byId, el, fill } from './dom.js';
import { sizeOf } from './files.js';
import { icon } from './icons.js';
import { Mentions, mentionList } from './mentions.js';
import { authorOf } from './message.js';
import { model } from './model.js';

/** What is written but not sent, by person and space. @type {Map<string, string>} */
const drafts = new Map();
const mentions = new Mentions();
/** @type {File | undefined} */
let chosen;
let draftKey = '';

/** Wires the message box: Enter sends, "@" offers people, files come by button, paste or drop. */
export function showComposer() {
  const form = byId('composer', HTMLFormElement);
  const field = byId('message', HTMLTextAreaElement);
  const picker = byId('file', HTMLInputElement);
  const list = mentionList(field, (member, typed) => insertMention(member, typed));

  field.addEventListener('input', () => {
    list.update();
    refresh();
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (list.key(event.key)) event.preventDefault();
    else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'Escape' && (model.replyTo || model.editing)) dropContext();
  });
  field.addEventListener('scroll', () => {
    byId('mirror').scrollTop = field.scrollTop;
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(submit);
  });
  byId('attach').addEventListener('click', () => picker.click());
  byId('mention').addEventListener('click', () => {
    const needsSpace = /\S$/.test(field.value.slice(0, field.selectionStart));
    type(needsSpace ? ' @' : '@');
  });
  picker.addEventListener('change', () => choose(picker.files?.[0]));
  for (const name of ['paste', 'drop', 'dragover'])
    form.addEventListener(name, (event) => {
      const data =
        event instanceof ClipboardEvent ? event.clipboardData : /** @type {DragEvent} */ (event).dataTransfer;
      if (name === 'dragover' ? data?.types.includes('Files') : data?.files[0]) event.preventDefault();
      if (data?.files[0]) choose(data.files[0]);
    });

  model.on(['room', 'me'], openDraft);
  model.on(['members'], () => {
    // Whoever typed "@" before the members came sees them now.
    if (document.activeElement === field) list.update();
    refresh();
  });
  model.on(['composer'], (detail) => {
    showContext();
    if (detail?.focus) field.focus();
  });
}

/**
 * Puts words into the message box, in a team space after a mention of the bot.
 * @param {string} words
 */
export function propose(words) {
  const field = byId('message', HTMLTextAreaElement);
  field.value = '';
  if (model.room?.type === 'group') insertMention({ id: model.session.bot.id, name: model.session.bot.displayName }, 0);
  type(words);
}

/** @param {string} words */
function type(words) {
  const field = byId('message', HTMLTextAreaElement);
  field.focus();
  field.setRangeText(words, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input'));
}

/**
 * @param {{id: string, name: string}} member
 * @param {number} typed how many characters before the caret the mention takes the place of
 */
function insertMention(member, typed) {
  const field = byId('message', HTMLTextAreaElement);
  mentions.add(member);
  field.focus();
  field.setRangeText(`@${member.name} `, Math.max(0, field.selectionStart - typed), field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input'));
}

async function submit() {
  const field = byId('message', HTMLTextAreaElement);
  const words = field.value.trim();
  if (!words && !chosen) return;
  const file = chosen;
  field.value = '';
  choose(undefined);
  try {
    await send({ ...mentions.message(words), ...(file ? { file } : {}) });
    mentions.clear();
  } catch (error) {
    // Nothing typed is lost when the simulator refuses.
    if (!field.value) field.value = words;
    choose(file);
    throw error;
  } finally {
    refresh();
  }
}

/** @param {File | undefined} file */
function choose(file) {
  chosen = file;
  const place = byId('composer-file');
  place.hidden = !file;
  if (!file) byId('file', HTMLInputElement).value = '';
  fill(
    place,
    file && el('span', {}, `${file.name}, ${sizeOf(file.size)}`),
    file && closeButton('Remove the file', () => choose(undefined)),
  );
  refresh();
}

/** @param {string} label @param {() => void} onclick */
const closeButton = (label, onclick) =>
  el('button', { class: 'round', type: 'button', 'aria-label': label, onclick }, icon('close', 'icon--small'));

function openDraft() {
  const field = byId('message', HTMLTextAreaElement);
  if (draftKey) drafts.set(draftKey, field.value);
  draftKey = `${model.me.id} ${model.roomId ?? ''}`;
  field.value = drafts.get(draftKey) ?? '';
  byId('composer').hidden = !model.room;
  field.placeholder = `Write a message to ${model.room?.title ?? ''}`;
  showContext();
  refresh();
}

function dropContext() {
  model.replyTo = undefined;
  if (model.editing) byId('message', HTMLTextAreaElement).value = '';
  model.editing = undefined;
  model.tell('composer', { focus: true });
  refresh();
}

function showContext() {
  const place = byId('composer-context');
  const { replyTo, editing } = model;
  const about = model.messages.get(editing ?? replyTo ?? '');
  place.hidden = !about;
  if (!about) return fill(place);
  const words = editing ? 'Editing your message' : `Replying to ${authorOf(about).name}: ${about.text ?? 'a file'}`;
  fill(
    place,
    icon(editing ? 'pencil' : 'reply', 'icon--small'),
    el('span', {}, words),
    closeButton('Cancel', dropContext),
  );
  const field = byId('message', HTMLTextAreaElement);
  if (editing && !field.value) field.value = about.text ?? '';
  refresh();
}

/** Grows the box with its words, colours mentions, and says when the bot would not hear. */
function refresh() {
  const field = byId('message', HTMLTextAreaElement);
  const parts = mentions.parts(field.value);
  fill(byId('mirror'), ...parts.map(({ text, id }) => (id ? el('mark', {}, text) : text)), '\u200b');
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
  byId('send', HTMLButtonElement).disabled = field.value.trim() === '' && !chosen;
  const { bot } = model.session;
  const isUnheard =
    model.room?.type === 'group' && model.hasBot && field.value.trim() && !parts.some(({ id }) => id === bot.id);
  const mentionIt = () => {
    field.setSelectionRange(0, 0);
    insertMention({ id: bot.id, name: bot.displayName }, 0);
  };
  if (isUnheard)
    fill(
      byId('hint-text'),
      `${bot.displayName} hears only what mentions it. `,
      el('button', { type: 'button', onclick: mentionIt }, `Mention ${bot.displayName}`),
    );
  else byId('hint-text').textContent = 'Enter sends, Shift + Enter starts a new line';
}
