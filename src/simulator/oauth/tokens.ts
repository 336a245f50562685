import { randomBytes } from 'node:crypto';
import { ApiError } from '../errors.ts';
import type { Account } from '../people.ts';
import type { Grant } from '../scopes.ts';
import { type Client, REFRESH_SECONDS } from './clients.ts';

/** All tokens that go back to one consent: they are revoked together. */
export interface Family {
  client: Client;
  account: Account;
  scopes: ReadonlySet<string>;
  isRevoked: boolean;
}

interface Issued {
  family: Family;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** Of a refresh token: another has taken its place. */
  isUsed?: boolean;
}

/** The answer of `POST /access_token`; the times are in seconds. */
export interface TokenAnswer {
  access_token: string;
  expires_in: number;
  refresh_token: string;
  refresh_token_expires_in: number;
  token_type: 'Bearer';
  scope: string;
}

/** Long and odd, so that nothing learns to read meaning from it. */
export const newSecret = (): string => randomBytes(48).toString('base64url');

/** Access and refresh tokens of integrations and service apps. */
export class Tokens {
  readonly #now: () => number;
  readonly #access = new Map<string, Issued>();
  readonly #refresh = new Map<string, Issued>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Tokens for a new consent. */
  begin(client: Client, account: Account, scopes: ReadonlySet<string>): { family: Family; answer: TokenAnswer } {
    const family = { client, account, scopes, isRevoked: false };
    return { family, answer: this.#issue(family, newSecret()) };
  }

  /** Takes a refresh token in that was handed out by other ways than a login. */
  admit(refreshToken: string, client: Client, account: Account): void {
    const family = { client, account, scopes: client.scopes, isRevoked: false };
    this.#refresh.set(refreshToken, { family, expiresAt: this.#now() + REFRESH_SECONDS * 1_000 });
  }

  /**
   * New tokens for a refresh token. With rotation the old one dies, and showing it again revokes the whole family, since
   * nobody can tell the thief from the owner (RFC 9700, 4.14.2). Throws a 400.
   */
  refresh(client: Client, refreshToken: string, rotation: 'new' | 'same'): TokenAnswer {
    const found = this.#refresh.get(refreshToken);
    if (found?.isUsed && found.family.client === client) found.family.isRevoked = true;
    if (!found || found.family.client !== client || found.family.isRevoked || found.expiresAt <= this.#now())
      throw new ApiError(400, 'The refresh token is unknown, expired or revoked.');
    if (rotation === 'same') return this.#issue(found.family, refreshToken);
    found.isUsed = true;
    return this.#issue(found.family, newSecret());
  }

  grantOf(accessToken: string): Grant | undefined {
    const found = this.#access.get(accessToken);
    if (!found || found.family.isRevoked || found.expiresAt <= this.#now()) return undefined;
    const { client, account, scopes } = found.family;
    return { account, via: client.via, scopes };
  }

  /** Access tokens of an account end now; what can be refreshed stays so. */
  expire(account: Account): void {
    for (const issued of this.#access.values())
      if (issued.family.account === account) issued.expiresAt = Math.min(issued.expiresAt, this.#now());
  }

  /** All tokens of an account end for good. */
  revoke(account: Account): void {
    for (const { family } of this.#refresh.values()) if (family.account === account) family.isRevoked = true;
  }

  /** Consents that still stand. */
  families(): Family[] {
    const now = this.#now();
    const standing = [...this.#refresh.values()].filter(
      ({ family, isUsed, expiresAt }) => !family.isRevoked && !isUsed && expiresAt > now,
    );
    return [...new Set(standing.map(({ family }) => family))];
  }

  #issue(family: Family, refreshToken: string): TokenAnswer {
    const accessToken = newSecret();
    const { accessSeconds } = family.client;
    this.#access.set(accessToken, { family, expiresAt: this.#now() + accessSeconds * 1_000 });
    this.#refresh.set(refreshToken, { family, expiresAt: this.#now() + REFRESH_SECONDS * 1_000 });
    return {
      access_token: accessToken,
      expires_in: accessSeconds,
      refresh_token: refreshToken,
      refresh_token_expires_in: REFRESH_SECONDS,
      token_type: 'Bearer',
      scope: [...family.scopes].join(' '),
    };
  }
}
