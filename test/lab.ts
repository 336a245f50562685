import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type App, startApp } from '../src/app.ts';
import type { Config } from '../src/config.ts';
import { createLog } from '../src/lib/log.ts';
import type { Exchange } from '../src/simulator/exchange.ts';
import type { Simulator, SimulatorOptions } from '../src/simulator/server.ts';
import type { Store } from '../src/store/index.ts';
import { startWatched } from './contract/watched.ts';
import { linkOn } from './draw.ts';
import { newDataDir } from './folder.ts';
import { signIn } from './oauth-browser.ts';
import { createPersona, type Persona } from './persona.ts';
import { type TimeMachine, timeMachine } from './time-machine.ts';

export interface LabOptions
  extends Pick<SimulatorOptions, 'devices' | 'faults' | 'durations' | 'rateLimit' | 'schema'> {
  roles?: Partial<Config['roles']>;
  /** The text of a policy file; `{space:Room operations}`, `{person:Bob}` and `{orgOf:Gus}` stand for ids. */
  policy?: string;
  /** The limit of one call to Webex, in milliseconds. */
  timeoutMs?: number;
  /** How often the bot looks at its webhooks, in milliseconds. */
  listenEveryMs?: number;
  /** Requests a minute; left out, nearly any number: the clock of a lab stands still. */
  requests?: Config['requests'];
  /** How long a restart of a device takes, in real milliseconds; left out, it comes back when a test says so. */
  bootMs?: number;
  databaseUrl?: string;
  auditWebhook?: Config['auditWebhook'];
  /** Left out, people can log in and there is a service app. */
  acting?: { integration?: false; serviceApp?: false };
}

/** A change made with somebody's rights that is not the bot's own. */
export interface Written {
  method: string;
  path: string;
  body: unknown;
  status: number;
}

/** A command that reached a device. */
export interface Sent {
  command: string;
  device: string;
  arguments: Record<string, unknown>;
  status: number;
}

/**
 * The real bot against the real simulator over real HTTP, in one process. Every request and every answer is checked
 * against the contract; disposing of the lab throws when one did not keep it.
 */
export interface Lab {
  cloud: Simulator;
  /** Where the bot keeps its store. */
  dataDir: string;
  /** What it has in its store: of the bot that runs, or ran last. */
  store(): Store;
  clock: TimeMachine;
  /** Goes through the login page as this person; `area` is what follows "login for". Resolves when the bot has their login. */
  logIn(name: string, area?: string, withScopes?: (offered: string[]) => string[]): Promise<void>;
  alice: Persona;
  bob: Persona;
  vera: Persona;
  gus: Persona;
  /** Commands that reached devices, in order. */
  sent(): Sent[];
  /** Every exchange with a path of the API, whoever made it. */
  exchanges(path: string): Exchange[];
  /** Every request of the bot so far. */
  requests(): Exchange[];
  /** Lines of the log. */
  logged(): string[];
  /** Changes of people and of the service app that reached the API by their logins, in order. */
  written(): Written[];
  /** Everything that was asked of the API by their logins. */
  byLogin(): Exchange[];
  deviceId(name: string): string;
  /** Resolves when `check` holds; it is asked again after every request. Fails after some seconds. */
  until(check: () => boolean, what: string): Promise<void>;
  /** Writes the policy file anew; the bot reads it by itself. Undefined takes it away. */
  writePolicy(text: string | undefined): Promise<void>;
  /** Stops the bot: what is delivered from now on finds nobody. */
  stop(): Promise<void>;
  /** Stops the bot, when it runs, and starts it again on the same store. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const WEBHOOK_SECRET = 'a secret of the lab, long enough';

export async function openLab(options: LabOptions = {}): Promise<Lab> {
  const {
    roles,
    policy,
    timeoutMs = 2_000,
    bootMs = 3_600_000,
    listenEveryMs,
    databaseUrl,
    auditWebhook,
    acting = {},
    ...world
  } = options;
  const clock = timeMachine();
  const exchanges: Exchange[] = [];
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const cloud = await startWatched({
    durations: { dropMs: 20, bootMs, dialMs: 20, unreachableMs: 20, applyMs: 20 },
    ...world,
    now: () => clock.now(),
    onExchange: (exchange) => {
      exchanges.push(exchange);
      changed();
    },
  });
  const dataDir = await newDataDir();
  const emails = (role: string) => cloud.people.filter((person) => person.role === role).map(({ email }) => email);
  const log = createLog('debug', { write: (line) => void lines.push(line) });

  const policyPath = join(dataDir, 'policy.yaml');
  const writePolicy = async (text: string | undefined) => {
    if (text === undefined) return rm(policyPath);
    // As an editor does it: nobody reads half of it.
    await writeFile(`${policyPath}.new`, withIds(text, cloud));
    await rename(`${policyPath}.new`, policyPath);
  };
  if (policy !== undefined) await writePolicy(policy);

  let port = 0;
  let store: Store | undefined;
  const start = async (): Promise<App> => {
    port = port || (await freePort());
    const publicUrl = `http://127.0.0.1:${port}`;
    cloud.oauth.register(`${publicUrl}/oauth/callback`);
    const { clientId, clientSecret, serviceApp } = cloud.oauth;
    return startApp({
      log,
      clock,
      timeoutMs,
      lookEveryMs: 40,
      policyEveryMs: 40,
      strictCards: true,
      onStore: (opened) => {
        store = opened;
      },
      ...(listenEveryMs !== undefined && { listenEveryMs }),
      config: {
        port,
        host: '127.0.0.1',
        dataDir,
        databaseUrl,
        auditWebhook,
        logLevel: 'debug',
        timeZone: 'UTC',
        inboxDays: 7,
        auditDays: 365,
        metricsToken: undefined,
        callsPerSecond: undefined,
        policyFile: { path: policyPath, isNamed: false },
        requests: options.requests ?? { perPerson: 1_000_000, perSpace: 1_000_000 },
        roles: { admins: emails('admin'), operators: emails('operator'), viewers: emails('viewer'), ...roles },
        webex: {
          botToken: cloud.botToken,
          apiBase: cloud.apiBase,
          webhookSecret: WEBHOOK_SECRET,
          publicUrl,
          ...(acting.integration !== false && { integration: { clientId, clientSecret } }),
          ...(acting.serviceApp !== false && { serviceApp }),
        },
      },
    });
  };
  let app: App | undefined = await start();
  const stop = async () => {
    await app?.close();
    app = undefined;
  };
  const persona = (name: string) => createPersona({ cloud, name, listeners });
  // A device that was reset has left the fleet, and is spoken of all the same.
  const names = new Map(cloud.fleet.all().map(({ id, displayName }) => [id, displayName]));
  const nameOf = (id: unknown) => names.get(String(id)) ?? 'a device';

  return {
    cloud,
    dataDir,
    clock,
    store() {
      if (!store) throw new Error('there is no store yet');
      return store;
    },
    alice: persona('Alice'),
    bob: persona('Bob'),
    vera: persona('Vera'),
    gus: persona('Gus'),
    sent: () =>
      exchanges
        .filter(({ method, path }) => method === 'POST' && path.startsWith('/xapi/command/'))
        .map(({ path, requestBody, status }) => {
          const body = asRecord(requestBody);
          return {
            command: path.slice('/xapi/command/'.length),
            device: nameOf(body['deviceId']),
            arguments: asRecord(body['arguments']),
            status,
          };
        }),
    async logIn(name, area = 'everything', withScopes) {
      const who = persona(name);
      const card = await who.says(`login for ${area}`);
      const there = await signIn(linkOn(card.card), {
        as: cloud.people.find(({ displayName }) => displayName.startsWith(name))?.email ?? '',
        ...(withScopes && { withScopes }),
      });
      if (there.status !== 200) throw new Error(`${name} could not log in: ${there.text}`);
      await who.hears(card);
    },
    written: () =>
      exchanges
        .filter(({ method, via }) => method !== 'GET' && (via === 'integration' || via === 'service-app'))
        .map(({ method, path, requestBody, status }) => ({ method, path, body: requestBody, status })),
    exchanges: (path) => exchanges.filter((exchange) => exchange.path === path),
    requests: () => exchanges.filter(({ caller }) => caller?.type === 'bot'),
    byLogin: () => exchanges.filter(({ via }) => via === 'integration' || via === 'service-app'),
    logged: () => lines,
    deviceId(name) {
      const device = cloud.fleet.all().find(({ displayName }) => displayName === name);
      if (!device) throw new Error(`no device is called ${name}`);
      return device.id;
    },
    until: (check, what) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        const look = () => {
          if (!check()) return;
          stop();
          resolve();
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`it never came to this: ${what}`));
        }, 10_000);
        listeners.add(look);
        look();
      }),
    writePolicy,
    stop,
    async restart() {
      await stop();
      app = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
      await cloud.close();
    },
  };
}

/** Ids are made anew for each world. */
const withIds = (text: string, { world }: Simulator): string =>
  text
    .replace(/\{space:([^}]+)\}/g, (_, title) =>
      idOf(
        world.rooms.all().find((room) => room.title === title),
        title,
      ),
    )
    .replace(/\{person:([^}]+)\}/g, (_, name) =>
      idOf(
        world.people.all().find((person) => person.firstName === name),
        name,
      ),
    )
    .replace(
      /\{orgOf:([^}]+)\}/g,
      (_, name) => world.people.all().find((person) => person.firstName === name)?.orgId ?? '',
    );

function idOf(found: { id: string } | undefined, name: string): string {
  if (!found) throw new Error(`the policy names nobody and nothing: ${name}`);
  return found.id;
}

const asRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
