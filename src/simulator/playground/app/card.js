import MarkdownIt from '../vendor/markdown-it.js';
import { attempt, press } from './actions.js';
import { el } from './dom.js';
import { hostConfig } from './host-config.js';
import { model } from './model.js';
import { isWebAddress, link } from './safe-html.js';

const { AdaptiveCards } = globalThis;

/** What Webex's text blocks know of markdown: bold, italic, links and lists. Pictures and code stay as typed. */
const markdown = new MarkdownIt('zero', { html: false, breaks: true }).enable([
  'emphasis',
  'link',
  'list',
  'escape',
  'newline',
]);

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};
AdaptiveCards.GlobalRegistry.elements.unregister('Media');

const config = new AdaptiveCards.HostConfig(hostConfig);

/** After this long without an answer a button can be pressed again, in milliseconds. */
const PATIENCE = 3000;

/**
 * Draws a card as Webex does: version 1.3, buttons post a real attachment action of the person who presses.
 * @param {string} messageId
 * @param {Record<string, unknown>} content
 * @returns {HTMLElement}
 */
export function drawCard(messageId, content) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = config;
  const box = el('div', { class: 'card', role: 'group', 'aria-label': 'Card' });
  card.onExecuteAction = (action) => execute(messageId, action, box);
  try {
    card.parse(content, new AdaptiveCards.SerializationContext(AdaptiveCards.Versions.v1_3));
    const drawn = card.render();
    if (drawn) drawn.tabIndex = -1;
    box.append(drawn ?? broken());
  } catch {
    box.append(broken());
  }
  for (const anchor of box.querySelectorAll('a')) link(anchor, anchor.getAttribute('href') ?? '');
  return box;
}

const broken = () => el('p', { class: 'card__broken' }, 'This card can’t be shown.');

/**
 * @param {string} messageId
 * @param {import('adaptivecards').Action} action
 * @param {HTMLElement} box
 */
function execute(messageId, action, box) {
  if (action instanceof AdaptiveCards.OpenUrlAction) {
    if (isWebAddress(action.url ?? '')) open(action.url, '_blank', 'noopener,noreferrer');
  } else if (action instanceof AdaptiveCards.SubmitAction) submit(messageId, action, box);
}

/**
 * Holds the card's buttons until something new comes into the space, a refusal comes back, or patience ends.
 * @param {string} messageId
 * @param {import('adaptivecards').SubmitAction} action
 * @param {HTMLElement} box
 */
function submit(messageId, action, box) {
  const pressed = action.renderedElement instanceof HTMLElement ? action.renderedElement : document.activeElement;
  const buttons = /** @type {HTMLButtonElement[]} */ ([...box.querySelectorAll('button')]);
  const hold = (/** @type {boolean} */ held) => {
    for (const button of buttons) button.disabled = held;
    pressed?.classList.toggle('is-pending', held);
    box.setAttribute('aria-busy', String(held));
  };
  hold(true);
  const timer = setTimeout(release, PATIENCE);
  const stop = model.on(['messages'], release);
  function release() {
    clearTimeout(timer);
    stop();
    hold(false);
  }
  attempt(() => press(messageId, action.data ?? {})).then((answer) => answer ?? release());
}
