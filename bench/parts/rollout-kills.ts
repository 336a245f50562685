import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Simulator, startSimulator } from '#simulator/server.ts';
import { actionsIn, linkOn } from '../../test/draw.ts';
import { signIn } from '../../test/oauth-browser.ts';
import { type Child, flagsOfBot, freePort, startChild } from './child.ts';
import { SECRET } from './deliveries.ts';
import { openDoor } from './one-door.ts';

export interface KillsOptions {
  devices: number;
  /** How often a process is killed in the middle of it, at points that nobody chose. */
  kills: number;
  /** Requests for configurations a second. */
  perSecond: number;
  /** PostgreSQL with two processes; left out, SQLite with one. */
  databaseUrl?: string;
  say?: (line: string) => void;
  /** Of the looks at devices, which come first, and the changes after them: where the first kill may be. Left out, anywhere. */
  from?: 'changes';
  /** The same number gives the same points. */
  seed?: number;
  /** For how long the bot may be silent before it counts as stuck, and what it said last is told. */
  patienceMs?: number;
}

export interface KillsOutcome {
  devices: number;
  kills: number;
  /** Devices by state, as the rows say it. */
  states: Record<string, number>;
  /** Devices that the rows do not settle, and those that are not as their row says. */
  lost: number;
  /** Devices that a second change was carried out on. */
  twice: number;
  /** Requests that came before the Retry-After of an earlier answer was over, though it could be known of. */
  early: number;
  storms: number;
  requests: number;
  /** Whether taking it back gave the world as it was before, to the last bit. */
  isBack: boolean;
  /** Devices that differ from before then. */
  notBack: number;
  seconds: number;
  undoSeconds: number;
  /** The most that a process had more than right before the rollout, in MB resident. Only of processes that were not killed. */
  addedMb: number;
}

export const KEY = 'Standby.Delay';
export const WANTED = 77;
const OFFLINE = 0.05;
const FAILING = 0.01;
/** Answers that get lost after Webex did what was asked for. */
const LOSSY = 0.01;
const STORM = { everyMs: 5_000, retryAfter: 2, ms: 1_000 };
/** By then every process knows of a pause that another one was asked for. */
const GRACE_MS = 300;
const LOOK_MS = 25;
const PATIENCE_MS = 20 * 60_000;
const CONFIGURATIONS = '/v1/deviceConfigurations';

/**
 * One rollout over a fleet of which some are away, some refuse and some answers get lost, while Webex asks for pauses and bot
 * processes are killed; then it is taken back. Throws when it does not come to its end.
 */
export async function rolloutKills(options: KillsOptions): Promise<KillsOutcome> {
  const stack = new AsyncDisposableStack();
  try {
    return await killed(options, stack);
  } finally {
    await stack.disposeAsync();
  }
}

async function killed(options: KillsOptions, stack: AsyncDisposableStack): Promise<KillsOutcome> {
  const {
    devices,
    kills,
    perSecond,
    databaseUrl,
    from: first,
    say = () => {},
    seed = 1,
    patienceMs = PATIENCE_MS,
  } = options;
  const cloud = stack.use(
    await startSimulator({
      devices,
      offline: Math.round(devices * OFFLINE),
      durations: { applyMs: 50 },
      deliveryTimeoutMs: 60_000,
    }),
  );
  const { fleet, configurations, faults } = cloud;
  // Nobody else is in charge of it: every device can take it.
  for (const { id } of fleet.all()) configurations.manage(id, KEY, undefined);
  const before = configurations.snapshot();
  const traffic = watchTraffic(new URL(cloud.apiBase).port);
  stack.defer(traffic.close);
  faults.limit({ resource: 'deviceConfigurations', perSecond, burst: perSecond });
  faults.add({ method: 'PATCH', path: '/deviceConfigurations', devices: FAILING, effect: 'status', status: 400 });
  faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'drop', after: true, probability: LOSSY });
  let storms = 0;
  const storming = setInterval(() => {
    storms += 1;
    const { id } = faults.add({
      path: '/deviceConfigurations',
      effect: 'status',
      status: 429,
      retryAfter: STORM.retryAfter,
    });
    setTimeout(() => faults.clear(id), STORM.ms).unref();
  }, STORM.everyMs);
  stack.defer(() => clearInterval(storming));

  const bots = await startBots(cloud, databaseUrl, stack);
  const talk = talkOn(cloud, patienceMs);
  await talk.logIn();
  const from = Date.now();
  const memory = await Promise.all(bots.map((bot) => bot.child.memory()));
  let addedMb = 0;
  const watching = setInterval(() => {
    for (const [index, bot] of bots.entries())
      if (bot.kills === 0)
        bot.child.memory().then(
          (mb) => {
            if (bot.kills === 0) addedMb = Math.max(addedMb, mb - (memory[index] ?? 0));
          },
          () => {},
        );
  }, 250);
  stack.defer(() => clearInterval(watching));

  // Each device is looked at, changed, and asked whether it took it.
  const random = randomsOf(seed);
  const least = first === 'changes' ? 1.05 : 0.04;
  const points = Array.from({ length: kills }, () => Math.ceil((least + random() * (1.9 - least)) * devices)).sort(
    (left, right) => left - right,
  );
  let done = 0;
  let isOver = false;
  const killing = (async () => {
    for (const point of points) {
      while (!isOver && traffic.requests() < point) await sleep(2);
      if (isOver) return;
      const bot = bots[Math.floor(random() * bots.length)];
      if (!bot) return;
      await bot.kill();
      done += 1;
      say(`killed after ${traffic.requests()} requests, ${configurations.patches()} changes`);
      bot.start();
    }
    // Only now: what is left when it is ready may be less than up to the next point.
    await Promise.all(bots.map((bot) => bot.isReady()));
  })();
  killing.catch(() => {});
  const going = async <T>(work: Promise<T>): Promise<T> => Promise.race([work, killing.then(() => work)]);

  const plan = await going(talk.says(`rollout ${KEY}=${WANTED} on all never stop no canary`, /^Start on /));
  say(`planned after ${seconds(from)} s`);
  await going(talk.ended(plan, /^Start on /));
  isOver = true;
  await killing;
  const took = seconds(from);
  clearInterval(watching);
  say(`done after ${took} s, ${storms} storms`);

  const patches = new Map(fleet.all().map(({ id }) => [id, configurations.patches(id)]));
  const wrong = fleet.all().filter(({ id }) => configurations.read(id, KEY)?.value !== WANTED);
  faults.clear();
  const undoFrom = Date.now();
  const back = await talk.says('rollout undo 1', /^Take back on /);
  await talk.ended(back, /^Take back on /);
  const undoSeconds = seconds(undoFrom);
  const after = configurations.snapshot();
  const ids = new Set([...before.keys(), ...after.keys()]);
  const notBack = [...ids].filter((id) => before.get(id) !== after.get(id)).length;
  for (const bot of bots) await bot.child.stop();

  const rows = await rowsOf(bots[0]?.dataDir ?? '', databaseUrl);
  const states: Record<string, number> = {};
  for (const { state, reason } of rows)
    states[`${state} ${reason}`.trim()] = (states[`${state} ${reason}`.trim()] ?? 0) + 1;
  const settled = new Map(rows.map(({ id, state }) => [id, state]));
  const isRight = new Set(wrong.map(({ id }) => id));
  const lost = fleet.all().filter(({ id }) => {
    const state = settled.get(id) ?? 'missing';
    const isDone = ['accepted', 'pending', 'confirmed', 'same'].includes(state);
    const isSettled = isDone || ['failed', 'blocked', 'skipped', 'uncertain'].includes(state);
    return !isSettled || (isDone && isRight.has(id)) || (state === 'failed' && !isRight.has(id));
  }).length;
  return {
    devices,
    kills: done,
    states,
    lost,
    twice: [...patches.values()].filter((count) => count > 1).length,
    early: traffic.early(),
    storms,
    requests: traffic.requests(),
    isBack: notBack === 0,
    notBack,
    seconds: took,
    undoSeconds,
    addedMb,
  };
}

const seconds = (from: number): number => Math.round((Date.now() - from) / 100) / 10;

/** A stream of numbers in [0, 1). */
function randomsOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** Counts requests for configurations as Node tells of them: reading what is in them would cost more than all the rest. */
function watchTraffic(port: string) {
  let requests = 0;
  let early = 0;
  let shutAt = 0;
  let openAt = 0;
  const underWay = new WeakSet<ServerResponse>();
  const isHeard = ({ request }: { request: IncomingMessage }) =>
    String(request.socket.localPort) === port && request.url?.startsWith(CONFIGURATIONS) === true;
  const started = (message: unknown) => {
    const heard = message as { request: IncomingMessage; response: ServerResponse };
    if (!isHeard(heard)) return;
    underWay.add(heard.response);
    requests += 1;
    const now = Date.now();
    if (now < openAt && now > shutAt + GRACE_MS) early += 1;
  };
  const finished = (message: unknown) => {
    const { response } = message as { response: ServerResponse };
    if (!underWay.has(response) || response.statusCode !== 429) return;
    const now = Date.now();
    if (now >= openAt) shutAt = now;
    openAt = Math.max(openAt, now + Number(response.getHeader('retry-after')) * 1_000);
  };
  subscribe('http.server.request.start', started);
  subscribe('http.server.response.finish', finished);
  return {
    requests: () => requests,
    early: () => early,
    close() {
      unsubscribe('http.server.request.start', started);
      unsubscribe('http.server.response.finish', finished);
    },
  };
}

interface Bot {
  child: Child;
  dataDir: string;
  kills: number;
  kill(): Promise<void>;
  /** It may be killed again before it is ready. */
  start(): void;
  /** Resolves when it is; rejects when it ends before, unless it was killed. */
  isReady(): Promise<void>;
}

async function startBots(
  cloud: Simulator,
  databaseUrl: string | undefined,
  stack: AsyncDisposableStack,
): Promise<Bot[]> {
  const ports = await Promise.all(Array.from({ length: databaseUrl === undefined ? 1 : 2 }, freePort));
  const { url: publicUrl } = stack.use(await openDoor(ports));
  const { clientId, clientSecret } = cloud.oauth;
  cloud.oauth.register(`${publicUrl}/oauth/callback`);
  const admins = cloud.people.filter(({ role }) => role === 'admin').map(({ email }) => email);
  const flags = await flagsOfBot();
  const dataDir = await mkdtemp(join(tmpdir(), 'rollout-kills-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const bots: Bot[] = [];
  for (const [index, port] of ports.entries()) {
    const start = (): Child =>
      startChild(`bot ${index + 1}`, [...flags, 'src/main.ts', 'bot'], {
        WEBEX_API_BASE: cloud.apiBase,
        WEBEX_BOT_TOKEN: cloud.botToken,
        WEBEX_INTEGRATION_CLIENT_ID: clientId,
        WEBEX_INTEGRATION_CLIENT_SECRET: clientSecret,
        WEBHOOK_SECRET: SECRET,
        PUBLIC_URL: publicUrl,
        HOST: '127.0.0.1',
        PORT: String(port),
        DATA_DIR: dataDir,
        ADMINS: admins.join(),
        LOG_LEVEL: 'warn',
        ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      });
    const bot: Bot = {
      child: start(),
      dataDir,
      kills: 0,
      async kill() {
        bot.kills += 1;
        await bot.child.kill();
      },
      start() {
        bot.child = start();
      },
      async isReady() {
        for (const until = Date.now() + 30_000; ; await Promise.race([sleep(LOOK_MS), bot.child.failure])) {
          const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
          if (answer?.ok) return;
          if (Date.now() > until) throw new Error(`bot ${index + 1} is not ready`);
        }
      },
    };
    await bot.isReady();
    stack.defer(() => bot.child.stop());
    bots.push(bot);
  }
  return bots;
}

interface Heard {
  id: string;
  card: unknown;
  text: string;
}

/** The administrator, in their space with the bot alone. */
function talkOn({ world, apiBase }: Simulator, patienceMs: number) {
  const alice = world.people.all().find(({ role }) => role === 'admin');
  const room = world.rooms
    .all()
    .find(({ id, type }) => type === 'direct' && alice && world.memberships.of(id, alice.id) !== undefined);
  if (!alice || !room) throw new Error('the administrator has no space with the bot');
  const heard = (): Heard[] =>
    world.messages
      .inRoom(room.id)
      .filter(({ personId }) => personId === world.bot.id)
      .map(({ id, text, attachments }) => ({ id, text: text ?? '', card: attachments?.[0]?.content }));
  const titlesOf = ({ card }: Heard): string[] => actionsIn(card).map(({ title }) => title);

  async function call(path: string, body: object): Promise<void> {
    const answer = await fetch(apiBase + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${alice?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }

  async function until(isIt: (message: Heard) => boolean, what: string, known = new Set<string>()): Promise<Heard> {
    for (const end = Date.now() + patienceMs; Date.now() < end; await sleep(LOOK_MS)) {
      const found = heard().find((message) => !known.has(message.id) && isIt(message));
      if (found) return found;
    }
    const last = heard().at(-1);
    throw new Error(`it never came to this: ${what}; the bot said last: ${last?.text} ${last && titlesOf(last)}`);
  }

  const said = () => new Set(heard().map(({ id }) => id));
  return {
    async logIn() {
      const known = said();
      await call('/messages', { roomId: room.id, text: 'login for everything' });
      const link = await until(({ card }) => card !== undefined, 'a login', known);
      const { status } = await signIn(linkOn(link.card), { as: alice.email });
      if (status !== 200) throw new Error(`the login ended with ${status}`);
    },
    /** Gives the message with such a button. */
    async says(text: string, button: RegExp): Promise<Heard> {
      const known = said();
      await call('/messages', { roomId: room.id, text });
      return until((message) => titlesOf(message).some((title) => button.test(title)), text, known);
    },
    /** Starts it, and waits for the card from which nothing of it can be stopped any more. */
    async ended({ id, card }: Heard, button: RegExp): Promise<void> {
      const known = said();
      const action = actionsIn(card).find(({ title }) => button.test(title));
      await call('/attachment/actions', { type: 'submit', messageId: id, inputs: action?.data });
      await until(
        (message) => {
          const titles = titlesOf(message);
          return titles.includes('Report (file)') && !titles.some((one) => /^(Pause|Cancel|Start|Go on)/.test(one));
        },
        'a rollout is over',
        known,
      );
    },
  };
}

async function rowsOf(
  dataDir: string,
  databaseUrl: string | undefined,
): Promise<{ id: string; state: string; reason: string }[]> {
  const query = `select device_id as id, rollout_item.state, rollout_item.reason from rollout_item
    join rollout on rollout.id = rollout_item.rollout_id where rollout.number = 1`;
  if (databaseUrl === undefined) {
    using db = new DatabaseSync(join(dataDir, 'bot.sqlite'), { readOnly: true });
    return db
      .prepare(query)
      .all()
      .map(({ id, state, reason }) => ({ id: String(id), state: String(state), reason: String(reason) }));
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    return (await pool.query<{ id: string; state: string; reason: string }>(query)).rows;
  } finally {
    await pool.end();
  }
}
