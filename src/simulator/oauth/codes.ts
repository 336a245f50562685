import { createHash } from 'node:crypto';
import type { Account } from '../people.ts';
import type { Client } from './clients.ts';
import { OAuthRefusal } from './refusal.ts';
import { type Family, newSecret, type TokenAnswer, type Tokens } from './tokens.ts';

const LIFETIME_MS = 10 * 60_000;

/** What a person consented to, and for whom: the code stands for it until it is redeemed. */
export interface Consent {
  client: Client;
  redirectUri: string;
  account: Account;
  scopes: ReadonlySet<string>;
  /** Of PKCE with S256 (RFC 7636). */
  challenge: string | undefined;
}

interface Redeeming {
  client: Client;
  code: string;
  redirectUri: string;
  verifier: string | undefined;
}

/** Authorization codes: each is good for ten minutes and one try. */
export class Codes {
  readonly #now: () => number;
  readonly #tokens: Tokens;
  readonly #codes = new Map<string, Consent & { expiresAt: number; isUsed: boolean; family?: Family }>();

  constructor(tokens: Tokens, now: () => number) {
    this.#tokens = tokens;
    this.#now = now;
  }

  issue(consent: Consent): string {
    const code = newSecret();
    this.#codes.set(code, { ...consent, expiresAt: this.#now() + LIFETIME_MS, isUsed: false });
    return code;
  }

  /**
   * Tokens for a code. A code that comes twice was stolen by one of the two: what the first got is revoked (RFC 6749,
   * 4.1.2). A wrong try uses the code up too. Throws an OAuthRefusal `invalid_grant`.
   */
  redeem({ client, code, redirectUri, verifier }: Redeeming): TokenAnswer {
    const consent = this.#codes.get(code);
    if (!consent || consent.client !== client) throw refused('The code is unknown.');
    if (consent.isUsed) {
      if (consent.family) consent.family.isRevoked = true;
      throw refused('The code was used before.');
    }
    consent.isUsed = true;
    if (consent.expiresAt <= this.#now()) throw refused('The code has expired.');
    if (consent.redirectUri !== redirectUri) throw refused('The redirect_uri is not the one of the login.');
    // A verifier for a login without a challenge is a downgrade (RFC 9700, 2.1.1).
    if (consent.challenge !== (verifier === undefined ? undefined : challengeOf(verifier)))
      throw refused('The code_verifier does not fit the code_challenge.');
    const { family, answer } = this.#tokens.begin(client, consent.account, consent.scopes);
    consent.family = family;
    return answer;
  }
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

const refused = (description: string) => new OAuthRefusal(400, 'invalid_grant', description);
