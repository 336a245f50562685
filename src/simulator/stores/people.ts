import type { Account } from '../people.ts';

/** Every account of the cloud, by id, by e-mail address and by access token. */
export class People {
  readonly #byId = new Map<string, Account>();
  readonly #byEmail = new Map<string, Account>();
  readonly #byToken = new Map<string, Account>();

  add(account: Account): void {
    this.#byId.set(account.id, account);
    this.#byEmail.set(account.email.toLowerCase(), account);
    this.#byToken.set(account.token, account);
  }

  get(id: string): Account | undefined {
    return this.#byId.get(id);
  }

  withEmail(email: string): Account | undefined {
    return this.#byEmail.get(email.toLowerCase());
  }

  withToken(token: string): Account | undefined {
    return this.#byToken.get(token);
  }

  all(): Account[] {
    return [...this.#byId.values()];
  }
}
