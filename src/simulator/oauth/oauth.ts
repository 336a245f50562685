import type { Account } from '../people.ts';
import type { World } from '../world.ts';
import { type Client, integrationOf, serviceAccount, serviceAppOf } from './clients.ts';
import { Codes } from './codes.ts';
import { type TokenAnswer, Tokens } from './tokens.ts';

export interface OAuthOptions {
  /** Where logins may lead back to; each is compared letter by letter. */
  redirectUris?: string[];
  /** Whether a refresh replaces the refresh token or renews it. */
  rotation?: 'new' | 'same';
}

/** What another program needs to know to get tokens. */
export interface OAuthIntroduction {
  clientId: string;
  clientSecret: string;
  serviceApp: { applicationId: string; clientId: string; clientSecret: string; refreshToken: string; orgId: string };
}

/** A consent that stands. */
export interface Consented {
  email: string;
  via: Client['via'];
  scopes: string[];
}

/**
 * The applications that are registered with the cloud and what was granted to them: an integration that people log in
 * to, and a service app that an administrator has authorised for the home organisation.
 */
export class OAuth {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly serviceApp: OAuthIntroduction['serviceApp'];
  rotation: 'new' | 'same';
  readonly tokens: Tokens;
  readonly codes: Codes;
  readonly integration: Client;
  readonly #world: World;
  readonly #app: ReturnType<typeof serviceAppOf>;
  readonly #machine: Account;
  readonly #redirectUris = new Set<string>();
  #isAuthorised = true;
  #refreshes = 0;

  constructor(world: World, { redirectUris = [], rotation = 'new' }: OAuthOptions = {}) {
    this.#world = world;
    this.rotation = rotation;
    this.tokens = new Tokens(world.now);
    this.codes = new Codes(this.tokens, world.now);
    this.integration = integrationOf(world.seed);
    this.#app = serviceAppOf(world.seed);
    this.#machine = serviceAccount(world.seed, world.orgId, world.bot.created);
    world.people.add(this.#machine);
    this.tokens.admit(this.#app.firstRefreshToken, this.#app, this.#machine);
    this.clientId = this.integration.id;
    this.clientSecret = this.integration.secret;
    const { applicationId, id, secret, firstRefreshToken } = this.#app;
    this.serviceApp = {
      applicationId,
      clientId: id,
      clientSecret: secret,
      refreshToken: firstRefreshToken,
      orgId: world.orgId,
    };
    for (const uri of redirectUris) this.register(uri);
  }

  /** Lets logins lead back to this address. Throws when it is no http or https address. */
  register(redirectUri: string): void {
    if (!URL.canParse(redirectUri) || !/^https?:$/.test(new URL(redirectUri).protocol))
      throw new Error(`A redirect URI must be an http or https address, not "${redirectUri}".`);
    this.#redirectUris.add(redirectUri);
  }

  isRegistered(redirectUri: string): boolean {
    return this.#redirectUris.has(redirectUri);
  }

  /** The application with these credentials. */
  clientWith(id: string, secret: string): Client | undefined {
    return [this.integration, this.#app].find((client) => client.id === id && client.secret === secret);
  }

  /** New tokens for a refresh token; each try counts. Throws a 400. */
  refresh(client: Client, refreshToken: string): TokenAnswer {
    this.#refreshes += 1;
    return this.tokens.refresh(client, refreshToken, this.rotation);
  }

  /** How often somebody asked for a refresh with the right secret, refused ones included. */
  refreshes(): number {
    return this.#refreshes;
  }

  /** New tokens of the service app for the home organisation; undefined when no administrator has authorised it. */
  serviceAppToken(): TokenAnswer | undefined {
    if (!this.#isAuthorised) return undefined;
    return this.tokens.begin(this.#app, this.#machine, this.#app.scopes).answer;
  }

  /** The access tokens that a person's logins gave end now; a refresh gives new ones. */
  expire(email: string): void {
    this.tokens.expire(this.#account(email));
  }

  /** All that a person's logins gave ends: 401, and a refresh is refused. */
  revoke(email: string): void {
    this.tokens.revoke(this.#account(email));
  }

  /** The service app's access tokens end now. */
  expireServiceApp(): void {
    this.tokens.expire(this.#machine);
  }

  /** An administrator takes the service app's rights back: its tokens are good for nothing from now on. */
  deauthoriseServiceApp(): void {
    this.#isAuthorised = false;
    this.tokens.revoke(this.#machine);
  }

  /** An administrator authorises the service app again: its owner can get new tokens; the old ones stay dead. */
  authoriseServiceApp(): void {
    this.#isAuthorised = true;
  }

  knows(email: string): boolean {
    return this.#world.people.withEmail(email) !== undefined;
  }

  /** Consents that stand, the service app's included. */
  grants(): Consented[] {
    return this.tokens
      .families()
      .map(({ account, client, scopes }) => ({ email: account.email, via: client.via, scopes: [...scopes] }));
  }

  #account(email: string): Account {
    const account = this.#world.people.withEmail(email);
    if (!account) throw new Error(`nobody has the address ${email}`);
    return account;
  }
}
