import { z } from 'zod';
import { Problem } from '#lib/problem.ts';

/** The version that this bot writes into its buttons: another one comes from an older or newer bot. */
export const CARD_VERSION = 1;

/** What a button may carry. All of it is untrusted: a click counts as words typed by the clicker, or names a plan by its id. */
export type Submission =
  | { kind: 'say'; text: string; of?: string }
  | { kind: 'plan'; planId: string; press: 'confirm' | 'cancel' | 'queue'; typed: string }
  | { kind: 'form'; command: string; args: Record<string, unknown> };

/** A press on a card that asks a second person; `reason` goes with a refusal. */
export interface ApprovalPress {
  planId: string;
  press: 'ask' | 'approve' | 'refuse' | 'withdraw';
  typed: string;
  reason: string;
}

const Version = z.object({ v: z.literal(CARD_VERSION) });
const Say = z.object({
  say: z.string().min(1).max(8000),
  of: z.string().min(1).max(300).optional().catch(undefined),
});
const Press = z.object({
  plan: z.string().min(16).max(64),
  press: z.enum(['confirm', 'cancel', 'queue']),
  typed: z.string().max(500).catch(''),
});
const Approval = z.object({
  approval: z.string().min(16).max(64),
  press: z.enum(['ask', 'approve', 'refuse', 'withdraw']),
  typed: z.string().max(500).catch(''),
  reason: z.string().max(500).catch(''),
});
const Form = z.object({ form: z.string().max(40), args: z.record(z.string(), z.string().max(500)).catch({}) });
const NOT_ARGS = new Set(['v', 'form', 'args', '__proto__', 'constructor', 'prototype']);

/** Reads the inputs of a click. Throws a Problem for a card of another version and for inputs that no card of ours sends. */
export function readSubmission(inputs: Readonly<Record<string, unknown>>): Submission {
  if (!Version.safeParse(inputs).success) throw oldCard();
  const press = Press.safeParse(inputs);
  if (press.success) return { kind: 'plan', planId: press.data.plan, press: press.data.press, typed: press.data.typed };
  const form = Form.safeParse(inputs);
  if (form.success) return { kind: 'form', command: form.data.form, args: fields(inputs, form.data.args) };
  const say = Say.safeParse(inputs);
  if (say.success)
    return { kind: 'say', text: asWritten(say.data.say), ...(say.data.of !== undefined && { of: say.data.of }) };
  throw oldCard();
}

/** What a button of an approval carries; undefined for all other inputs. */
export function approvalIn(inputs: Readonly<Record<string, unknown>>): ApprovalPress | undefined {
  const { success, data } = Approval.safeParse(inputs);
  if (!success || !Version.safeParse(inputs).success) return undefined;
  const { approval: planId, ...pressed } = data;
  return { planId, ...pressed };
}

/** Inputs are arguments by their name, as text; what the button itself fixed cannot be typed over. */
function fields(inputs: Readonly<Record<string, unknown>>, fixed: Record<string, string>): Record<string, string> {
  const typed = Object.entries(inputs).flatMap(([key, value]): [string, string][] => {
    // Webex sends every input as text; a client that sends a number means the same.
    const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? asWritten(value).trim() : '';
    return NOT_ARGS.has(key) || text === '' ? [] : [[key, text]];
  });
  const given = Object.entries(fixed).flatMap(([key, value]) => (NOT_ARGS.has(key) ? [] : [[key, asWritten(value)]]));
  return Object.fromEntries([...typed, ...given]);
}

/** Cards break what clients would take for a template with a mark that nobody sees (render/escape.ts): it is no part of the text. */
const asWritten = (text: string): string => text.replace(/([${])\u2060(?=\{|$)/g, '$1');

const oldCard = () =>
  new Problem('I can no longer read this card', {
    code: 'old-card',
    hint: 'It is from another version of me, or was changed. Nothing was sent. Ask again with words.',
    next: [{ title: 'Help', say: 'help' }],
  });
