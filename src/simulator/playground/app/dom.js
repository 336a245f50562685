/**
 * Small helpers to build the page's elements. Text is always set as text, never as markup.
 */

/** @typedef {Node | string | number | false | null | undefined} Child */

/**
 * The page's own element with that id: inputs of a card may have the same.
 * @template {HTMLElement} [T=HTMLElement]
 * @param {string} id
 * @param {new () => T} [type]
 * @returns {T}
 */
export function byId(id, type) {
  const found = [...document.querySelectorAll(`#${CSS.escape(id)}`)].find((element) => !element.closest('.card'));
  if (!(found instanceof (type ?? HTMLElement))) throw new Error(`The page has no #${id}.`);
  return /** @type {T} */ (found);
}

/**
 * Builds an element. `class`, `data-*`, `aria-*` and other attributes by name, listeners as `onclick` and so on;
 * `false` and `undefined` leave an attribute out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...kept(children));
  return element;
}

/**
 * Puts new children in place of the old ones.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren(...kept(children));
}

/** @param {Child[]} children */
function kept(children) {
  return children
    .filter((child) => child !== false && child !== null && child !== undefined && child !== '')
    .map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Lets the arrow keys, Home and End move the focus through what `selector` finds inside `element`.
 * @param {HTMLElement} element
 * @param {string} selector
 */
export function arrowKeys(element, selector) {
  element.addEventListener('keydown', (event) => {
    const items = /** @type {HTMLElement[]} */ ([...element.querySelectorAll(selector)]);
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    const next = to === undefined ? undefined : items[to];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
