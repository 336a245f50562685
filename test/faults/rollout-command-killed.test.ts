import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkOn } from '../draw.ts';
import { signIn } from '../oauth-browser.ts';
import { freePort, type Program } from '../programs.ts';
import { engines } from '../store/engines.ts';
import { openSite, patiently, press } from './site.ts';

const DEVICES = 80;
/** How many commands had come in when a process was killed. */
const KILLS = { sqlite: [10, 35], postgres: [20] };
/** What a killed process had in hand is another's only after a while, where several share a store. */
const atLast = { timeout: 90_000, interval: 50 };

describe.each(engines)('$name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  test('kill -9 in the middle of a command for many: none is sent twice, and none is lost', async () => {
    await using place = await engine.emptyPlace();
    await using site = await openSite({ devices: DEVICES });
    const { oauth, faults } = site.cloud;
    oauth.register(`http://127.0.0.1:${site.port}/oauth/callback`);
    const env = {
      WEBEX_INTEGRATION_CLIENT_ID: oauth.clientId,
      WEBEX_INTEGRATION_CLIENT_SECRET: oauth.clientSecret,
      ...(place.databaseUrl !== undefined && { DATABASE_URL: place.databaseUrl }),
    };
    // PostgreSQL serves several processes; whoever is killed, another one is there.
    const ports = place.databaseUrl === undefined ? [site.port] : [site.port, await freePort()];
    const start = (port: number) => site.start({ ...env, PORT: String(port) });
    const bots = new Map<number, Program>();
    for (const port of ports) bots.set(port, await start(port));

    const alice = site.person('Alice');
    const link = await alice.says('login for everything');
    await signIn(linkOn(link.card), { as: 'alice.andersen@fjordbank.example' });
    await alice.hears(link);
    const plan = await alice.says('rollout xCommand Dial Number: helpdesk@example.com on all no canary never stop');
    const count = Number(/\d+/.exec(plan.title)?.[0]);
    expect(count).toBeGreaterThan(DEVICES / 2);
    faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 80 });
    await press(alice, plan, `Start on ${count} devices`);
    for (const [index, most] of KILLS[engine.name].entries()) {
      await expect.poll(() => site.arrivals.commands().length, { ...patiently, interval: 1 }).toBeGreaterThan(most);
      const port = ports[index % ports.length] ?? site.port;
      bots.get(port)?.kill('SIGKILL');
      await bots.get(port)?.ends();
      bots.set(port, await start(port));
    }
    const ended = async () => (await alice.reads()).find(({ title }) => /^(Done|Failed): /.test(title))?.title;
    await expect.poll(ended, atLast).toBeDefined();
    for (const bot of bots.values()) {
      bot.kill('SIGKILL');
      await bot.ends();
    }

    const called = site.arrivals.commands().map(({ deviceId }) => deviceId);
    expect(new Set(called).size).toBe(called.length);
    await using store = await openedStore(place.databaseUrl === undefined ? site.store() : place.open());
    const rollout = await store.rollouts.numbered(1);
    const items = await store.rollouts.items.page(rollout?.id ?? '', { after: 0, limit: 1_000 });
    const idsOf = (...states: string[]) =>
      items.filter(({ state }) => states.includes(state)).map((item) => item.deviceId);
    // Of each it is known that it was called, or said that nobody knows; and whatever was called is one of these.
    expect(idsOf('confirmed', 'uncertain')).toHaveLength(count);
    expect(idsOf('uncertain').length).toBeGreaterThan(0);
    expect(called).toEqual(expect.arrayContaining(idsOf('confirmed')));
    expect(idsOf('confirmed', 'uncertain')).toEqual(expect.arrayContaining(called));
  }, 150_000);
});

const openedStore = async <Opened extends { close(): Promise<void> }>(opening: Promise<Opened>) => {
  const store = await opening;
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
};
