import type { Catalogue } from './catalogue.ts';

/** One part of a path; -1 where it has no index. */
interface Segment {
  name: string;
  index: number;
}

/** One part of an expression: any name, or this one with an index in the range. */
interface Step {
  name: string | undefined;
  from: number;
  to: number;
}

const PART = /^([\w-]+)(?:\[(?:(\d+)(?:\.\.(\d+|n))?|\*|n)\])?$/;
/** Outside brackets: `Call[1..3].Status` has one. */
const DOT = /\.(?![^[]*\])/;

const segmentsOf = (path: string): Segment[] =>
  path.split(DOT).map((part) => {
    const [, name = part, index] = /^(.*?)(?:\[(\d+)\])?$/.exec(part) ?? [];
    return { name: name.toLowerCase(), index: Number(index ?? -1) };
  });

function stepsOf(expression: string): Step[] {
  return expression.split(DOT).map((part) => {
    if (part === '*') return { name: undefined, from: -1, to: Infinity };
    const [, name = part, from, to] = PART.exec(part) ?? [];
    // `[*]` and `[n]` are any of a list; without brackets it may also be none.
    if (from === undefined) return { name: name.toLowerCase(), from: part.endsWith(']') ? 0 : -1, to: Infinity };
    return { name: name.toLowerCase(), from: Number(from), to: to === 'n' ? Infinity : Number(to ?? from) };
  });
}

/** `*` stands for one part or more; a path is covered by an expression of its beginning. */
function covers(steps: readonly Step[], at: number, path: readonly Segment[], depth: number): boolean {
  const step = steps[at];
  if (!step) return true;
  if (steps.length - at > path.length - depth) return false;
  if (step.name === undefined) {
    for (let next = depth + 1; next <= path.length; next += 1) if (covers(steps, at + 1, path, next)) return true;
    return false;
  }
  const segment = path[depth];
  const isHere = segment?.name === step.name && segment.index >= step.from && segment.index <= step.to;
  return isHere && covers(steps, at + 1, path, depth + 1);
}

/**
 * Tells which of a device's values a status expression asked for: `Audio.*`, `Call[1..3].Status`, `*.Volume`, any case.
 * Webex answers several expressions with one tree, and those that name nothing with nothing at all, so who asked for what
 * has to be found out here. https://developer.webex.com/docs/api/v1/xapi/query-status
 */
export function covering(expression: string): (path: string) => boolean {
  const steps = stepsOf(expression);
  // A hundred devices tell the same paths.
  const known = new Map<string, boolean>();
  return (path) => {
    const found = known.get(path) ?? covers(steps, 0, segmentsOf(path), 0);
    known.set(path, found);
    return found;
  };
}

/** The paths of a catalogue taken apart, as long as it is kept. */
const taken = new WeakMap<readonly string[], Segment[][]>();

/** Whether a device of that kind has what the expression names, whatever the indices. */
export function isKnown(expression: string, catalogue: Pick<Catalogue, 'paths'>): boolean {
  const steps = stepsOf(expression).map((step) => ({ ...step, from: -1, to: Infinity }));
  const paths = catalogue.paths('status');
  const all = taken.get(paths) ?? paths.map((path) => segmentsOf(path.replaceAll('[*]', '')));
  taken.set(paths, all);
  return all.some((path) => covers(steps, 0, path, 0));
}

/** The expressions that none of these values answers. */
export function unanswered(expressions: readonly string[], paths: Iterable<string>): string[] {
  const all = [...new Set(paths)];
  // A single question has every answer there is, also one that Webex spells in another way.
  if (expressions.length === 1 && all.length > 0) return [];
  return expressions.filter((expression) => !all.some(covering(expression)));
}
