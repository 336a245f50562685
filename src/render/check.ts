import { isTree } from '#lib/tree.ts';

/** Cards stay below this many bytes of JSON (UTF-8). Webex documents no limit; longer lists are paged. */
export const CARD_LIMIT = 20_000;

const COLOURS = new Set(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention']);
const CONTAINER_STYLES = new Set(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']);
const ACTION_STYLES = new Set(['default', 'positive', 'destructive']);

const ANY = ['type', 'id', 'isVisible', 'requires', 'fallback', 'height', 'separator', 'spacing'];
const INPUT = [...ANY, 'label', 'isRequired', 'errorMessage', 'placeholder', 'value'];
const ACTION = ['type', 'id', 'title', 'iconUrl', 'style', 'fallback', 'requires'];
const BOX = [...ANY, 'selectAction', 'style', 'bleed', 'minHeight', 'backgroundImage'];
const WORDS = ['type', 'text', 'color', 'fontType', 'isSubtle', 'size', 'weight'];

/** What Webex draws of Adaptive Cards 1.3 (https://adaptivecards.io/explorer), and each element's properties. */
const KNOWN = new Map([
  [
    'AdaptiveCard',
    ['type', '$schema', 'version', 'body', 'actions', 'selectAction', 'fallbackText', 'minHeight', 'speak', 'lang'],
  ],
  ['ActionSet', [...ANY, 'actions']],
  ['Column', [...BOX, 'items', 'width', 'verticalContentAlignment']],
  ['ColumnSet', [...BOX, 'columns', 'horizontalAlignment']],
  ['Container', [...BOX, 'items', 'verticalContentAlignment']],
  ['FactSet', [...ANY, 'facts']],
  ['Image', [...ANY, 'url', 'altText', 'horizontalAlignment', 'selectAction', 'size', 'style', 'width']],
  ['ImageSet', [...ANY, 'images', 'imageSize']],
  ['RichTextBlock', [...ANY, 'inlines', 'horizontalAlignment']],
  ['TextBlock', [...ANY, ...WORDS, 'horizontalAlignment', 'maxLines', 'wrap']],
  ['TextRun', [...WORDS, 'highlight', 'italic', 'selectAction', 'strikethrough', 'underline']],
  ['Input.ChoiceSet', [...INPUT, 'choices', 'isMultiSelect', 'style', 'wrap']],
  ['Input.Date', [...INPUT, 'min', 'max']],
  ['Input.Number', [...INPUT, 'min', 'max']],
  ['Input.Text', [...INPUT, 'isMultiline', 'maxLength', 'regex', 'style', 'inlineAction']],
  ['Input.Time', [...INPUT, 'min', 'max']],
  ['Input.Toggle', [...INPUT, 'title', 'valueOn', 'valueOff', 'wrap']],
  ['Action.OpenUrl', [...ACTION, 'url']],
  ['Action.ShowCard', [...ACTION, 'card']],
  ['Action.Submit', [...ACTION, 'data', 'associatedInputs']],
  ['Action.ToggleVisibility', [...ACTION, 'targetElements']],
]);

type Json = Record<string, unknown>;

/** The check of every card that goes out: cheap, and undefined when all is well. */
export function fitFault(card: Json): string | undefined {
  if (card['type'] !== 'AdaptiveCard' || card['version'] !== '1.3')
    return 'the card must be an AdaptiveCard of version 1.3';
  const bytes = Buffer.byteLength(JSON.stringify(card));
  return bytes < CARD_LIMIT ? undefined : `the card has ${bytes} bytes; the limit is ${CARD_LIMIT}`;
}

/** Every rule of docs/cards.md on a finished card, as sentences; none when all is well. For tests: it walks the whole card. */
export function checkCard(card: Json): string[] {
  const fit = fitFault(card);
  const faults = fit === undefined ? [] : [fit];
  const inputs: string[] = [];
  const dataKeys = new Set<string>();
  let images = 0;

  for (const { element, at } of elements(card, '$')) {
    const say = (sentence: string) => faults.push(`${at}: ${sentence}`);
    const type = String(element['type']);
    const properties = KNOWN.get(type);
    if (!properties) {
      say(`Webex does not draw ${type}`);
      continue;
    }
    for (const name of Object.keys(element)) if (!properties.includes(name)) say(`${type} has no ${name}`);
    if (type === 'Image') images += 1;
    if (type.startsWith('Input.')) {
      inputs.push(String(element['id'] ?? ''));
      checkInput(element, say);
    }
    if (type === 'Action.Submit') for (const key of checkSubmit(element, say)) dataKeys.add(key);
    if (type.startsWith('Action.')) checkAction(element, say);
    if (list(element['actions']).length > 5) say('more than 5 actions in one set');
    checkLooks(type, element, say);
  }

  if (images > 10) faults.push(`${images} images; at most 10`);
  for (const id of new Set(inputs)) {
    if (inputs.filter((other) => other === id).length > 1) faults.push(`two inputs are called "${id}"`);
    if (dataKeys.has(id)) faults.push(`"${id}" is an input and a key of a button's data`);
  }
  if (/\$\{/.test(JSON.stringify(card))) faults.push('a ${ is left on the card');
  return faults;
}

type Say = (sentence: string) => void;

function checkInput(input: Json, say: Say): void {
  const { id, label, title, type, choices } = input;
  if (!filled(id)) say('an input needs an id');
  if (!filled(label) && !(type === 'Input.Toggle' && filled(title))) say('an input needs a label');
  if (type !== 'Input.ChoiceSet') return;
  for (const choice of list(choices)) {
    if (!isTree(choice) || !filled(choice['title']) || typeof choice['value'] !== 'string')
      say('a choice needs title and value');
    else if (choice['value'].includes(','))
      say(`the choice "${choice['value']}" has a comma, which joins several choices`);
  }
}

function checkSubmit({ data }: Json, say: Say): string[] {
  if (isTree(data) && data['v'] === 1) return Object.keys(data);
  say('the data of a button needs "v": 1');
  return [];
}

function checkAction({ title, style }: Json, say: Say): void {
  if (title !== undefined && !filled(title)) say('a button needs a title');
  if (style !== undefined && !ACTION_STYLES.has(String(style))) say(`"${style}" is not a style of a button`);
}

function checkLooks(type: string, element: Json, say: Say): void {
  const { color, style, text } = element;
  if (color !== undefined && !COLOURS.has(String(color))) say(`"${color}" is not a named colour`);
  const isBox = type === 'Container' || type === 'Column' || type === 'ColumnSet';
  if (isBox && style !== undefined && !CONTAINER_STYLES.has(String(style))) say(`"${style}" is not a named style`);
  if ((type === 'TextBlock' || type === 'TextRun') && typeof text !== 'string') say('the text must be a string');
  if (type === 'TextBlock' && element['wrap'] !== true) say('a TextBlock must wrap, or it is cut off at 300 pixels');
  if (type === 'Image' && !filled(element['altText'])) say('an image needs an altText');
}

/** Every element with a `type`, depth first; `data` of a button is not looked into. */
function* elements(value: unknown, at: string): Generator<{ element: Json; at: string }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* elements(item, `${at}[${index}]`);
  } else if (isTree(value)) {
    if (value['type'] !== undefined) yield { element: value, at };
    for (const [name, item] of Object.entries(value)) {
      if (name !== 'data') yield* elements(item, `${at}.${name}`);
    }
  }
}

function filled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
