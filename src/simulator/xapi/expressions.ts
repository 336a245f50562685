/** One step of a status path: `Call[1]` is `{name: 'Call', index: 1}`. */
export interface Segment {
  name: string;
  lower: string;
  index?: number;
}

/** One status value with its place. */
export interface Leaf {
  segments: readonly Segment[];
  value: string | number;
}

type Step = { any: true } | { any: false; lower: string; from: number; to: number };

/** The index of a segment that is no element of an array. */
const NO_INDEX = -1;

/** Longer than any path of RoomOS; whatever is longer matches nothing. */
const MAX_LENGTH = 512;

/** The segments of a path with numbers as indices, such as `Call[1].Status`. Throws on anything else. */
export function parsePath(path: string): Segment[] {
  return path.split('.').map((part) => {
    const match = /^([A-Za-z0-9_-]+)(?:\[(\d+)\])?$/.exec(part);
    if (!match?.[1]) throw new Error(`Not a path: "${path}".`);
    const segment: Segment = { name: match[1], lower: match[1].toLowerCase() };
    if (match[2] !== undefined) segment.index = Number(match[2]);
    return segment;
  });
}

/**
 * Compiles a status expression of the xAPI (https://developer.webex.com/docs/devices): dots, any case, `*` for one or
 * more steps of any name, and `[1]`, `[2..3]`, `[2..n]`, `[*]` for the elements of an array; without an index all
 * elements match. A node stands for everything below it. Returns a test for leaves; what is not an expression matches
 * nothing, as an unknown path does.
 */
export const compile = (expression: string): Test => compiled(expression, false);

/**
 * Compiles the `key` of `GET /deviceConfigurations` in the same way. Unlike a status expression it names whole keys: `Audio`
 * alone names none, and a number that is left out is no wildcard.
 */
export const compileKey = (expression: string): Test => compiled(expression, true);

interface Rules {
  steps: readonly Step[];
  isWhole: boolean;
}

type Test = (segments: readonly Segment[]) => boolean;

function compiled(expression: string, isWhole: boolean): Test {
  const steps = expression.length <= MAX_LENGTH ? parseSteps(expression) : undefined;
  if (!steps) return () => false;
  const rules = { steps: isWhole ? steps.map(exact) : steps, isWhole };
  return (segments) => matches(rules, 0, segments, 0);
}

/** Without a number only what has none. */
const exact = (step: Step): Step => (!step.any && step.from === NO_INDEX ? { ...step, to: NO_INDEX } : step);

/** The steps of an expression, or undefined when it is none. */
function parseSteps(expression: string): Step[] | undefined {
  const steps: Step[] = [];
  for (const part of splitOutsideBrackets(expression)) {
    const step = parseStep(part);
    if (!step) return undefined;
    steps.push(step);
  }
  return steps;
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '[') inside = true;
    else if (char === ']') inside = false;
    else if (char === '.' && !inside) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function parseStep(part: string): Step | undefined {
  if (part === '*') return { any: true };
  const match = /^([a-z0-9_-]+)(?:\[(?:(\*)|(\d{1,9})(?:\.\.(\d{1,9}|n))?)\])?$/.exec(part.toLowerCase());
  if (!match?.[1]) return undefined;
  const [, lower, all, from, to] = match;
  if (from === undefined) return { any: false, lower, from: all ? 0 : NO_INDEX, to: Infinity };
  return { any: false, lower, from: Number(from), to: to === 'n' ? Infinity : Number(to ?? from) };
}

/** Whether the steps fit the first segments, or all of them; recursion is bounded by the depth of the path. */
function matches(rules: Rules, at: number, segments: readonly Segment[], depth: number): boolean {
  const { steps, isWhole } = rules;
  const step = steps[at];
  if (!step) return !isWhole || depth === segments.length;
  if (steps.length - at > segments.length - depth) return false;
  if (step.any) {
    for (let next = depth + 1; next <= segments.length; next++) {
      if (matches(rules, at + 1, segments, next)) return true;
    }
    return false;
  }
  const segment = segments[depth];
  if (!segment || segment.lower !== step.lower) return false;
  const index = segment.index ?? NO_INDEX;
  return index >= step.from && index <= step.to && matches(rules, at + 1, segments, depth + 1);
}

type Node = { [name: string]: Node | Node[] | string | number };

/**
 * Nests leaves by their path, as Webex answers: `{"Audio": {"Volume": 45}}`; the elements of an array are objects that
 * carry their index as a numeric `id`, so that gaps show: `{"Call": [{"id": 3, "Status": "Connected"}]}`.
 */
export function nest(leaves: Iterable<Leaf>): Node {
  const root: Node = {};
  for (const { segments, value } of leaves) {
    let node = root;
    const last = segments.at(-1);
    for (const segment of segments) {
      if (segment.index !== undefined) node = element(node, segment.name, segment.index);
      else if (segment === last) node[segment.name] = value;
      else node = child(node, segment.name);
    }
    if (last?.index !== undefined) node['Value'] = value;
  }
  return root;
}

function child(node: Node, name: string): Node {
  const found = node[name];
  if (typeof found === 'object' && !Array.isArray(found)) return found;
  const made: Node = {};
  node[name] = made;
  return made;
}

function element(node: Node, name: string, id: number): Node {
  let list = node[name];
  if (!Array.isArray(list)) {
    list = [];
    node[name] = list;
  }
  const found = list.find((one) => one['id'] === id);
  if (found) return found;
  const made: Node = { id };
  list.push(made);
  return made;
}
