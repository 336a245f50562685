import { type NextStep, Problem } from '#lib/problem.ts';

/** note: nothing has to be done, but it is good to know. needs: something works in part only. broken: it does not work. */
export type CheckState = 'fine' | 'note' | 'needs' | 'broken';

/** How one thing stands that the bot needs. */
export interface Finding {
  state: CheckState;
  /** What is so, for anybody who reads it: no settings, no addresses. */
  says: string;
  /** What to do about it, as sentences. May name settings. */
  remedy?: string;
  next?: NextStep[];
  /** More of it, a line each, for whoever looks at this check alone. */
  more?: readonly string[];
}

export interface Check {
  /** What follows "doctor": one or two words in lower case. */
  name: string;
  label: string;
  /** Looks now. `signal` aborts when nobody waits for the answer any more. May throw: a Problem is told, the rest is logged. */
  look(signal: AbortSignal): Promise<Finding>;
}

/** A check that was made. `fault` is what kept it from being made, for the log. */
export interface Checked extends Finding {
  name: string;
  label: string;
  fault?: unknown;
}

/** Somebody waits for the card. */
const LIMIT_MS = 4_000;

/** Makes all checks side by side, each with a limit of its own. Never rejects: one that fails or takes too long says so. */
export const makeChecks = (checks: readonly Check[], limitMs = LIMIT_MS): Promise<Checked[]> =>
  Promise.all(checks.map((check) => make(check, limitMs)));

async function make({ name, label, look }: Check, limitMs: number): Promise<Checked> {
  const ended = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Finding>((resolve) => {
    timer = setTimeout(() => resolve(noAnswer(limitMs)), limitMs);
  });
  try {
    const finding = await Promise.race([look(ended.signal), tooLate]);
    return { name, label, ...finding };
  } catch (error) {
    return { name, label, ...failed(error), fault: error };
  } finally {
    clearTimeout(timer);
    ended.abort();
  }
}

const noAnswer = (limitMs: number): Finding => ({
  state: 'needs',
  says: `No answer within ${limitMs / 1_000} s`,
  remedy: 'It may be slow or away just now: check again in a minute.',
});

/** The words of a Problem are safe to show; those of another error may hold anything. */
function failed(error: unknown): Finding {
  const says = 'This could not be checked';
  if (!(error instanceof Problem)) return { state: 'needs', says, remedy: 'The log says why.' };
  const { message, hint, next } = error;
  return { state: 'needs', says, remedy: [ended(message), hint].filter(Boolean).join(' '), next };
}

const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
