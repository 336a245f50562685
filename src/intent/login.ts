import type { Reply } from '#render/reply.ts';
import type { Want } from '#webex/scopes.ts';

/** A login as it stands. Times are ms since the epoch. */
export interface LoginState {
  email: string;
  scopes: readonly string[];
  since: number;
  /** Until when it lasts when it is not used; undefined where Webex does not say. */
  until: number | undefined;
  /** Why it ended, as a sentence. */
  ended: string | undefined;
}

/** The asker's own login, with which the bot acts for them. */
export interface MyLogin {
  /** Whether people can log in here at all. */
  readonly isPossible: boolean;
  state(): Promise<LoginState | undefined>;
  /** What their login serves. */
  served(): Promise<readonly Want[]>;
  /** The same in words: "see workspaces". */
  allows(): Promise<readonly string[]>;
  /** A link for them alone. Throws a Problem where nobody can log in. */
  link(wants: readonly Want[]): Promise<Reply>;
  /** Forgets their tokens. False when there were none. */
  forget(): Promise<boolean>;
}
