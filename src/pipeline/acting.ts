import type { WholeFleet } from '#fleet/fleet.ts';
import type { LoginState } from '#intent/login.ts';
import type { Auth } from '#webex/auth.ts';
import type { Limiter } from '#webex/limiter.ts';

/** What a call needs to be somebody else's: their token, their limits at Webex, and the devices they see. */
export interface Actor {
  auth: Auth;
  limiter: Limiter;
  fleet: WholeFleet;
  /** Scopes it has; undefined where Webex does not say. */
  scopes: readonly string[] | undefined;
}

/** Somebody who came back from the login page. */
export interface CameBack {
  personId: string;
  spaceId: string;
  parentId: string | undefined;
  /** What to go on with. */
  words: string | undefined;
  /** Why they are not logged in, as a sentence; undefined when they are. */
  why: string | undefined;
  /** Scopes of Webex that they were asked for. */
  asked: readonly string[];
}

/** For whom the bot may act, and how people let it; `app/acting.ts` makes it of the settings. */
export interface ActingRoom {
  /** Whether people can log in: an integration is set. */
  readonly canLogIn: boolean;
  readonly hasServiceApp: boolean;
  loginOf(personId: string): Promise<LoginState | undefined>;
  /** Somebody who has a login. */
  person(personId: string): Promise<Actor>;
  /** Throws a Problem when the service app is not to be had. */
  serviceApp(): Promise<Actor>;
  /** A link to log in, for one person and ten minutes. */
  begin(wanted: {
    person: { id: string; orgId: string; email: string };
    spaceId: string;
    parentId: string | undefined;
    scopes: readonly string[];
    words: string | undefined;
  }): Promise<{ url: string; until: number }>;
  cameBack(requestId: string): Promise<CameBack | undefined>;
  /** Forgets somebody's tokens. False when there were none. */
  forget(personId: string): Promise<boolean>;
}
