import { expect, test } from 'vitest';
import { createLog } from '#lib/log.ts';
import { createHttp, type Http } from '#webex/http.ts';
import { failureOf, fakeWebex, type Handler, TOKEN } from './fake-webex.ts';

interface Fake extends AsyncDisposable {
  http: Http;
  called: string[];
  seconds: number[];
}

async function open(handler: Handler): Promise<Fake> {
  const fake = await fakeWebex(handler);
  const called: string[] = [];
  const seconds: number[] = [];
  const http = createHttp({
    apiBase: fake.apiBase,
    timeoutMs: 5_000,
    connections: 2,
    log: createLog('silent'),
    metrics: {
      called(method, route, status, time) {
        called.push(`${method} ${route} ${status}`);
        seconds.push(time);
      },
    },
  });
  return {
    http,
    called,
    seconds,
    async [Symbol.asyncDispose]() {
      await http.close();
      await fake[Symbol.asyncDispose]();
    },
  };
}

test('each request is counted by method, route and status, whatever the status is', async () => {
  let status = 200;
  await using fake = await open(() => ({ status, json: {} }));
  await fake.http.send({ method: 'GET', path: '/messages/Y2lz?x=1' }, TOKEN, 5_000);
  for (status of [404, 429, 500])
    await failureOf(fake.http.send({ method: 'DELETE', path: '/messages/Y2lz' }, TOKEN, 5_000));
  await failureOf(fake.http.send({ method: 'POST', path: '/xapi/command/Dial', json: {} }, TOKEN, 5_000));
  expect(fake.called).toEqual([
    'GET /messages/:id 200',
    'DELETE /messages/:id 404',
    'DELETE /messages/:id 429',
    'DELETE /messages/:id 500',
    'POST /xapi/command/:id 500',
  ]);
  for (const time of fake.seconds) expect(time).toBeGreaterThan(0);
});

test('a request without a whole answer is counted as none', async () => {
  await using fake = await open((seen, res) => {
    if (seen.path.endsWith('/rooms/cut')) {
      res.writeHead(200, { 'content-length': 100 });
      res.write('{');
      setImmediate(() => res.destroy());
    } else if (seen.path.endsWith('/rooms/reset')) res.destroy();
    return undefined;
  });
  await failureOf(fake.http.send({ method: 'GET', path: '/rooms/reset' }, TOKEN, 5_000));
  await failureOf(fake.http.send({ method: 'GET', path: '/rooms/cut' }, TOKEN, 5_000));
  await failureOf(fake.http.send({ method: 'GET', path: '/rooms/silent' }, TOKEN, 20));
  expect(fake.called).toEqual(['GET /rooms/:id none', 'GET /rooms/:id none', 'GET /rooms/:id none']);
});

test('a request that was stopped before it began is not counted', async () => {
  await using fake = await open(() => ({ json: {} }));
  await failureOf(fake.http.send({ method: 'GET', path: '/people/me' }, TOKEN, 5_000, AbortSignal.abort()));
  expect(fake.called).toEqual([]);
});
