import type { Chat } from '#chat/index.ts';
import type { PolicyHolder } from '#guard/policy/holder.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import type { Check } from '#intent/checks.ts';
import type { Listening } from '#jobs/listening.ts';
import type { Clock } from '#lib/clock.ts';
import { ago, duration } from '#lib/time.ts';
import type { Store } from '#store/index.ts';
import type { Webex } from '#webex/index.ts';
import type { Person } from '#webex/people.ts';
import type { Config } from '../config.ts';
import type { ActingRoom } from '../pipeline/acting.ts';
import { integrationCheck, serviceAppCheck } from './acting-checks.ts';
import { auditCheck, policyCheck, workCheck } from './book-checks.ts';
import { wordsOf } from './check-words.ts';

export interface CheckOptions {
  config: Config;
  chat: Pick<Chat, 'me'>;
  webex: Webex;
  store: Store;
  policies: Pick<PolicyHolder, 'current' | 'faults'>;
  listening: Pick<Listening, 'state'>;
  acting: ActingRoom;
  clock: Clock;
}

/** A clock that is further off makes plans and links run out at odd times. */
const MOST_OFF_MS = 30_000;
const KNOCK_MS = 3_500;

/** What the bot can check of itself. Each list asks Webex once who the bot is. */
export function createChecks(options: CheckOptions): () => readonly Check[] {
  const { webex } = options;
  return () => {
    let asked: Promise<Person> | undefined;
    const me = (signal: AbortSignal): Promise<Person> => {
      asked ??= webex.with({ signal }).people.me();
      return asked;
    };
    return [
      botCheck(me),
      webhooksCheck(options),
      addressCheck(options),
      clockCheck(options, me),
      storeCheck(options),
      integrationCheck(options),
      serviceAppCheck(options),
      policyCheck(options),
      auditCheck(options),
      workCheck(options),
    ];
  };
}

type Me = (signal: AbortSignal) => Promise<Person>;

const botCheck = (me: Me): Check => ({
  name: 'bot',
  label: 'Bot token',
  async look(signal) {
    const { displayName, emails, orgId, type } = await me(signal);
    if (type !== 'bot')
      return {
        state: 'needs',
        says: `It belongs to ${displayName}, who is no bot`,
        remedy: 'Make a bot on developer.webex.com → My Webex Apps, and set its token as WEBEX_BOT_TOKEN.',
      };
    return {
      state: 'fine',
      says: `It works: I am ${displayName}, ${emails[0] ?? 'without an address'}`,
      more: [`Organisation: ${orgId}`],
    };
  },
});

const webhooksCheck = ({ listening, clock }: CheckOptions): Check => ({
  name: 'webhooks',
  label: 'Webhooks',
  async look() {
    const { ok, problem, lastGood } = listening.state();
    const seen = lastGood === undefined ? 'never so far' : ago(clock.now() - lastGood);
    if (ok) return { state: 'fine', says: 'Registered, active and leading here', more: [`Looked at ${seen}`] };
    return {
      state: 'broken',
      says: 'Webex may not tell me what is said to me',
      remedy: `${wordsOf(problem)} I look every 30 s and mend what I can. All was well: ${seen}.`,
    };
  },
});

export const addressCheck = ({ config: { webex } }: { config: Pick<Config, 'webex'> }): Check => ({
  name: 'address',
  label: 'Public address',
  async look() {
    const problem = await checkPublicUrl(webex.publicUrl, webex.webhookSecret, KNOCK_MS);
    if (!problem) return { state: 'fine', says: 'It leads to me', more: [webex.publicUrl] };
    return {
      state: 'needs',
      says: 'As seen from here it does not lead to me',
      remedy: `${wordsOf(problem)} A network that can't reach its own address is no fault, as long as I answer.`,
    };
  },
});

export const clockCheck = ({ webex }: Pick<CheckOptions, 'webex'>, me: Me): Check => ({
  name: 'clock',
  label: 'Clock',
  async look(signal) {
    // Whatever Webex answers has its time.
    await me(signal).catch(() => undefined);
    const ahead = webex.aheadMs();
    if (ahead === undefined) return { state: 'note', says: 'Webex did not say what time it is there' };
    const off = `${duration(Math.abs(ahead))} ${ahead > 0 ? 'fast' : 'slow'}`;
    if (Math.abs(ahead) <= MOST_OFF_MS) return { state: 'fine', says: 'It agrees with that of Webex' };
    return {
      state: 'needs',
      says: `It is ${off}`,
      remedy: 'Let NTP set the clock of this machine: plans, links and quiet hours go by it.',
    };
  },
});

const storeCheck = ({ store, config }: CheckOptions): Check => ({
  name: 'store',
  label: 'Store',
  async look() {
    const isLocal = store.engine === 'sqlite';
    try {
      await store.check();
    } catch {
      return {
        state: 'broken',
        says: 'It does not take what is to be kept',
        remedy: `Look at ${isLocal ? 'DATA_DIR and its disk' : 'DATABASE_URL and the database'}. The log says why.`,
      };
    }
    return isLocal
      ? {
          state: 'fine',
          says: 'SQLite answers. One process can run on it',
          more: [`In ${config.dataDir}`, 'Several processes need PostgreSQL: DATABASE_URL.'],
        }
      : { state: 'fine', says: 'PostgreSQL answers. Several processes can run on it' };
  },
});
