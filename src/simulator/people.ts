import type { Response } from 'express';

/** What a person of the simulated cloud may be to the bot; a guest belongs to another organisation. */
export type Role = 'admin' | 'operator' | 'viewer' | 'guest';

/** A person or bot account. `token` is its access token: whoever holds it acts as this account. */
export interface Account {
  id: string;
  email: string;
  displayName: string;
  nickName: string;
  firstName: string;
  lastName: string;
  orgId: string;
  /** A service app acts as an `appuser`. */
  type: 'person' | 'bot' | 'appuser';
  role: Role | 'bot';
  created: string;
  token: string;
}

/** The account whose token came with the request; the authentication layer has put it there. */
export const callerOf = (res: Response): Account => res.locals['caller'] as Account;
