import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import type { Store } from '#store/index.ts';

const EVERY_MS = 30_000;
/** After a failure or a heal: Webex switches a webhook that it revived off again at the next failure within five minutes. */
const SOON_MS = 10_000;
const DELICATE_MS = 5 * 60_000;
/** As soon as this, nobody has pressed anything yet. */
const LEAST_AWAY_MS = 2_000;
/** Spaces that can't be read time and again are given up, so that one of them does not keep the past open for ever. */
const MOST_TRIES = 10;

const NAME = 'listening';
const Owed = z.object({
  since: z.number(),
  until: z.number(),
  isCertain: z.boolean(),
  tries: z.number(),
  told: z.array(z.string()),
});
/** `lastGood`: what happened before it was delivered, or is `owed`. Milliseconds since the epoch. */
const Note = z.object({ lastGood: z.number(), owed: Owed.optional() });
type Note = z.infer<typeof Note>;

/** A time in which events may have been lost. */
export interface Outage {
  /** The last moment at which all was well, and the first one at which it was again, in ms since the epoch. */
  since: number;
  until: number;
  /** False when it is only known that the bot could not look, as when Webex did not answer. */
  isCertain: boolean;
  /** What was said about this outage already, so that a second attempt does not say it again. */
  told: { has(what: string): boolean; add(...what: string[]): Promise<void> };
}

interface ListeningState {
  /** Webex delivers, as far as the last look could see. */
  ok: boolean;
  /** Why not. */
  problem?: Problem;
  /** When it last was so, in ms since the epoch. */
  lastGood?: number;
}

export interface Listening {
  /** Looks and heals. Throws what kept it from that, such as a Problem about PUBLIC_URL. */
  look(): Promise<void>;
  /** Looks from now on, again and again; call it when `catchUp` can run. */
  start(): void;
  state(): ListeningState;
  /** What Webex delivered just now could not be taken: it is fetched once that is over. */
  missed(): void;
  /** Catches up with what is owed; nothing when nothing is. One caller at a time, over all processes. Never throws. */
  catchUp(signal: AbortSignal): Promise<void>;
  /** Looks no more. Call it when the bot begins to refuse events: what happens from then on is caught up with later. */
  stop(): Promise<void>;
}

interface ListeningOptions {
  /** Looks whether events come in; `heal` is there when something is to be put right. Throws when it could not look. */
  look(signal: AbortSignal): Promise<{ faults: readonly object[]; heal?(): Promise<void> }>;
  /** Asks for a run of `catchUp`. */
  wake(): void;
  /** Fetches what came in during an outage. Resolves with how many spaces are still to be done; throws when none could. */
  fetch(outage: Outage, signal: AbortSignal): Promise<number>;
  notes: Store['notes'];
  clock: Clock;
  log: Logger;
  /** No other process listens: what comes while this one is away is lost for certain. */
  isAlone?: boolean;
  /** Milliseconds between two looks. */
  everyMs?: number;
}

/**
 * Watches whether Webex delivers, and sees to it that nothing stays lost: the time from the last good look to a heal, and
 * from the last good look of an earlier run to this one, is owed, noted before it is healed, and caught up with.
 */
export function createListening(options: ListeningOptions): Listening {
  const { wake, notes, clock, log, isAlone = false, everyMs = EVERY_MS } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let state: ListeningState = { ok: false, problem: notLookedYet() };
  let isFirst = true;
  let couldNotLook = false;
  let isOwed = false;
  let missedAt = Number.NEGATIVE_INFINITY;
  let delicateUntil = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  let running = Promise.resolve();

  /** What is owed, once this look is over: one write a look. */
  function after({ lastGood, owed }: Note, startedAt: number, wasDeaf: boolean): Note {
    const gap = startedAt - lastGood;
    if (!isFirst && !wasDeaf && !couldNotLook && gap < 3 * everyMs) return { lastGood: startedAt, owed };
    return {
      lastGood: startedAt,
      owed: {
        since: Math.min(lastGood, startedAt, owed?.since ?? startedAt),
        until: startedAt,
        // Another process may have listened while this one started.
        isCertain: wasDeaf || (isFirst && gap > (isAlone ? LEAST_AWAY_MS : 1.5 * everyMs)) || owed?.isCertain === true,
        tries: 0,
        told: [],
      },
    };
  }

  async function lookOnce(): Promise<void> {
    const startedAt = clock.now();
    const { faults, heal } = await options.look(signal);
    const hasFaults = faults.length > 0;
    // Noted first: a crash between the two leaves too much to catch up with, never too little.
    const noted = await notes.change(NAME, Note, (now) =>
      now ? after(now, startedAt, hasFaults || missedAt > Number.NEGATIVE_INFINITY) : { lastGood: startedAt },
    );
    // At the very first start there are none yet.
    const wasDeaf = hasFaults && noted?.owed !== undefined;
    if (wasDeaf) log.warn({ faults }, 'webhooks were not as they should be');
    // What is missed from here on is for the next look.
    if (missedAt <= startedAt) missedAt = Number.NEGATIVE_INFINITY;
    if (heal) await heal();
    if (wasDeaf) delicateUntil = clock.now() + DELICATE_MS;
    if (!state.ok) log.info('Webex delivers events');
    state = { ok: true, lastGood: startedAt };
    isFirst = false;
    couldNotLook = false;
    isOwed = noted?.owed !== undefined;
    if (isOwed) wake();
  }

  function failed(error: unknown): void {
    const { lastGood } = state;
    const problem = error instanceof Problem ? error : unknownFault(error);
    if (state.problem?.code !== problem.code) log.warn({ err: error }, 'it could not be seen whether Webex delivers');
    state = { ok: false, problem, ...(lastGood !== undefined && { lastGood }) };
    // Who is asked to wait is not cut off.
    if (problem.code !== 'webex-rate-limit') couldNotLook = true;
  }

  /** One at a time: a second caller waits for the one under way. */
  function look(): Promise<void> {
    underWay ??= lookOnce()
      .catch((error) => {
        if (!signal.aborted) failed(error);
        throw error;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  async function loop(): Promise<void> {
    const pause = () => {
      const isSoon = !state.ok || clock.now() < delicateUntil;
      const ms = isSoon ? Math.min(SOON_MS, everyMs) : everyMs;
      return sleep(ms, undefined, { signal, ref: false }).catch(() => {});
    };
    // A look that fails has said so by then.
    for (await pause(); !signal.aborted; await pause()) await look().catch(() => {});
  }

  async function catchUp(signal: AbortSignal): Promise<void> {
    const owed = (await notes.get(NAME, Note))?.owed;
    if (!owed || signal.aborted) return;
    const { since, until, isCertain, tries } = owed;
    const mine = (now: Note | undefined) => (now?.owed?.until === until ? now.owed : undefined);
    const told = new Set(owed.told);
    const add = async (...what: string[]) => {
      for (const one of what) told.add(one);
      await notes.change(NAME, Note, (now) => now && mine(now) && { ...now, owed: { ...owed, told: [...told] } });
    };
    const left = await options.fetch({ since, until, isCertain, told: { has: (what) => told.has(what), add } }, signal);
    if (signal.aborted) return;
    const isOver = left === 0 || tries + 1 >= MOST_TRIES;
    if (left > 0 && isOver) log.error({ spaces: left, tries: MOST_TRIES }, 'some spaces were not caught up with');
    // A further outage in the meantime is still owed.
    await notes.change(NAME, Note, (now) => {
      const still = mine(now);
      if (!now || !still) return undefined;
      return isOver ? { lastGood: now.lastGood } : { ...now, owed: { ...still, tries: tries + 1 } };
    });
  }

  return {
    look,
    start() {
      if (isOwed) wake();
      running = loop();
    },
    state: () => state,
    missed() {
      missedAt = clock.now();
    },
    catchUp: (signal) =>
      // It is owed still, and the next good look asks for it again.
      catchUp(signal).catch((error) => log.warn({ err: error }, 'an outage could not be caught up with')),
    async stop() {
      stopping.abort();
      const { ok } = state;
      const now = clock.now();
      await Promise.all([running, underWay?.catch(() => {})]);
      if (!ok || missedAt > Number.NEGATIVE_INFINITY) return;
      await notes
        .change(NAME, Note, (note) => note && { ...note, lastGood: now })
        .catch((error) => log.warn({ err: error }, 'the last good moment could not be noted'));
    },
  };
}

const notLookedYet = () =>
  new Problem('The bot has not looked yet whether Webex delivers events.', { code: 'listening-not-yet' });

const unknownFault = (cause: unknown) =>
  new Problem('It could not be seen whether Webex delivers events.', {
    code: 'listening-failed',
    hint: 'The log says why.',
    cause,
  });
