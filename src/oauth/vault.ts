import { z } from 'zod';
import type { Seal } from '#lib/seal.ts';
import type { Login, NewLogin } from '#store/index.ts';
import { loginTokens } from '#store/sealed.ts';
import type { Tokens } from './client.ts';

const Kept = z.object({ accessToken: z.string(), refreshToken: z.string() });

/** What stands in the store in place of tokens: sealed for the row they belong to. */
export const sealTokens = (seal: Seal, key: string, { accessToken, refreshToken }: z.infer<typeof Kept>): string =>
  seal.close({ accessToken, refreshToken }, loginTokens(key));

/** The tokens of a login. Throws an Unopened when they are not what was put there. */
export const openTokens = (seal: Seal, { key, tokens }: Pick<Login, 'key' | 'tokens'>): z.infer<typeof Kept> =>
  Kept.parse(seal.open(tokens, loginTokens(key)));

/** A login with new tokens. Scopes that Webex did not tell are those of before. */
export const withTokens = (
  seal: Seal,
  key: string,
  tokens: Tokens,
  login: Pick<NewLogin, 'email' | 'orgId' | 'scopes' | 'since' | 'seed'>,
): NewLogin => ({
  email: login.email,
  orgId: login.orgId,
  since: login.since,
  ...(login.seed !== undefined && { seed: login.seed }),
  scopes: tokens.scopes ?? login.scopes,
  accessUntil: tokens.accessUntil,
  ...(tokens.refreshUntil !== undefined && { refreshUntil: tokens.refreshUntil }),
  tokens: sealTokens(seal, key, tokens),
});
