import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { checkPolicy, type Vocabulary } from './check.ts';
import { type Policy, policyOf } from './policy.ts';
import { PolicyShape } from './shape.ts';

/** What is wrong with a policy, in words for whoever wrote it. */
export interface Fault {
  /** From 1; undefined where it is about the file as a whole. */
  line: number | undefined;
  text: string;
}

export type Path = (string | number)[];

/** A policy is read by people too. */
const LONGEST = 100_000;

/** Reads a policy file: the policy, or all its faults at once, in the order of the file. */
export function readPolicy(
  text: string,
  source: string,
  vocabulary: Vocabulary,
):
  | { policy: Policy; lineOf: (path: Path) => number | undefined; faults?: undefined }
  | { faults: Fault[]; policy?: undefined } {
  if (text.length > LONGEST) return { faults: [{ line: undefined, text: 'is longer than 100,000 characters' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return {
      faults: document.errors.map(({ message, pos: [at] }) => ({
        line: lines.linePos(at).line,
        text: inOneLine(message),
      })),
    };
  const lineOf = (path: Path): number | undefined => {
    for (let length = path.length; length > 0; length -= 1) {
      const at = startOf(document, path.slice(0, length));
      if (at !== undefined) return lines.linePos(at).line;
    }
    return undefined;
  };
  const content = plainOf(document);
  if (content.fault) return { faults: [content.fault] };
  const read = PolicyShape.safeParse(content.value ?? {});
  if (!read.success) return { faults: inOrder(read.error.issues.flatMap((issue) => faultsOf(issue, lineOf))) };
  const policy = policyOf(read.data, source, lineOf, sendsOf(vocabulary));
  const faults = checkPolicy(policy, vocabulary, lineOf);
  return faults.length > 0 ? { faults: inOrder(faults) } : { policy, lineOf };
}

const sendsOf = ({ commands }: Vocabulary) => {
  const sends = new Map(commands.map((command) => [command.name, command.sends ?? []]));
  return (name: string): readonly string[] => sends.get(name) ?? [];
};

/** Anchors that stand for more than a policy can hold are refused by the library. */
function plainOf(document: ReturnType<typeof parseDocument>): { value?: unknown; fault?: Fault } {
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) };
  } catch {
    return { fault: { line: undefined, text: 'holds anchors that refer to nothing, or to too much' } };
  }
}

/** Where the key of a path stands, or the item of a list. */
function startOf(document: ReturnType<typeof parseDocument>, path: Path): number | undefined {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  if (isMap(parent)) return parent.items.find(({ key }) => key.value === last)?.key.range?.[0];
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

interface Node {
  range?: [number, number, number];
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'range' in value;
const isMap = (value: unknown): value is { items: { key: Node & { value: unknown } }[] } =>
  isNode(value) && 'items' in value && Array.isArray(value.items) && value.items.every((item) => isPair(item));
const isPair = (item: unknown): boolean =>
  typeof item === 'object' && item !== null && 'key' in item && isNode(item.key);

function faultsOf(issue: z.core.$ZodIssue, lineOf: (path: Path) => number | undefined): Fault[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      line: lineOf([...path, key]),
      text: `${placeOf([...path, key])} is nothing a policy knows`,
    }));
  // Of several shapes, what is wrong with the last one, which is the list, says most.
  if (issue.code === 'invalid_union') {
    const inner = issue.errors.flat().filter(({ code }) => code !== 'invalid_type');
    const [first] = inner;
    if (first) return faultsOf({ ...first, path: [...issue.path, ...first.path] }, lineOf);
  }
  return [{ line: lineOf(path), text: `${placeOf(path)} ${sentenceOf(issue)}` }];
}

const KINDS: Record<string, string> = {
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
};

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /^Invalid input/.test(issue.message)) {
    const isMissing = issue.message.endsWith('received undefined');
    return isMissing ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`;
  }
  if (issue.code === 'invalid_union' && /^Invalid input/.test(issue.message))
    return 'must be a text or a list of texts';
  if (issue.code === 'invalid_key') return issue.issues[0]?.message ?? 'is no name';
  if (issue.code === 'too_small' && /^Too small/.test(issue.message)) return `must be at least ${issue.minimum}`;
  if (issue.code === 'too_big' && /^Too big/.test(issue.message)) return `must be at most ${issue.maximum}`;
  return issue.message;
}

/** `roles.operator.allow[2].tiers`, counted from 1 as people do. */
export const placeOf = (path: Path): string =>
  path.length === 0
    ? 'the file'
    : path
        .map((part, index) => (typeof part === 'number' ? `[${part + 1}]` : index === 0 ? part : `.${part}`))
        .join('');

const inOneLine = (message: string): string => message.replace(/\s+/g, ' ').trim();

const inOrder = (faults: readonly Fault[]): Fault[] =>
  [...faults].sort((left, right) => (left.line ?? 0) - (right.line ?? 0));

/** "policy.yaml, line 12: roles.operator.members is missing", a line for each fault. */
export const toldFaults = (source: string, faults: readonly Fault[]): string[] =>
  faults.map(({ line, text }) => `${source}${line === undefined ? '' : `, line ${line}`}: ${text}`);
