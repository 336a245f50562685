import { exact, markdown, plain } from './escape.ts';
import { TemplateFault } from './expression.ts';
import { Markup } from './markup.ts';

/** What a string may do where it lands: see docs/cards.md. */
export type Context = 'markdown' | 'text' | 'url' | 'data' | 'other';

const MARKDOWN = new Set(['TextBlock.text', 'Fact.title', 'Fact.value', 'Choice.title', 'Input.Toggle.title']);
const TEXT = new Set(['text', 'title', 'label', 'placeholder', 'errorMessage', 'altText', 'fallbackText', 'speak']);
const URLS = new Set(['url', 'iconUrl', 'backgroundImage']);
/** The objects in these lists carry no `type` of their own. */
const HOLDERS = new Map([
  ['facts', 'Fact'],
  ['choices', 'Choice'],
]);

/** The context of the property `name` of `holder`, which itself is found under `key`. */
export function contextOf(holder: Record<string, unknown>, key: string, name: string, outer: Context): Context {
  if (outer === 'data' || name === 'data') return 'data';
  if (URLS.has(name)) return 'url';
  const type = typeof holder['type'] === 'string' ? holder['type'] : HOLDERS.get(key);
  if (MARKDOWN.has(`${type}.${name}`)) return 'markdown';
  return TEXT.has(name) ? 'text' : 'other';
}

/** A value that fills a whole property keeps its JSON type, except where Webex only takes text. */
export function landed(value: unknown, context: Context, path: string, key: string): unknown {
  if (value === null || value === undefined) throw new TemplateFault(`"${path}" is empty`);
  if (value instanceof Markup || typeof value !== 'object') {
    if (context === 'url') return address(inWords(value, context, path));
    const keepsType = context === 'data' || context === 'other';
    if (keepsType && (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))))
      return value;
    return inWords(value, context, path);
  }
  return copied(value, context, path, key);
}

/** Lists and objects in the data are copied into the card; their strings are escaped like those of a template. */
function copied(value: object, context: Context, path: string, key: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => nested(item, key === 'inlines' ? 'text' : context, path, key));
  }
  const holder = { ...value };
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(holder)) {
    checkName(name, path);
    if (item !== undefined) result[name] = nested(item, contextOf(holder, key, name, context), path, name);
  }
  return result;
}

function nested(item: unknown, context: Context, path: string, key: string): unknown {
  if (item === null) return null;
  if (typeof item === 'object' && !(item instanceof Markup)) return copied(item, context, path, key);
  return landed(item, context, path, key);
}

/** A value inside a longer string. */
export function inWords(value: unknown, context: Context, path: string): string {
  if (value instanceof Markup) return value.markup;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  if (typeof value !== 'string') throw new TemplateFault(`"${path}" is not text, a number or true/false`);
  if (context === 'markdown') return markdown(value);
  return context === 'data' || context === 'url' ? exact(value) : plain(value);
}

/** A bound address may lead to a web page or hold a picture, nothing else (`javascript:`, `file:` …). */
export function address(text: string): string {
  if (/^https?:\/\/\S+$/i.test(text) || /^data:image\/(?:png|jpeg|gif);base64,[\w+/=]+$/.test(text)) return text;
  throw new TemplateFault('an address must begin with https:// or http://');
}

/** Names that would reach a prototype are refused in templates and in data. */
export function checkName(name: string, at: string): void {
  if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
    throw new TemplateFault(`${at}: "${name}" may not be a property`);
  }
}
