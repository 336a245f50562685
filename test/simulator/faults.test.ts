import { expect, test } from 'vitest';
import type { Exchange } from '../../src/simulator/exchange.ts';
import { Faults } from '../../src/simulator/faults.ts';
import { TokenBuckets } from '../../src/simulator/token-buckets.ts';
import { callerWith, openCloud } from './cloud.ts';

test('a status rule answers in its place as often as it says, then no more', async () => {
  await using cloud = await openCloud();
  cloud.simulator.faults.add({ effect: 'status', status: 429, retryAfter: 7, path: '/people', times: 2 });
  for (let at = 0; at < 2; at += 1) {
    const answer = await cloud.bot.get('/people/me');
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.body.message).toBe('Too Many Requests');
  }
  expect((await cloud.bot.get('/people/me')).status).toBe(200);
  expect(cloud.simulator.faults.list()).toEqual([]);
});

test('a rule meets only its method and its path, by beginning or regular expression', () => {
  const faults = new Faults(1, () => 0);
  faults.add({ effect: 'drop', method: 'post', path: '/xapi/command/' });
  faults.add({ effect: 'hang', path: '^/messages/[^/]+$' });
  const met = (method: string, path: string) => faults.meet(method, path).map(({ effect }) => effect);
  expect(met('POST', '/xapi/command/Audio.Volume.Set')).toEqual(['drop']);
  expect(met('GET', '/xapi/command/Audio.Volume.Set')).toEqual([]);
  expect(met('GET', '/messages/abc')).toEqual(['hang']);
  expect(met('GET', '/messages')).toEqual([]);
});

test('a probable fault meets its part of the requests, the same ones for the same seed', () => {
  const run = () => {
    const faults = new Faults(3, () => 0);
    faults.add({ effect: 'drop', probability: 0.25 });
    return Array.from({ length: 1_000 }, () => faults.meet('GET', '/x').length);
  };
  const hits = run().filter((count) => count > 0).length;
  expect(hits).toBeGreaterThan(200);
  expect(hits).toBeLessThan(300);
  expect(run()).toEqual(run());
});

test('a dropped request fails without an answer and without an effect', async () => {
  await using cloud = await openCloud();
  cloud.simulator.faults.add({ effect: 'drop', method: 'POST', times: 1 });
  const message = { roomId: cloud.direct, text: 'lost' };
  await expect(cloud.bot.post('/messages', message)).rejects.toThrow();
  expect((await cloud.bot.get(`/messages?roomId=${cloud.direct}`)).body.items).toEqual([]);
});

test('with after, the request is carried out and only its answer is lost', async () => {
  await using cloud = await openCloud();
  const { faults } = cloud.simulator;
  const say = (text: string) => cloud.bot.post('/messages', { roomId: cloud.direct, text });
  faults.add({ effect: 'drop', method: 'POST', times: 1, after: true });
  await expect(say('one')).rejects.toThrow();
  faults.add({ effect: 'status', status: 502, method: 'POST', times: 1, after: true });
  expect((await say('two')).status).toBe(502);
  faults.add({ effect: 'latency', ms: 5, method: 'POST', times: 1, after: true });
  expect((await say('three')).status).toBe(200);
  const all = await cloud.bot.get(`/messages?roomId=${cloud.direct}`);
  expect(all.body.items.map(({ text }) => text)).toEqual(['three', 'two', 'one']);
});

test('a malformed answer breaks off in the middle of its JSON', async () => {
  await using cloud = await openCloud();
  cloud.simulator.faults.add({ effect: 'malformed', times: 1 });
  await expect(cloud.bot.get('/people/me')).rejects.toThrow(SyntaxError);
  expect((await cloud.bot.get('/people/me')).status).toBe(200);
});

test('a hanging request answers nothing, and closing the cloud ends it', async () => {
  const cloud = await openCloud({ faults: [{ effect: 'hang' }] });
  const hanging = cloud.bot.get('/people/me');
  hanging.catch(() => {});
  await expect.poll(() => cloud.simulator.faults.list()[0]?.hits).toBe(1);
  await cloud.simulator.close();
  await expect(hanging).rejects.toThrow();
});

test('the rate limit goes by token and resource and says how long to wait', async () => {
  const time = 1_000;
  await using cloud = await openCloud({ now: () => time, rateLimit: { perSecond: 0.1, burst: 2 } });
  expect((await cloud.bot.get('/people/me')).status).toBe(200);
  expect((await cloud.bot.get('/people/me')).status).toBe(200);
  const refused = await cloud.bot.get('/people/me');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('10');
  expect((await cloud.bot.get('/rooms')).status).toBe(200);
  expect((await cloud.alice.get('/people/me')).status).toBe(200);
});

test('a bucket fills up again, but never over its rim', () => {
  let time = 0;
  const buckets = new TokenBuckets(2, 3, () => time);
  expect([1, 2, 3, 4].map(() => buckets.take('key'))).toEqual([undefined, undefined, undefined, 1]);
  time += 500;
  expect([1, 2].map(() => buckets.take('key'))).toEqual([undefined, 1]);
  time += 60_000;
  expect([1, 2, 3, 4].map(() => buckets.take('key'))).toEqual([undefined, undefined, undefined, 1]);
});

test('every exchange of the API is told with both bodies', async () => {
  const exchanges: Exchange[] = [];
  await using cloud = await openCloud({ onExchange: (exchange) => exchanges.push(exchange) });
  await cloud.bot.post('/messages', { roomId: cloud.direct, text: 'x' });
  await callerWith(cloud.simulator, 'wrong').get('/rooms?max=5');
  const form = new FormData();
  form.set('roomId', cloud.direct);
  form.set('files', new Blob(['abc']), 'a.txt');
  await cloud.bot.send('/messages', { method: 'POST', body: form });
  expect(exchanges).toMatchObject([
    {
      method: 'POST',
      path: '/messages',
      requestBody: { text: 'x' },
      status: 200,
      responseBody: { text: 'x', roomId: cloud.direct },
      caller: { id: cloud.bot.id },
    },
    { method: 'GET', path: '/rooms', query: { max: '5' }, status: 401, caller: undefined },
    { path: '/messages', requestBody: { roomId: cloud.direct, files: 'a.txt' }, status: 200 },
  ]);
});
