import { createHash } from 'node:crypto';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { ago } from '#lib/time.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { approvalsFor, type Change } from './limits/limits.ts';
import { saidIn } from './limits/words.ts';
import type { Policy } from './policy/policy.ts';

/** What a change waits for before it is done. */
export interface Needed {
  /** Roles: of each list, whoever approves has to have one. docs/decisions/0037-one-approver-meets-every-rule.md */
  by: readonly (readonly string[])[];
  /** The space to ask in; undefined: where it was asked. */
  askIn: string | undefined;
  /** For how long it can be approved, in ms. */
  validMs: number;
  /** What asks for it: "policy.yaml, line 24". */
  saidIn: string;
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
    saidIn: saidIn(rules, policy),
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

/** `other` is the account that asked, where it is another one of the same person, by what `saidIn` says. */
export const ownRequest = (other?: { name: string; saidIn: string }): NotTheirs =>
  new NotTheirs(other ? `${other.name} and you are one person (${other.saidIn})` : 'You asked for this yourself', {
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

const ENDED: Partial<Record<PlanRecord['state'], { did: string; hint: string }>> = {
  applying: { did: 'approved', hint: 'It is being done right now.' },
  done: { did: 'approved', hint: 'It was done.' },
  failed: { did: 'approved', hint: 'It was tried, and it failed.' },
  uncertain: { did: 'approved', hint: 'Whether it happened is not known.' },
  refused: { did: 'refused', hint: 'Nothing was sent.' },
  cancelled: { did: 'withdrew', hint: 'Nothing was sent.' },
};

/** Who ended it already; undefined when nobody did. `name` is theirs, or "You". */
export function endedBy(plan: PlanRecord, name: string, now: number): Problem | undefined {
  const ended = ENDED[plan.state];
  if (!ended) return undefined;
  const at = plan.settledAt ?? plan.claimedAt;
  const when = at === undefined ? '' : ` ${ago(now - at)}`;
  const why = plan.state === 'refused' && plan.outcome ? `${plan.outcome.replace(/\.$/, '')}. ` : '';
  return new Problem(`${name} ${ended.did} this${when}`, {
    code: plan.state === 'applying' ? 'plan-running' : 'plan-settled',
    hint: `${why}${ended.hint}${ended.hint.startsWith('Nothing') ? '' : ' Nothing was sent again.'}`,
  });
}

/** Everybody who could agree is the one who asks; `admins` are addresses to turn to. */
export const nobodyElse = (
  needed: Pick<Needed, 'by' | 'saidIn'>,
  isTheirs: boolean,
  admins: readonly string[],
): Problem =>
  new Problem(isTheirs ? 'Nobody but you could approve this' : 'Nobody could approve this', {
    code: 'nobody-approves',
    hint: `It takes ${approversIn(needed.by)} (${needed.saidIn}), and a second person. ${
      admins.length > 0 ? `Ask ${nameList(admins, 3)}` : 'Ask whoever looks after the policy'
    } to do it, or to name somebody else there. Nothing was sent, and nothing waits.`,
  });

/** What is grave is not agreed to by a press alone. Throws when the words are not those that the requester typed. */
export function mustHaveTyped({ typed: wanted, targets }: Pick<Approval, 'typed' | 'targets'>, typed: string): void {
  const same = (text: string) => text.trim().toLocaleLowerCase('en');
  if (wanted === undefined || same(typed) === same(wanted)) return;
  throw new Problem(`What you typed is not the ${typedNameOf(targets.length)}`, {
    code: 'typed-wrong',
    hint: 'It still waits. Nothing was sent.',
  });
}

/** What has to be typed for it: "name of the device". */
export const typedNameOf = (devices: number): string => (devices > 1 ? 'number of devices' : 'name of the device');

export const reasonMissing = (): Problem =>
  new Problem('Why not? Write a reason of 1 to 200 characters', {
    code: 'reason-missing',
    hint: 'It still waits. Nothing was sent.',
  });
