import type { Plan } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { clockTime, plainTime, type Reply } from '#render/index.ts';
import { buttons, said } from '#render/replies.ts';
import type { Plan as PlanRecord } from '#store/index.ts';

/** "Restart Fjord?" → "Restart Fjord". */
/** "Restart Fjord?" → "Restart Fjord"; that it was a plan, whatever is said of it tells. */
export const statementOf = (question: string): string => question.replace(/\?$/, '').replace(/^Plan: /, '');

/** The fact of a plan that says what it overrides has a key that begins so. */
export const GLASS_KEY = 'glass:';

/** "Restart Fjord?" → "Break the glass: restart Fjord?" */
export const overGlass = (text: string): string =>
  `${GLASS_WORDS}${text.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase())}`;

/** The same back. */
export const withoutGlass = (text: string): string =>
  text.startsWith(GLASS_WORDS) ? text.slice(GLASS_WORDS.length).replace(/^./u, (first) => first.toUpperCase()) : text;

const GLASS_WORDS = 'Break the glass: ';

/** The card that asks: what would happen, to which devices, until when it can be confirmed. */
export function planReply(
  plan: Plan<unknown>,
  record: PlanRecord,
  asker: { displayName: string },
  timeZone: string,
  note: string,
): Reply {
  const facts = plan.facts.map(({ text }) => ({ text }));
  const valid = plainTime(record.expiresAt, timeZone);
  return {
    view: 'changes/plan',
    data: {
      title: plan.title,
      note,
      hasNote: note !== '',
      facts,
      asker: asker.displayName,
      until: clockTime(record.expiresAt),
      action: plan.action,
      isGrave: plan.tier === 3 || plan.facts.some(({ key }) => key.startsWith(GLASS_KEY)),
      typedLabel: plan.typed === undefined ? '' : `Type the ${typedOf(plan)} to go on: ${plan.typed}`,
      typedFault: `Type the ${typedOf(plan)}`,
      mustType: plan.typed !== undefined,
      plan: record.id,
      ...buttons([...(plan.next ?? [])]),
    },
    text: [
      ...(note === '' ? [] : [note]),
      plan.title,
      ...facts.map(({ text }) => text),
      `Asked by ${asker.displayName} · valid until ${valid}. Confirm it on the card.`,
    ].join('\n'),
  };
}

/** A workspace comes first where its devices are targets besides. */
const typedOf = ({ targets: [first, another] }: Pick<Plan<unknown>, 'targets'>): string => {
  const kind = first?.place?.kind ?? 'device';
  return another && kind === 'device' ? 'number of devices' : `name of the ${kind}`;
};

/** The words that show what a plan was about: what is new is only found by its name. */
const lookAt = ({ id, name, place }: Plan<unknown>['targets'][number]) => ({
  title: `Look at ${name}`,
  say: place && place.kind !== 'device' ? `${place.kind} ${quoted(name)}` : `device id:${id}`,
});

/** Why a confirmed plan is shown again instead of being applied; undefined when nothing keeps it. */
export function changedReply(
  isSame: boolean,
  plan: Pick<Plan<unknown>, 'typed' | 'targets'>,
  typed: string,
): string | undefined {
  if (!isSame) return 'Something changed since you were asked. Nothing was sent. Look again:';
  const wanted = plan.typed;
  if (wanted === undefined || typed.trim().toLocaleLowerCase('en') === wanted.trim().toLocaleLowerCase('en'))
    return undefined;
  const what = typedOf(plan).startsWith('name') ? 'The name' : 'What';
  return `${what} you typed is not the ${typedOf(plan)}. Nothing was sent.`;
}

/** The same for a plan that waited for its devices: what runs without asking is only kept back when it would ask by now. */
export function changedInQueue(
  isSame: boolean,
  plan: Pick<Plan<unknown>, 'targets' | 'tier' | 'asks'>,
  waited: 'agreed' | 'harmless',
): string | undefined {
  if (waited === 'agreed') return changedReply(isSame, { targets: plan.targets }, '');
  return plan.tier === 0 && !plan.asks ? undefined : 'This asks first by now. Nothing was sent. Look at it:';
}

/** Everybody in the space sees who let it happen. */
export const confirmedReply = (reply: Reply, by: string): Reply => signedReply(reply, `Confirmed by ${by}`);

/** The answer to what was done, with a line on who let it happen: "Confirmed by Alice Andersen". */
export function signedReply(reply: Reply, signed: string): Reply {
  const { detail, asked, known } = reply.data;
  const added =
    reply.view === 'changes/done'
      ? { detail: [`${signed}.`, detail].filter(Boolean).join(' '), hasDetail: true }
      : // What the card says anyway is not said twice.
        { asked: [asked, signed].filter(Boolean).join(' · '), hasAsked: Boolean(asked) || signed !== known };
  return { ...reply, data: { ...reply.data, ...added }, text: `${reply.text}\n${signed}.` };
}

export const cancelledReply = (title: string, by: string): Reply =>
  said(`Cancelled: ${statementOf(title)}`, { detail: `Nothing was sent. Cancelled by ${by}.` });

interface Doubt {
  /** Why it is not known, as a sentence. */
  message: string;
  trackingId: string | undefined;
  /** The device is not connected now. */
  away: boolean;
  /** The space will hear when it is. */
  watched: boolean;
}

/** A command that may have been executed: said so, looked at, never sent again by itself. */
export function uncertainReply(plan: Plan<unknown>, { message, trackingId, away, watched }: Doubt): Reply {
  const [target] = plan.targets;
  const state = away ? `${target?.name ?? 'The device'} is offline now. ` : '';
  const promise = watched ? 'I look at it and will say here when it is online.' : 'Look at it before you try again.';
  const reference = trackingId === undefined ? '' : ` (tracking id ${trackingId})`;
  return said(`I don't know whether this happened: ${statementOf(plan.title)}`, {
    detail: `${message.replace(/\.$/, '')}${reference}. The command may have been executed, so I will not send it again. ${state}${promise}`,
    next: target ? [lookAt(target)] : [],
  });
}

/** An apply that failed for certain, told with the device and what Webex said. */
export function failed(plan: Plan<unknown>, error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  const [target] = plan.targets;
  return new Problem(`This was not done: ${statementOf(plan.title)}`, {
    code: error.code,
    hint: [error.message.replace(/[^.!?]$/, '$&.'), error.hint].filter(Boolean).join(' '),
    next: error.next.length > 0 || !target ? error.next : [lookAt(target)],
    ...(error.trackingId !== undefined && { trackingId: error.trackingId }),
    cause: error,
  });
}
