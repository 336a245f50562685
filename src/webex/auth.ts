import { WebexError } from './errors.ts';

/** Whose access token calls carry. */
export interface Auth {
  /** The token of now. Throws a Problem when there is none any more. */
  token(): string | Promise<string>;
  /** Webex refused this token: gives another one, or throws a Problem. Left out: there is no other. `tries` is 0 at first. */
  renewed?(refused: string, tries: number): Promise<string>;
  /** What to tell in place of a 403, where the caller's rights are not the bot's. */
  forbidden?(error: WebexError): unknown;
}

/** A token that stays what it is, such as that of a bot. */
export const fixedToken = (token: string): Auth => ({ token: () => token });

/** Runs a request with the token of now. One that was refused for its token was not done, so it is sent again with another. */
export async function authorised<T>(auth: Auth, send: (token: string) => Promise<T>): Promise<T> {
  let token = await auth.token();
  for (let tries = 0; ; tries += 1) {
    try {
      return await send(token);
    } catch (error) {
      if (!(error instanceof WebexError)) throw error;
      if (error.status === 403 && auth.forbidden) throw auth.forbidden(error);
      if (error.status !== 401 || !auth.renewed) throw error;
      token = await auth.renewed(token, tries);
    }
  }
}
