import { isTree } from '#lib/tree.ts';
import { compileCondition, compilePath, type Evaluate, type Scope, TemplateFault } from './expression.ts';
import { address, type Context, checkName, contextOf, inWords, landed } from './values.ts';

/** Fills a compiled template. Throws a TemplateFault that names the file and the place. */
export type Bind = (data: unknown) => Record<string, unknown>;

type Build = (scope: Scope) => unknown;

/** Marks a list item that a false `$when` took away. */
const NOTHING = Symbol('nothing');

/** Several list items in place of one. */
class Several {
  readonly items: unknown[];
  constructor(items: unknown[]) {
    this.items = items;
  }
}

const DIRECTIVES = new Set(['$data', '$when', '$schema']);

/**
 * Compiles a template in the documented subset of the Adaptive Card template language
 * (https://learn.microsoft.com/adaptive-cards/templating/language). Throws a TemplateFault for what is outside it.
 */
export function compile(template: unknown, file: string): Bind {
  const build = node(template, 'other', '', `${file} $`);
  return (data) => {
    const card = build({ root: data, data, index: undefined });
    if (isTree(card)) return card;
    throw new TemplateFault(`${file}: the template does not give one card`);
  };
}

function node(template: unknown, context: Context, key: string, at: string): Build {
  if (typeof template === 'string') return string(template, context, key, at);
  if (Array.isArray(template)) return list(template, context, key, at);
  if (isTree(template)) return object(template, context, key, at);
  return () => template;
}

function list(template: unknown[], context: Context, key: string, at: string): Build {
  const inner = key === 'inlines' ? 'text' : context;
  const items = template.map((item, index) => node(item, inner, key, `${at}[${index}]`));
  return (scope) => {
    const result: unknown[] = [];
    for (const build of items) {
      const item = build(scope);
      if (item instanceof Several) result.push(...item.items);
      else if (Array.isArray(item)) result.push(...item);
      else if (item !== NOTHING) result.push(item);
    }
    return result;
  };
}

function object(template: Record<string, unknown>, context: Context, key: string, at: string): Build {
  const unknownDirective = Object.keys(template).find((name) => name.startsWith('$') && !DIRECTIVES.has(name));
  if (unknownDirective) throw new TemplateFault(`${at}: ${unknownDirective} is outside the template subset`);
  const when = template['$when'] === undefined ? undefined : condition(template['$when'], `${at}.$when`);
  const data = template['$data'] === undefined ? undefined : source(template['$data'], `${at}.$data`);
  const properties = Object.entries(template)
    .filter(([name]) => name !== '$when' && name !== '$data')
    .map(([name, value]) => {
      checkName(name, at);
      return { name, build: node(value, contextOf(template, key, name, context), name, `${at}.${name}`) };
    });

  const one = (scope: Scope): unknown => {
    if (when && !when(scope)) return NOTHING;
    const result: Record<string, unknown> = {};
    for (const { name, build } of properties) {
      const value = build(scope);
      if (value === NOTHING) continue;
      if (value instanceof Several) throw new TemplateFault(`${at}.${name}: only an item of a list can be repeated`);
      result[name] = value;
    }
    return result;
  };

  if (!data) return one;
  return (scope) => {
    const value = data(scope);
    if (!Array.isArray(value)) return one({ ...scope, data: value });
    const items = value.map((item: unknown, index) => one({ root: scope.root, data: item, index }));
    return new Several(items.filter((item) => item !== NOTHING));
  };
}

function condition(template: unknown, at: string): (scope: Scope) => boolean {
  const inner = typeof template === 'string' ? whole(template) : undefined;
  if (inner === undefined) throw new TemplateFault(`${at}: write one \${…} and nothing else`);
  const evaluate = located(at, () => compileCondition(inner));
  return (scope) => located(at, () => evaluate(scope));
}

function source(template: unknown, at: string): Evaluate {
  const inner = typeof template === 'string' ? whole(template) : undefined;
  if (inner === undefined) throw new TemplateFault(`${at}: write one \${path} and nothing else`);
  const read = located(at, () => compilePath(inner));
  return (scope) => {
    const value = located(at, () => read(scope));
    if (typeof value === 'object' && value !== null) return value;
    throw new TemplateFault(`${at}: "${inner}" is neither a list nor an object`);
  };
}

/** What stands inside when the string is one `${…}` and nothing else. */
function whole(template: string): string | undefined {
  return /^\$\{([^{}]*)\}$/.exec(template)?.[1]?.trim();
}

function string(template: string, context: Context, key: string, at: string): Build {
  if (!template.includes('${')) return () => template;
  const inner = whole(template);
  if (inner !== undefined) {
    const read = located(at, () => compilePath(inner));
    return (scope) => located(at, () => landed(read(scope), context, inner, key));
  }
  if (/[`\\]/.test(template)) throw new TemplateFault(`${at}: no backtick or backslash beside \${…}`);
  const parts = template.split(/\$\{([^{}]*)\}/);
  const reads = parts.map((part, index) => {
    if (index % 2 === 1) return { path: part.trim(), read: located(at, () => compilePath(part.trim())) };
    if (part.includes('${')) throw new TemplateFault(`${at}: a \${ is not closed`);
    return part;
  });
  return (scope) => {
    let result = '';
    for (const part of reads) {
      result += typeof part === 'string' ? part : located(at, () => inWords(part.read(scope), context, part.path));
    }
    return context === 'url' ? located(at, () => address(result)) : result;
  };
}

function located<T>(at: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateFault && !error.message.startsWith(at)) {
      throw new TemplateFault(`${at}: ${error.message}`);
    }
    throw error;
  }
}
