/** What a template sees at one place: the whole data, the nearest `$data`, and the position in the nearest repetition. */
export interface Scope {
  root: unknown;
  data: unknown;
  index: number | undefined;
}

export type Evaluate = (scope: Scope) => unknown;

/** A template that says something outside the subset, or data that lacks what a template asks for. */
export class TemplateFault extends Error {
  override name = 'TemplateFault';
}

const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|'([^'"\\{}`]*)'|"([^'"\\{}`]*)"|(==|!=|<=|>=|<|>|&&|\|\||!)|(\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*))\s*/y;
const LITERALS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);
const REFUSED = new Set(['__proto__', 'constructor', 'prototype', 'undefined']);

type Token = { kind: 'value'; evaluate: Evaluate; isPath: boolean } | { kind: 'operator'; sign: string };

/** `a.b`, `$root.a`, `$data`, `$index`: reads own properties only and never yields undefined. */
export function compilePath(path: string): Evaluate {
  if (!/^\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(path)) {
    throw new TemplateFault(`"${path}" is not a path such as device.name`);
  }
  const steps = path.split('.');
  const refused = steps.find((step) => REFUSED.has(step) || LITERALS.has(step));
  if (refused !== undefined) throw new TemplateFault(`"${refused}" may not be part of a path`);
  const start = steps[0]?.startsWith('$') ? steps.shift() : '$data';
  if (start === '$index') return indexReader(path, steps);
  if (start !== '$data' && start !== '$root') throw new TemplateFault(`"${start}" is not $root, $data or $index`);
  return (scope) => {
    let value = start === '$root' ? scope.root : scope.data;
    for (const step of steps) value = ownValue(value, step, path);
    return value;
  };
}

function indexReader(path: string, steps: string[]): Evaluate {
  if (steps.length > 0) throw new TemplateFault(`"${path}": $index is a number and has no parts`);
  return ({ index }) => {
    if (index === undefined) throw new TemplateFault('$index has a value only inside a repeated $data');
    return index;
  };
}

/** An own property that is present but undefined reads as null: "known to be empty". */
function ownValue(holder: unknown, name: string, path: string): unknown {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder) || !Object.hasOwn(holder, name)) {
    throw new TemplateFault(`the data has no "${path}"`);
  }
  return Reflect.get(holder, name) ?? null;
}

/** A `$when`: paths and literals with `!`, comparisons, `&&` and `||`. It must come out as true or false (null counts as false). */
export function compileCondition(source: string): (scope: Scope) => boolean {
  const tokens = tokenise(source);
  if (!tokens.some((token) => token.kind === 'value' && token.isPath))
    throw new TemplateFault(`"${source}" asks nothing`);
  let at = 0;

  const isNext = (...signs: string[]) => {
    const token = tokens[at];
    return token?.kind === 'operator' && signs.includes(token.sign);
  };

  const operand = (): Evaluate => {
    const token = tokens[at++];
    if (token?.kind === 'value') return token.evaluate;
    if (token?.sign !== '!') throw new TemplateFault(`"${source}" lacks a value`);
    const inner = operand();
    return (scope) => !truth(inner(scope), source);
  };

  const comparison = (): Evaluate => {
    const left = operand();
    if (!isNext('==', '!=', '<', '>', '<=', '>=')) return left;
    const token = tokens[at++];
    const right = operand();
    const sign = token?.kind === 'operator' ? token.sign : '';
    return (scope) => compare(sign, left(scope), right(scope), source);
  };

  const both = (): Evaluate => {
    const parts = [comparison()];
    while (isNext('&&')) {
      at += 1;
      parts.push(comparison());
    }
    return parts.length === 1 && parts[0] ? parts[0] : (scope) => parts.every((part) => truth(part(scope), source));
  };

  const parts = [both()];
  while (isNext('||')) {
    at += 1;
    parts.push(both());
  }
  if (at < tokens.length) throw new TemplateFault(`"${source}" goes on where it should end`);
  return (scope) => parts.some((part) => truth(part(scope), source));
}

function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) throw new TemplateFault(`"${source}" is outside the template subset`);
    const [, number, single, double, sign, path] = found;
    if (sign !== undefined) tokens.push({ kind: 'operator', sign });
    else tokens.push(value(number, single ?? double, path));
  }
  return tokens;
}

function value(number: string | undefined, text: string | undefined, path: string | undefined): Token {
  if (path !== undefined && !LITERALS.has(path)) return { kind: 'value', evaluate: compilePath(path), isPath: true };
  const constant = path !== undefined ? LITERALS.get(path) : number !== undefined ? Number(number) : text;
  return { kind: 'value', evaluate: () => constant, isPath: false };
}

/** The official language counts 0 and "" as true inside `!`, `&&` and `||`, but as false alone: neither is allowed here. */
function truth(value: unknown, source: string): boolean {
  if (typeof value === 'boolean') return value;
  if (value === null) return false;
  throw new TemplateFault(`"${source}" needs true or false, not ${typeof value}; compare it with something`);
}

function compare(sign: string, left: unknown, right: unknown, source: string): boolean {
  if (sign === '==' || sign === '!=') {
    if (left !== null && right !== null && (typeof left === 'object' || typeof right === 'object')) {
      throw new TemplateFault(`"${source}" compares a list or an object`);
    }
    return (left === right) === (sign === '==');
  }
  if (typeof left === 'number' && typeof right === 'number') return order(sign, left - right);
  if (typeof left === 'string' && typeof right === 'string') {
    return order(sign, left < right ? -1 : left > right ? 1 : 0);
  }
  throw new TemplateFault(`"${source}" orders ${typeof left} and ${typeof right}`);
}

function order(sign: string, difference: number): boolean {
  if (sign === '<') return difference < 0;
  if (sign === '>') return difference > 0;
  return sign === '<=' ? difference <= 0 : difference >= 0;
}
