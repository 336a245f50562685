import { createHash } from 'node:crypto';
import { Problem } from '#lib/problem.ts';
import { approvalsFor, type Change } from './limits/limits.ts';
import type { Policy } from './policy/policy.ts';

/** What a change waits for before it is done. */
export interface Needed {
  /** Roles: of each list, whoever approves has to have one. docs/decisions/0037-one-approver-meets-every-rule.md */
  by: readonly (readonly string[])[];
  /** The space to ask in; undefined: where it was asked. */
  askIn: string | undefined;
  /** For how long it can be approved, in ms. */
  validMs: number;
}

/** Undefined when nobody else has to agree. Of several rules each has to be met; the strictest says for how long. */
export function approvalNeeded(policy: Policy, change: Change): Needed | undefined {
  const rules = approvalsFor(policy, change);
  if (rules.length === 0) return undefined;
  const lists = rules.map(({ by }) => by);
  return {
    by: lists.filter((list, index) => lists.findIndex((other) => isSame(other, list)) === index),
    askIn: rules.find(({ askIn }) => askIn !== undefined)?.askIn,
    validMs: Math.min(...rules.map(({ validMs }) => validMs)),
  };
}

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  [...left].sort().join(' ') === [...right].sort().join(' ');

/** Whether these roles are enough to agree. Nobody agrees to what asks for nothing. */
export const mayApprove = (by: Needed['by'], roles: readonly string[]): boolean =>
  by.length > 0 && by.every((list) => list.some((role) => roles.includes(role)));

/** "an admin", "an admin or a lead", "an admin who is also a lead". */
export const approversIn = (by: Needed['by']): string =>
  by.map((list) => list.map(withArticle).join(' or ')).join(' who is also ');

const withArticle = (role: string): string => `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`;

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const LENGTH = 5;

/** What people call an approval by in words. It tells nothing of the plan's id, which buttons carry. */
export function shortIdOf(planId: string): string {
  const bytes = createHash('sha256').update(planId).digest();
  return [...bytes.subarray(0, LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** Why a press of an approval card comes to nothing. All of these are written into the audit as denied. */
export class NotTheirs extends Problem {}

export const ownRequest = (): NotTheirs =>
  new NotTheirs('You asked for this yourself', {
    code: 'own-request',
    hint: 'A second person has to agree. Nothing was sent.',
  });

export const notApprover = (by: Needed['by'], roles: readonly string[]): NotTheirs =>
  new NotTheirs(`Only ${approversIn(by)} can answer this`, {
    code: 'not-approver',
    hint: `${roles.length > 1 ? 'Your roles' : 'Your role'}: ${roles.join(', ') || 'none'}. Nothing was sent.`,
  });

export const notRequester = (name: string): NotTheirs =>
  new NotTheirs(`Only ${name} can withdraw this`, { code: 'not-requester', hint: 'It still waits.' });

export const foreignApproval = (): NotTheirs =>
  new NotTheirs('This button does not belong to an approval of this card', {
    code: 'foreign-approval',
    hint: 'Nothing was sent. "approvals" lists what waits for you.',
    next: [{ title: 'Approvals', say: 'approvals' }],
  });

export const reasonMissing = (): Problem =>
  new Problem('Why not? Write a reason of 1 to 200 characters', {
    code: 'reason-missing',
    hint: 'It still waits. Nothing was sent.',
  });
