import { afterAll, beforeAll, expect, test } from 'vitest';
import { dataOf } from '../outsider.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';
import { openPair, type Pair, patiently, print } from './pair.ts';

let postgres: TestPostgres;
let pair: Pair;
beforeAll(async () => {
  postgres = await startPostgres();
  pair = await openPair({ databaseUrl: await postgres.createDatabase(), spaces: 60, doubleEvery: 5 });
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
  await postgres.stop();
});

test('two processes share a burst: each question is answered once, and in every space in the order it was asked', async () => {
  const { spaces } = pair;
  const numbers = [0, 1, 2, 3, 4];
  const question = (space: number, n: number) => `device nowhere-${space}-${n}-`;
  const before = performance.now();
  await Promise.all(
    spaces.map(async (space, nth) => {
      for (const n of numbers) await pair.asks(space, question(nth, n));
    }),
  );
  const count = () => spaces.reduce((sum, space) => sum + pair.said(space).length, 0);
  await expect.poll(count, patiently).toBeGreaterThanOrEqual(300);
  const seconds = (performance.now() - before) / 1_000;
  await pair.workedOff();
  for (const [nth, space] of spaces.entries()) {
    const answered = pair.said(space).map((text) => /nowhere-\d+-(\d)-/.exec(text)?.[1]);
    expect(answered, `in space ${nth}`).toEqual(numbers.map(String));
  }
  const worked = await Promise.all(
    [0, 1].map((bot) => pair.figure(bot, 'device_bot_event_work_duration_seconds_count')),
  );
  print('burst of 300 questions in 60 spaces', {
    seconds: seconds.toFixed(1),
    doubles: pair.balancer.doubles(),
    worked: worked.join(' + '),
  });
  expect(Math.min(...worked)).toBeGreaterThan(0);
});

test('the same webhook, a thousand times to both processes at once, is answered once', async () => {
  const [space = ''] = pair.spaces;
  const alice = pair.cloud.people.find(({ role }) => role === 'admin')?.id;
  const known = pair.said(space).length;
  const handed = Promise.withResolvers<string>();
  const { first } = pair.balancer;
  pair.balancer.first = (body) => {
    if (body.includes(`"actorId":"${alice}"`)) handed.resolve(body);
    return first(body);
  };
  const flood = handed.promise.then((body) =>
    Promise.all(Array.from({ length: 1_000 }, (_, n) => pair.balancer.hand(n % 2, body))),
  );
  await pair.asks(space, 'device nowhere-again');
  expect(new Set(await flood)).toEqual(new Set([200]));
  pair.balancer.first = first;
  await expect.poll(() => pair.said(space).length, patiently).toBeGreaterThan(known);
  await pair.workedOff();
  // Whoever comes later in this space comes after every attempt at that event.
  await pair.asks(space, 'device nowhere-after');
  await expect.poll(() => pair.said(space).at(-1), patiently).toContain('nowhere-after');
  expect(
    pair
      .said(space)
      .slice(known)
      .map((text) => /nowhere-(\w+)/.exec(text)?.[1]),
  ).toEqual(['again', 'after']);
});

test('a 429 that one process draws keeps the other from calling until Retry-After is over', async () => {
  const { cloud, balancer, bots, spaces } = pair;
  const [space = '', ...others] = spaces.slice(0, 21);
  const { first } = balancer;
  const drew = 0;
  balancer.first = () => drew;
  cloud.faults.add({ method: 'GET', path: '/messages/', effect: 'status', status: 429, retryAfter: 4, times: 1 });
  await pair.asks(space, 'device nowhere-cooled');
  const refusal = () => pair.asked().find(({ status }) => status === 429);
  await expect.poll(refusal, patiently).toBeDefined();
  const row = 'select 1 from throttle where open_at > extract(epoch from clock_timestamp()) * 1000';
  await expect.poll(() => pair.query(row), patiently).not.toEqual([]);
  // From here on everybody can know. Everything comes to the process that did not draw it.
  const from = Date.now();
  balancer.first = () => 1 - drew;
  await Promise.all(others.map((other) => pair.asks(other, 'device nowhere-waits')));
  for (const one of [space, ...others])
    await expect.poll(() => pair.said(one).at(-1), patiently).toMatch(/nowhere-(cooled|waits)/);
  balancer.first = first;
  const refused = refusal();
  const open = (refused?.at ?? 0) + 4_000;
  const early = pair.asked().filter(({ at }) => at > from && at < open);
  expect(early).toEqual([]);
  const drawn = await Promise.all([0, 1].map((bot) => pair.figure(bot, 'device_bot_webex_cooldowns_total')));
  const after = bots.map(({ line }) => line.asked.filter(({ at }) => at >= open).length);
  print('a 429 with Retry-After 4', { drawn: drawn.join(' + '), early: early.length, after: after.join(' + ') });
  expect(drawn.toSorted()).toEqual([0, 1]);
  expect(Math.min(...after)).toBeGreaterThan(0);
});

test('one plan, confirmed at both processes at once, is done once', async () => {
  const { cloud, balancer, alice, spaces } = pair;
  const [space = ''] = spaces;
  const plan = await alice.says('<@personEmail:devicebot@webex.bot> mute fjord', space);
  const reached = new Set<number>();
  const { first } = balancer;
  balancer.first = (body) => {
    const to = first(body);
    if (body.includes('attachmentActions')) reached.add(to);
    return to;
  };
  const inputs = dataOf(plan, 'Mute Fjord');
  await Promise.all(Array.from({ length: 8 }, () => alice.submit(plan.id, inputs)));
  const answers = () =>
    pair.said(space).filter((text) => /^(The microphones|This was already|This is being)/.test(text));
  await expect.poll(() => answers().length, patiently).toBeGreaterThanOrEqual(8);
  await pair.workedOff();
  balancer.first = first;
  expect(reached.size).toBe(2);
  expect(answers()).toHaveLength(8);
  expect(answers().filter((text) => text.startsWith('The microphones of Fjord are muted'))).toHaveLength(1);
  const fjord = cloud.fleet.all().find(({ displayName }) => displayName === 'Fjord');
  const sent = pair.asked().filter(({ method, path }) => method === 'POST' && path.startsWith('/xapi/command/'));
  expect(sent.map(({ body }) => body.includes(fjord?.id ?? 'none'))).toEqual([true]);
});

test('a promise to tell of a device is kept once, though both processes see it come back', async () => {
  const { cloud, alice, bots, spaces } = pair;
  const [space = ''] = spaces;
  await alice.says('<@personEmail:devicebot@webex.bot> notify sognefjord', space);
  const known = pair.said(space).length;
  const id = cloud.fleet.all().find(({ displayName }) => displayName === 'Sognefjord')?.id ?? '';
  // Longer than the time between two looks: both processes are looking when the first of them knows.
  cloud.faults.add({ method: 'GET', path: `/devices/${id}`, effect: 'latency', ms: 7_000 });
  cloud.fleet.setConnection(id, 'connected');
  await expect.poll(() => pair.said(space).length, patiently).toBeGreaterThan(known);
  const looked = () =>
    bots.map(({ line }) => line.asked.some(({ path, status }) => path === `/devices/${id}` && status === 200));
  await expect.poll(looked, patiently).toEqual([true, true]);
  cloud.faults.clear();
  await alice.says('<@personEmail:devicebot@webex.bot> whoami', space);
  const news = pair.said(space).slice(known);
  expect(news).toHaveLength(2);
  expect(news[0]).toContain('Sognefjord');
});
