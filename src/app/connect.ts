import type { Chat } from '#chat/index.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';
import { isOutage, WebexError } from '#webex/errors.ts';

const NO_BOT = { code: 'no-bot', hint: 'Make a bot on developer.webex.com → My Webex Apps, and take its token.' };
const NO_ORG = { code: 'no-organisation', hint: 'Check WEBEX_BOT_TOKEN: it must be the token of a bot.' };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;

/** The way to Webex: there or not yet. */
export interface Connection {
  /** Resolves once the first attempt is over. Throws a Problem when a setting is wrong; that Webex is away is none. */
  first: Promise<void>;
  /** Why the bot can't work yet; undefined when it can. */
  problem(): Problem | undefined;
  stop(): Promise<void>;
}

/**
 * Learns who the bot is and runs `begin`. While Webex is away it tries again and again: the bot is up meanwhile, keeps
 * what is delivered, and works it then.
 */
export function connect({
  chat,
  begin,
  clock,
  log,
}: {
  chat: Chat;
  begin(): Promise<void>;
  clock: Clock;
  log: Logger;
}): Connection {
  const stopping = new AbortController();
  let problem: Problem | undefined = new Problem('The bot has not asked Webex yet who it is.', { code: 'starting' });

  let isKnown = false;

  async function attempt(): Promise<void> {
    if (!isKnown) await chat.start();
    isKnown = true;
    if (chat.me.type !== 'bot') throw new Problem('WEBEX_BOT_TOKEN is the token of a person, not of a bot.', NO_BOT);
    if (chat.me.orgId === '') throw new Problem('Webex does not say which organisation the bot belongs to.', NO_ORG);
    await begin();
    problem = undefined;
  }

  async function again(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; problem; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await clock.sleep(pause, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await attempt();
        log.info('Webex is back, the bot works');
      } catch (error) {
        problem = away(error);
        log.warn({ err: error }, 'Webex is still away');
      }
    }
  }

  let background = Promise.resolve();
  const first = attempt().catch((error: unknown) => {
    if (error instanceof WebexError && error.status === 401) throw error;
    if (!isOutage(error)) throw error instanceof WebexError ? away(error) : error;
    problem = away(error);
    log.warn({ err: error, hint: problem.hint }, 'Webex is away; the bot waits for it');
    background = again();
  });
  return {
    first,
    problem: () => problem,
    async stop() {
      stopping.abort();
      await background;
    },
  };
}

/** The call to Webex failed: says which setting that may point at. */
function away(error: unknown): Problem {
  if (!(error instanceof WebexError))
    return error instanceof Problem
      ? error
      : new Problem('The bot could not start its work.', { code: 'start', cause: error });
  return new Problem(`The bot could not ask Webex who it is: ${error.message}`, {
    code: error.code,
    hint: 'Check WEBEX_API_BASE and the network. It is https://webexapis.com/v1 for live Webex.',
    cause: error,
  });
}
