import { resolve } from 'node:path';
import { z } from 'zod';
import { isTimeZone } from '#lib/time.ts';
import { actingOf, actingShape, type IntegrationConfig, type ServiceAppConfig } from './config/acting.ts';
import { type AuditWebhook, auditWebhookOf, auditWebhookShape } from './config/audit-webhook.ts';
import { listIn } from './config/list.ts';

/** A list of e-mail addresses, separated by commas or spaces; `*` stands for everyone of the bot's organisation. */
const people = z
  .string()
  .default('')
  .transform(listIn)
  .pipe(z.array(z.union([z.literal('*'), z.email('holds something that is not an e-mail address')])));

const PORT_RANGE = 'must be a port from 1 to 65535';
const port = (fallback: number) =>
  z.coerce.number(PORT_RANGE).int(PORT_RANGE).min(1, PORT_RANGE).max(65_535, PORT_RANGE).default(fallback);
const count = (most: number, fallback: number) => {
  const range = `must be a whole number from 0 to ${most}`;
  return z.coerce.number(range).int(range).min(0, range).max(most, range).default(fallback);
};
const days = (most: number, fallback: number) => {
  const range = `must be a whole number of days from 1 to ${most}`;
  return z.coerce.number(range).int(range).min(1, range).max(most, range).default(fallback);
};
const perMinute = (fallback: number) => {
  const range = 'must be a whole number of requests a minute, from 1 to 1000000';
  return z.coerce.number(range).int(range).min(1, range).max(1_000_000, range).default(fallback);
};
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http or https address' })
  .transform((url) => url.replace(/\/+$/, ''));

const ONE_KEY = /^([\w-]{1,32}):([A-Za-z0-9+/_-]{43}={0,1})$/;
/** The id of the key that is made of WEBHOOK_SECRET; see `lib/keys.ts`. */
const OWN_KEY = 'w';
/** `id:base64-of-32-bytes`, separated by commas or spaces. Faults name a key by its place: what stands where an id should may be the key. */
const secretKeys = z.string().transform((text, context) => {
  const keys = text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map((entry) => ({ id: ONE_KEY.exec(entry)?.[1], base64: ONE_KEY.exec(entry)?.[2] ?? '' }));
  const bytesOf = ({ base64 }: { base64: string }) => Buffer.from(base64, 'base64');
  const faultOf = (key: (typeof keys)[number], index: number): string | undefined => {
    const before = keys.slice(0, index);
    if (key.id === undefined) return 'must be an id of letters, digits, - or _, a colon and 32 bytes as base64';
    if (key.id === OWN_KEY) return `must have another id than "${OWN_KEY}": that is the key made of WEBHOOK_SECRET`;
    if (before.some(({ id }) => id === key.id)) return 'has the id of an earlier one';
    if (before.some((other) => bytesOf(other).equals(bytesOf(key)))) return 'is the same as an earlier one';
    return new Set(bytesOf(key)).size < 8 ? 'must be random: "openssl rand -base64 32" makes one' : undefined;
  };
  if (keys.length === 0) context.addIssue('holds no key');
  for (const [index, key] of keys.entries()) {
    const fault = faultOf(key, index);
    if (fault !== undefined) context.addIssue(`is wrong: key ${index + 1} ${fault}`);
  }
  return keys.flatMap(({ id, base64 }) => (id === undefined ? [] : [{ id, base64 }]));
});
const timeZone = z.string().default('UTC').refine(isTimeZone, 'must be an IANA time zone such as Europe/Oslo');

/** POLICY_FILE for a bot that goes by the lists, whatever file lies there. */
const NO_POLICY = 'none';

/** What every start needs, whether Webex is live or simulated. */
const Common = z.object({
  PORT: port(8080),
  HOST: z.string().default('0.0.0.0'),
  DATA_DIR: z
    .string()
    .default('data')
    .transform((path) => resolve(path)),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must begin with postgres://' }).optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  TIME_ZONE: timeZone,
  INBOX_DAYS: days(3_650, 7),
  AUDIT_DAYS: days(36_500, 365),
  METRICS_TOKEN: z.string().optional(),
  ...auditWebhookShape,
  SECRET_KEYS: secretKeys.optional(),
  WEBEX_CALLS_PER_SECOND: z.coerce.number({ error: 'must be a number' }).positive('must be more than 0').optional(),
  REQUESTS_PER_PERSON: perMinute(60),
  REQUESTS_PER_SPACE: perMinute(120),
  POLICY_FILE: z
    .string()
    .optional()
    .transform((path) =>
      path === NO_POLICY ? undefined : { path: resolve(path ?? 'policy.yaml'), isNamed: path !== undefined },
    ),
  ADMINS: people,
  OPERATORS: people,
  VIEWERS: people,
});

const Live = Common.extend({
  WEBEX_BOT_TOKEN: z
    .string({ error: 'is missing: the access token of the bot' })
    .regex(/^[\x21-\x7e]+$/, 'holds characters that no access token has'),
  WEBEX_API_BASE: httpUrl.default('https://webexapis.com/v1'),
  ...actingShape,
  WEBHOOK_SECRET: z.string({ error: 'is missing: any secret, best of 16 characters or more' }),
  PUBLIC_URL: z
    .string({ error: 'is missing: the address under which Webex reaches this bot' })
    .pipe(httpUrl)
    .refine((url) => !/[?#]/.test(url), 'must have no query and no #'),
});

/** The embedded Webex cloud of `npm start`. */
const Simulated = Common.extend({
  HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: port(8081),
  SIMULATOR_DEVICES: count(100_000, 24),
  SIMULATOR_SEED: count(2_147_483_647, 1),
  SIMULATOR_SCHEMA: z.string().optional(),
});

export interface Config {
  port: number;
  host: string;
  dataDir: string;
  databaseUrl: string | undefined;
  logLevel: string;
  timeZone: string;
  /** For how many days an event is known, so that one delivered again is not worked again. */
  inboxDays: number;
  /** For how many days the audit is kept. */
  auditDays: number;
  /** Where the audit is sent on to. Left out: nowhere. */
  auditWebhook?: AuditWebhook | undefined;
  /** Whoever reads /metrics must show it; undefined: anybody may. */
  metricsToken: string | undefined;
  /** What seals secrets in the store: the first closes, all open. Left out: a key made of the webhook's secret does. */
  secretKeys?: { id: string; base64: string }[] | undefined;
  /** A budget of our own for calls to Webex; undefined: only Webex's limits hold. */
  callsPerSecond: number | undefined;
  /** Requests a minute that are answered where the policy says nothing of it. Left out: as many as people need. */
  requests?: { perPerson: number; perSpace: number } | undefined;
  /** Who may do what, where there is such a file; `isNamed`: it has to be there. Undefined: the lists count. */
  policyFile: { path: string; isNamed: boolean } | undefined;
  roles: { admins: string[]; operators: string[]; viewers: string[] };
  webex: {
    botToken: string;
    apiBase: string;
    webhookSecret: string;
    publicUrl: string;
    /** Left out: nobody can log in, and the bot acts for no administrator. */
    integration?: IntegrationConfig | undefined;
    /** Left out: there is none. What it may be used for is said in the policy file. */
    serviceApp?: ServiceAppConfig | undefined;
  };
}
export type CommonConfig = Omit<Config, 'webex'>;
export interface SimulatorConfig {
  port: number;
  devices: number;
  seed: number;
  /** A file in the public RoomOS format. */
  schema?: string;
}

/** Every fault of the environment at once, a line each, by variable name. Values are never repeated: they may be secrets. */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The bot did not start. Mend these settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

/** Reads the settings of a bot that talks to live Webex. Throws ConfigError. */
export function readConfig(env: NodeJS.ProcessEnv): Readonly<Config> {
  const read = parse(Live, env);
  const { integration, serviceApp, faults } = actingOf(read);
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze({
    ...common(read),
    webex: {
      botToken: read.WEBEX_BOT_TOKEN,
      apiBase: read.WEBEX_API_BASE,
      webhookSecret: read.WEBHOOK_SECRET,
      publicUrl: read.PUBLIC_URL,
      integration,
      serviceApp,
    },
  });
}

/** Reads the settings of a bot on the embedded simulator, which brings its own token, secret and address. Throws ConfigError. */
export function readSimulatedConfig(env: NodeJS.ProcessEnv): Readonly<CommonConfig & { simulator: SimulatorConfig }> {
  const read = parse(Simulated, env);
  const simulator = {
    port: read.SIMULATOR_PORT,
    devices: read.SIMULATOR_DEVICES,
    seed: read.SIMULATOR_SEED,
    ...(read.SIMULATOR_SCHEMA !== undefined && { schema: read.SIMULATOR_SCHEMA }),
  };
  return Object.freeze({ ...common(read), simulator });
}

/** Reads where the store is, for programs that need no Webex. Throws ConfigError. */
export function readStoreConfig(env: NodeJS.ProcessEnv): Readonly<Pick<Config, 'dataDir' | 'databaseUrl'>> {
  const read = parse(Common.pick({ DATA_DIR: true, DATABASE_URL: true }), env);
  return Object.freeze({ dataDir: read.DATA_DIR, databaseUrl: read.DATABASE_URL });
}

/** Reads where the store is and what it is sealed with, for programs that need no Webex. Throws ConfigError. */
export function readSecretsConfig(
  env: NodeJS.ProcessEnv,
): Readonly<Pick<Config, 'dataDir' | 'databaseUrl' | 'secretKeys'> & { webhookSecret: string }> {
  const Sealed = Common.pick({ DATA_DIR: true, DATABASE_URL: true, SECRET_KEYS: true });
  const read = parse(Sealed.extend({ WEBHOOK_SECRET: Live.shape.WEBHOOK_SECRET }), env);
  return Object.freeze({
    dataDir: read.DATA_DIR,
    databaseUrl: read.DATABASE_URL,
    secretKeys: read.SECRET_KEYS,
    webhookSecret: read.WEBHOOK_SECRET,
  });
}

/** Reads how the bot of these settings is reached and what it trusts, for programs that talk to it. Throws ConfigError. */
export function readDoorConfig(env: NodeJS.ProcessEnv) {
  const Door = Live.pick({ PORT: true, HOST: true, WEBHOOK_SECRET: true });
  const read = parse(Door.extend({ PUBLIC_URL: Live.shape.PUBLIC_URL.optional() }), env);
  const { PORT: port, HOST: host, WEBHOOK_SECRET: webhookSecret, PUBLIC_URL: publicUrl } = read;
  return Object.freeze({ port, host, webhookSecret, publicUrl });
}

function common(read: z.infer<typeof Common>): CommonConfig {
  const { webhook, faults } = auditWebhookOf(read);
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    port: read.PORT,
    host: read.HOST,
    dataDir: read.DATA_DIR,
    databaseUrl: read.DATABASE_URL,
    logLevel: read.LOG_LEVEL,
    timeZone: read.TIME_ZONE,
    inboxDays: read.INBOX_DAYS,
    auditDays: read.AUDIT_DAYS,
    auditWebhook: webhook,
    metricsToken: read.METRICS_TOKEN,
    secretKeys: read.SECRET_KEYS,
    callsPerSecond: read.WEBEX_CALLS_PER_SECOND,
    requests: { perPerson: read.REQUESTS_PER_PERSON, perSpace: read.REQUESTS_PER_SPACE },
    policyFile: read.POLICY_FILE,
    roles: { admins: read.ADMINS, operators: read.OPERATORS, viewers: read.VIEWERS },
  };
}

function parse<T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T {
  // An empty variable is one that was not set: hosts and .env files write `DATABASE_URL=`, and pasted values end in a
  // line break.
  const trimmed = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  const set = Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  throw new ConfigError([
    ...new Set(result.error.issues.map((issue) => `${String(issue.path[0])} ${sentence(issue)}`)),
  ]);
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`;
  return issue.message;
}
