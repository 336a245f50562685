import type { Plan } from '#intent/command.ts';
import { HIDDEN } from '#lib/hide.ts';
import { unlabelled } from '#lib/label.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { dateTime, plainDateTime, type Reply } from '#render/index.ts';
import { said } from '#render/replies.ts';
import type { Approval, Plan as PlanRecord } from '#store/index.ts';
import { gravityOf, whatItDoes } from './approval-effect.ts';
import { approversIn, type Needed, shortIdOf, typedNameOf } from './approve.ts';
import { planReply, signedReply, statementOf } from './replies.ts';

const NAMES = 12;
const LONGEST_TITLE = 200;

/** The words that ask for it again; what was hidden from the record can't be said again. */
export const againSteps = ({ words }: Pick<PlanRecord, 'words'>): NextStep[] =>
  words.includes(HIDDEN) ? [] : [{ title: 'Ask again', say: unlabelled(words) }];

/** "Needs the approval of an admin (policy.yaml, line 24)." */
export const needsLine = ({ by, saidIn }: Pick<Needed, 'by' | 'saidIn'>): string =>
  `Needs the approval of ${approversIn(by)} (${saidIn}).`;

/** The card of a plan that somebody else has to agree to: it asks for that instead of being run. */
export function plannedReply(
  plan: Plan<unknown>,
  record: PlanRecord,
  asker: { displayName: string },
  { needed, timeZone, note }: { needed: Needed; timeZone: string; note: string },
): Reply {
  const { data, text } = planReply(plan, record, asker, timeZone, note);
  return {
    view: 'approvals/plan',
    data: { ...data, needs: needsLine(needed) },
    text: `${text.replace(/ Confirm it on the card\.$/, '')}\n${needsLine(needed)} Ask for it on the card.`,
  };
}

/** Everything that somebody has to know who agrees to it. `place` is where the card goes. */
export function requestReply(
  approval: Approval,
  record: Pick<PlanRecord, 'id' | 'title'>,
  { timeZone, isDirect }: { timeZone: string; isDirect: boolean },
): Reply {
  const { requester, by, shown, targets, wanted, typed, saidIn } = approval;
  const names = targets.map(({ name }) => name);
  const devices =
    names.length === 1 ? `Goes to ${names[0]}` : `Goes to ${deviceCount(names.length)}: ${nameList(names, NAMES)}`;
  const asks = `Waiting for the approval of ${approversIn(by)}${saidIn === undefined ? '' : ` (${saidIn})`}.`;
  const grave = gravityOf(wanted.tier);
  const where = `${placeOf(approval)} by ${requester.displayName} (${requester.email}).`;
  return {
    view: 'approvals/request',
    data: {
      title: shortened(record.title, LONGEST_TITLE),
      asks,
      grave,
      isGrave: wanted.tier === 3,
      isDisruptive: wanted.tier === 2,
      mustType: typed !== undefined,
      typedLabel: typed === undefined ? '' : `Type the ${typedNameOf(targets.length)} to approve it: ${typed}`,
      typedFault: `Type the ${typedNameOf(targets.length)}`,
      facts: shown.facts.map((text) => ({ text })),
      effects: shown.effects.map((text) => ({ text })),
      devices,
      where,
      until: dateTime(approval.until),
      canWithdraw: !isDirect,
      approval: record.id,
    },
    text: [
      record.title,
      ...(grave === '' ? [] : [grave]),
      asks,
      where,
      ...shown.facts,
      ...shown.effects,
      `${devices}.`,
      `Valid until ${plainDateTime(approval.until, timeZone)}. Answer it on the card: "approve ${shortIdOf(record.id)}" shows it again.`,
    ].join('\n'),
  };
}

/** "Asked in Room operations". */
export const placeOf = ({ space }: Pick<Approval, 'space'>): string =>
  space.type === 'direct' ? 'Asked directly' : `Asked in ${shortened(space.title, 80)}`;

/** What stands where it was asked while somebody else is asked elsewhere. */
export function waitingReply(approval: Approval, record: PlanRecord, whom: string, timeZone: string): Reply {
  const title = `Waiting for approval: ${statementOf(shortened(record.title, LONGEST_TITLE))}`;
  return {
    view: 'approvals/waiting',
    data: { title, whom, until: dateTime(approval.until), approval: record.id },
    text: `${title}\n${whom}\nValid until ${plainDateTime(approval.until, timeZone)}.`,
  };
}

/** Tells somebody who may agree that there is something to look at. */
export const pointerReply = (approval: Approval, record: PlanRecord): Reply =>
  said(`${approval.requester.displayName} asks for an approval`, {
    detail: `${statementOf(shortened(record.title, LONGEST_TITLE))}. ${placeOf(approval)}.`,
    next: [{ title: 'Show it', say: `approve ${shortIdOf(record.id)}` }],
  });

/** Who asked and who agreed, on the answer to what was done. */
export const approvedReply = (reply: Reply, approval: Approval, asker: string, approver: string): Reply =>
  signedReply(reply, signedLine(approval, asker, approver));

/** "Asked by Bob Berg, approved by Alice Andersen: SystemUnit.Boot Action: Restart on Fjord" */
export const signedLine = (approval: Approval, asker: string, approver: string): string =>
  `Asked by ${asker}, approved by ${approver}: ${whatItDoes(approval)}`;

/** What stands in place of an approval card elsewhere: `answer` is the first line of what the others were told. */
export const elsewhereReply = (approval: Approval, title: string, answer: string): Reply =>
  said(title, { detail: [answer.replace(/\.?$/, '.'), `${placeOf(approval)}.`].filter(Boolean).join(' ') });

export const refusedReply = (approval: Approval, record: PlanRecord, approver: string, reason: string): Reply =>
  said(`Refused: ${statementOf(record.title)}`, {
    detail: `Refused by ${approver}: ${reason.replace(/\.$/, '')}. Nothing was sent. Asked was ${whatItDoes(approval)}.`,
    next: againSteps(record),
  });

export const withdrawnReply = (record: PlanRecord, by: string): Reply =>
  said(`Withdrawn: ${statementOf(record.title)}`, { detail: `Nothing was sent. Withdrawn by ${by}.` });

export const ranOutReply = (approval: Approval, record: PlanRecord): Reply =>
  said(`Nobody approved it in time: ${statementOf(record.title)}`, {
    detail: `It waited for ${approversIn(approval.by)}. Nothing was sent. Asked was ${whatItDoes(approval)}.`,
    next: againSteps(record),
  });

/** How an approval ended, for the one who asked, directly: it can be asked again where it was not done. */
export function toldReply(approval: Approval, record: PlanRecord, by: string): Reply {
  const { data, text } = endedReply(approval, record, by);
  const isDone = record.state === 'done' || record.state === 'uncertain';
  return said(String(data['title']), {
    detail: text.split('\n').slice(1).join(' '),
    next: isDone ? [] : againSteps(record),
  });
}

/** How an approval ended, for places other than where it was asked. `by` is the name of whose press it was. */
export function endedReply(approval: Approval, record: PlanRecord, by: string): Reply {
  const what = statementOf(record.title);
  const { requester } = approval;
  const told = (title: string, answer: string) => elsewhereReply(approval, `${title}: ${what}`, answer);
  switch (record.state) {
    case 'refused':
      return told('Refused', `Refused by ${by}: ${(record.outcome ?? '').replace(/\.$/, '')}. Nothing was sent`);
    case 'cancelled':
      return told('Withdrawn', `Nothing was sent. Withdrawn by ${by}`);
    case 'expired':
      return told('Nobody approved it in time', 'Nothing was sent');
    case 'done':
      return told('Approved and done', signedLine(approval, requester.displayName, by));
    case 'uncertain':
      return told('Approved, and it is not known whether it happened', signedLine(approval, requester.displayName, by));
    default:
      return told(
        'This was not done',
        `${(record.outcome ?? 'Nothing was sent').replace(/\.$/, '')}. ${signedLine(approval, requester.displayName, by)}`,
      );
  }
}

/** What was agreed to can't be done any more, for both to know. */
export function notDone(approval: Approval, record: PlanRecord, approver: string, error: unknown): Problem {
  const known = error instanceof Problem ? error : undefined;
  const hint = [known?.message ?? 'The fault is on my side and has been logged', known?.hint]
    .filter((part) => part !== undefined)
    .map((part) => part.replace(/\.?$/, '.'))
    .join(' ');
  return new Problem(`This was not done: ${statementOf(record.title)}`, {
    code: known?.code ?? 'not-done',
    hint: `${hint.includes('Nothing was sent') ? hint : `${hint} Nothing was sent.`} ${signedLine(approval, approval.requester.displayName, approver)}.`,
    next: againSteps(record),
    ...(known?.trackingId !== undefined && { trackingId: known.trackingId }),
    cause: error,
  });
}

export const changedSinceAsked = (): Problem =>
  new Problem('Something changed since it was asked', {
    code: 'changed-since-asked',
    hint: 'So it would be something else than what the card said.',
  });

export const requesterDenied = (name: string, why: string): Problem =>
  new Problem(`${name} may not do this any more`, { code: 'requester-denied', hint: why });

export const askedSpaceGone = (): Problem =>
  new Problem('The space where it was asked is gone, or I am not in it any more', { code: 'asked-space-gone' });
