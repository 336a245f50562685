import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPair, type Pair, patiently } from '../scale/pair.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

const SPACES = 16;

let postgres: TestPostgres;
let pair: Pair;

beforeAll(async () => {
  postgres = await startPostgres();
  pair = await openPair({ databaseUrl: await postgres.createDatabase(), spaces: SPACES });
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
  await postgres.stop();
});

const idOf = (name: string) => pair.cloud.fleet.all().find(({ displayName }) => displayName === name)?.id ?? '';
const commands = () => pair.asked().filter(({ path }) => path.startsWith('/xapi/command/'));
const held = () => pair.query<{ device_id: string; holder: string }>('select device_id, holder from device_lock');
const all = (texts: RegExp) => pair.spaces.flatMap((space) => pair.said(space).filter((text) => texts.test(text)));

/** Commands of one device in flight at the same time, at most. */
async function mostAtOnce(until: () => Promise<boolean>): Promise<number> {
  let most = 0;
  for (;;) {
    const flying = commands().filter(({ status }) => status === undefined);
    const devices = flying.map(({ body }) => String(Object(JSON.parse(body)).deviceId));
    for (const device of devices) most = Math.max(most, devices.filter((one) => one === device).length);
    if (await until()) return most;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('changes of one device that many spaces ask of two processes at once: one at a time, and each once', async () => {
  pair.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 120 });
  await Promise.all(pair.spaces.map((space, n) => pair.asks(space, `volume ${n + 10} on Fjord when free`)));
  const done = () => all(/^Fjord is at \d+ %/).length;
  const most = await mostAtOnce(async () => done() >= SPACES);
  expect(most).toBe(1);
  await pair.workedOff();
  await expect.poll(() => pair.query('select 1 from queued_change'), patiently).toEqual([]);
  expect(done()).toBe(SPACES);
  const levels = commands().map(({ body }) => Number(Object(JSON.parse(body)).arguments.Level));
  expect(levels.sort((left, right) => left - right)).toEqual(pair.spaces.map((_, n) => n + 10));
  await expect.poll(held, patiently).toEqual([]);
  pair.cloud.faults.clear();
});

test('changes of several devices that overlap: none waits for another for ever, and no device gets two at once', async () => {
  const from = commands().length;
  pair.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 60 });
  const groups = [
    'Fjord, Kew, Camden',
    'Camden, Fjord',
    'Kew, Camden',
    'Tahoe, Kew, Fjord',
    'Fjord, Tahoe',
    'Camden, Tahoe',
  ];
  await Promise.all(
    groups.map((names, n) => pair.asks(pair.spaces[n] ?? '', `volume ${n + 40} on ${names} when free`)),
  );
  const asked = () => pair.alice.call('GET', `/messages?roomId=${pair.spaces[0]}&max=1`);
  await asked();
  const cards = async () =>
    pair.query<{ id: string; space_id: string; message_id: string | null }>(
      "select id, space_id, message_id from plan where state = 'open'",
    );
  await expect
    .poll(async () => (await cards()).filter(({ message_id }) => message_id).length, patiently)
    .toBe(groups.length);
  await Promise.all(
    (await cards()).map(({ id, message_id }) =>
      pair.alice.call('POST', '/attachment/actions', {
        type: 'submit',
        messageId: message_id,
        inputs: { v: 1, plan: id, press: 'confirm' },
      }),
    ),
  );
  const sizes = groups.map((names) => names.split(',').length);
  const wanted = sizes.reduce((sum, size) => sum + size, 0);
  const answered = () =>
    commands()
      .slice(from)
      .filter(({ status }) => status !== undefined).length;
  const most = await mostAtOnce(async () => answered() >= wanted);
  expect(most).toBe(1);
  await expect.poll(() => pair.query('select 1 from queued_change'), patiently).toEqual([]);
  await expect.poll(held, patiently).toEqual([]);
  expect(commands().length - from).toBe(wanted);
  pair.cloud.faults.clear();
});

test('one Confirm, pressed two hundred times in both processes: one effect', async () => {
  const from = commands().length;
  const [space = ''] = pair.spaces;
  await pair.asks(space, 'mute Redwood');
  const open = () =>
    pair.query<{ id: string; message_id: string | null }>("select id, message_id from plan where state = 'open'");
  await expect.poll(async () => (await open())[0]?.message_id ?? undefined, patiently).toBeDefined();
  const [plan] = await open();
  const press = () =>
    pair.alice
      .call('POST', '/attachment/actions', {
        type: 'submit',
        messageId: plan?.message_id,
        inputs: { v: 1, plan: plan?.id, press: 'confirm' },
      })
      // The card is taken away when it is spent.
      .catch(() => undefined);
  await Promise.all(Array.from({ length: 200 }, press));
  await expect.poll(() => commands().length, patiently).toBe(from + 1);
  await pair.workedOff();
  expect(commands().length).toBe(from + 1);
  expect(pair.said(space).filter((text) => text.startsWith('The microphones of Redwood are muted'))).toHaveLength(1);
  await expect.poll(held, patiently).toEqual([]);
});

test('kill -9 of the one that holds a device: it is told, and the device is free', async () => {
  const from = commands().length;
  const [first = '', second = ''] = pair.spaces;
  const fault = pair.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'hang', after: true, times: 1 });
  await pair.asks(first, 'volume 77 on Thames');
  await expect.poll(() => fault.hits, patiently).toBe(1);
  expect((await held()).map(({ device_id }) => device_id)).toEqual([idOf('Thames')]);
  const holder = pair.bots.findIndex(({ line }) =>
    line.asked.some(({ path, status }) => path.startsWith('/xapi/command/') && status === undefined),
  );
  const killed = pair.bots[holder]?.program;
  killed?.kill('SIGKILL');
  await killed?.ends();
  await pair.asks(second, 'volume 78 on Thames when free');
  await expect
    .poll(() => pair.said(first).at(-1), patiently)
    .toMatch(/^I don't know whether this happened: Set Thames to 77 %/);
  await expect.poll(() => pair.said(second).at(-1), patiently).toMatch(/^Thames is at 78 %/);
  expect(commands().length).toBe(from + 2);
  await expect.poll(held, patiently).toEqual([]);
  await pair.revive(holder);
});
