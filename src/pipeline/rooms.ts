import type { Attempt, Chat, Person, Space } from '#chat/index.ts';
import type { Catalogues } from '#fleet/catalogues.ts';
import type { WholeFleet } from '#fleet/fleet.ts';
import type { Guard } from '#guard/guard.ts';
import type { Check } from '#intent/checks.ts';
import type { Command } from '#intent/command.ts';
import type { Glass } from '#intent/limits.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import type { Seal } from '#lib/seal.ts';
import type { Renderer } from '#render/index.ts';
import type { Store } from '#store/index.ts';
import type { Webex } from '#webex/index.ts';
import type { Want } from '#webex/scopes.ts';
import type { ActingRoom } from './acting.ts';
import type { Before } from './progress.ts';

/** The rooms of the house that a message passes on its way; `app.ts` builds them. */
export interface Rooms {
  chat: Pick<Chat, 'post' | 'edit' | 'remove' | 'person' | 'space' | 'me'>;
  renderer: Renderer;
  commands: readonly Command[];
  fleet: WholeFleet;
  catalogues: Catalogues;
  webex: Webex;
  store: Store;
  guard: Guard;
  acting: ActingRoom;
  /** What the bot can check of itself. */
  checks(): readonly Check[];
  /** For what a plan keeps until it is confirmed: somebody may have typed a secret. */
  seal: Seal;
  timeZone: string;
  /** Requests a minute that are answered where the policy says nothing of it. */
  requests: { perPerson: number; perSpace: number };
  clock: Clock;
  log: Logger;
  metrics: Pick<Metrics, 'commanded'>;
}

/** One question and where its answer goes. */
export interface Talk {
  space: Space;
  person: Person;
  /** The thread to answer in. */
  parentId: string | undefined;
  /** The id of the message or click: what the log and an error's reference name. */
  eventId: string;
  attempt: Attempt;
  /** The message that was asked with, where a file or lines below its words were sent with them. */
  sentWith?: string;
  /** Audit entries of this talk so far: their ids are made of the event and their number, so that none stands there twice. */
  entries: number;
  /** The card that was clicked. */
  cardId?: string;
  /** Tells what is done before there is an answer; nothing of it stands there once there is one. */
  before?: Before;
  /** The message that told how far the change was: it is taken away once the answer stands there. */
  progressId?: string | undefined;
  /** Said with the words: it waits while somebody else changes the device. */
  whenFree?: true;
  /** Whoever asks overrides the limits of the policy, for this reason. */
  glass?: Glass | undefined;
  /** What to do once the answer stands there. */
  onPosted?: (messageId: string) => Promise<void>;
  /**
   * What was asked of Webex with an administrator's rights last, and the words that ask for it again; `shown` are those
   * without secrets. `isAdmin`: whoever asks may administer here.
   */
  acting?: { wants: readonly Want[]; words: string | undefined; shown: string | undefined; isAdmin?: boolean };
  /** They just came back from the login page: nobody sends them there again by himself. */
  isAfterLogin?: true;
  /** What was clicked is a form with inputs. */
  isForm?: boolean;
  /** Set when that card has done its work: it is taken away once the answer stands in its place. */
  isSpent?: boolean;
}
