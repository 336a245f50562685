/**
 * Message HTML → elements, by an allow-list. The HTML is parsed apart from the page, where nothing loads or runs, and
 * every element is built anew; what is not on the list leaves only its text.
 */

const ALLOWED = new Set([
  'p',
  'br',
  'b',
  'strong',
  'i',
  'em',
  's',
  'del',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'a',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);
const DROPPED = new Set(['script', 'style', 'template', 'iframe', 'object', 'svg', 'math', 'title']);
/** A message's headings are words in a list of messages, not headings of the page. */
const HEADING = /^h[1-6]$/;

/**
 * @param {string} html
 * @param {string} myId whose mentions stand out
 * @returns {DocumentFragment}
 */
export function safeHtml(html, myId) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const safe = document.createDocumentFragment();
  copy(body, safe, myId);
  return safe;
}

/**
 * @param {Node} from
 * @param {Node} to
 * @param {string} myId
 */
function copy(from, to, myId) {
  for (const node of from.childNodes) {
    if (node instanceof Text) to.appendChild(document.createTextNode(node.data));
    else if (node instanceof Element) {
      const name = node.localName;
      if (DROPPED.has(name)) continue;
      const made = name === 'spark-mention' ? mention(node, myId) : ALLOWED.has(name) ? element(node, name) : undefined;
      copy(node, made ? to.appendChild(made) : to, myId);
    }
  }
}

/**
 * @param {Element} node
 * @param {string} myId
 */
function mention(node, myId) {
  const made = document.createElement('span');
  const isMe = node.getAttribute('data-object-id') === myId || node.getAttribute('data-group-type') === 'all';
  made.className = isMe ? 'at at--me' : 'at';
  return made;
}

/**
 * @param {Element} node
 * @param {string} name
 */
function element(node, name) {
  const made = document.createElement(HEADING.test(name) ? 'strong' : name);
  if (name === 'a' && made instanceof HTMLAnchorElement) link(made, node.getAttribute('href') ?? '');
  return made;
}

/** Whether it may be opened; anything else could run or start something. @param {string} address */
export const isWebAddress = (address) =>
  URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol);

/**
 * Lets a link open in a new tab that knows nothing of this page; one that is no web address stays words.
 * @param {HTMLAnchorElement} anchor
 * @param {string} address
 */
export function link(anchor, address) {
  anchor.removeAttribute('href');
  if (!isWebAddress(address)) return;
  anchor.href = address;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
}
