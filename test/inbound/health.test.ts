import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { type HealthOptions, healthRouter } from '#inbound/health.ts';
import { createLog } from '#lib/log.ts';
import { createMetrics, noMetrics } from '#lib/metrics.ts';
import { Problem } from '#lib/problem.ts';

/** A clock whose time passes only when the test says so. */
function handClock() {
  let now = 0;
  let sleepers: { at: number; wake(): void }[] = [];
  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((wake) => {
        sleepers.push({ at: now + ms, wake });
        signal?.addEventListener('abort', () => wake(), { once: true });
      }),
    pass(ms: number) {
      now += ms;
      const due = sleepers.filter(({ at }) => at <= now);
      sleepers = sleepers.filter(({ at }) => at > now);
      for (const { wake } of due) wake();
    },
  };
}

async function open(options: Partial<HealthOptions> = {}) {
  const clock = handClock();
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const router = healthRouter({ checks: {}, metrics: noMetrics, log, clock, ...options });
  const server = createServer(express().use(router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    clock,
    lines,
    async ask(path: string, method: 'GET' | 'HEAD' | 'POST' | 'DELETE' = 'GET', headers: Record<string, string> = {}) {
      const { statusCode, headers: got, body } = await request(base + path, { method, headers });
      return { status: statusCode, headers: got, text: await body.text() };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const down = new Problem("The bot can't reach Webex.", { code: 'webex-unreachable', hint: 'Check the network.' });

describe('/healthz and /readyz', () => {
  test('a process that answers is up, whatever its checks say', async () => {
    await using bot = await open({ checks: { webex: async () => down } });
    const { status, headers, text } = await bot.ask('/healthz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ status: 'up' });
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('it is ready when every check is content', async () => {
    await using bot = await open({ checks: { webex: async () => undefined, store: async () => undefined } });
    const { status, text } = await bot.ask('/readyz');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ status: 'ready' });
  });

  test('it is not when one is not, and says every reason with what to do', async () => {
    await using bot = await open({
      checks: {
        webex: async () => down,
        inbox: async () => undefined,
        store: async () => {
          throw new Problem('The database does not answer.', { code: 'no-database' });
        },
      },
    });
    const { status, text } = await bot.ask('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toEqual({
      status: 'not-ready',
      reasons: [
        { check: 'webex', message: "The bot can't reach Webex.", hint: 'Check the network.' },
        { check: 'store', message: 'The database does not answer.' },
      ],
    });
  });

  test('a check that fails by itself is a reason, and nothing of the failure is shown', async () => {
    await using bot = await open({
      checks: {
        store: async () => {
          throw new Error('connect postgres://bot:canary-1@db/bot with canary-2');
        },
        webex: () => {
          throw new TypeError('canary-3');
        },
      },
    });
    const { status, text } = await bot.ask('/readyz');
    expect(status).toBe(503);
    const reason = { message: 'This check itself failed.', hint: 'The log says why.' };
    expect(JSON.parse(text).reasons).toEqual([
      { check: 'store', ...reason },
      { check: 'webex', ...reason },
    ]);
    expect(text).not.toContain('canary');
    expect(bot.lines.join('')).not.toContain('canary-1');
    expect(bot.lines.map((line) => JSON.parse(line).err.type).sort()).toEqual(['Error', 'TypeError']);
  });

  test('a check that hangs is a reason after two seconds, is told to stop, and heals', async () => {
    const signals: AbortSignal[] = [];
    const looking = Promise.withResolvers<void>();
    let hangs = true;
    await using bot = await open({
      checks: {
        store: (signal) => {
          signals.push(signal);
          looking.resolve();
          return hangs ? new Promise(() => {}) : Promise.resolve(undefined);
        },
        webex: async () => undefined,
      },
    });
    const asked = bot.ask('/readyz');
    await looking.promise;
    expect((await bot.ask('/healthz')).status).toBe(200);
    bot.clock.pass(2_000);
    const { status, text } = await asked;
    expect(status).toBe(503);
    expect(JSON.parse(text).reasons).toEqual([{ check: 'store', message: 'This check gave no answer within 2 s.' }]);
    expect(signals[0]?.aborted).toBe(true);
    hangs = false;
    expect((await bot.ask('/readyz')).status).toBe(200);
  });

  test('a flood of questions looks once a second', async () => {
    let looks = 0;
    await using bot = await open({
      checks: {
        webex: async () => {
          looks += 1;
          return undefined;
        },
      },
    });
    const answers = await Promise.all(Array.from({ length: 50 }, () => bot.ask('/readyz')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(looks).toBe(1);
    bot.clock.pass(1_000);
    await bot.ask('/readyz');
    expect(looks).toBe(2);
  });

  test('the log tells a change, not each question', async () => {
    let problem: Problem | undefined = down;
    await using bot = await open({ checks: { webex: async () => problem } });
    for (let turn = 0; turn < 3; turn += 1) {
      await bot.ask('/readyz');
      bot.clock.pass(1_000);
    }
    problem = new Problem('Webex refused the token.', { code: 'webex-token' });
    await bot.ask('/readyz');
    bot.clock.pass(1_000);
    problem = undefined;
    await bot.ask('/readyz');
    expect(bot.lines.map((line) => JSON.parse(line)).map(({ msg, check, err }) => [msg, check, err?.code])).toEqual([
      ['not ready', 'webex', 'webex-unreachable'],
      ['not ready', 'webex', 'webex-token'],
      ['ready again', 'webex', undefined],
    ]);
  });
});

describe('/metrics', () => {
  test('gives the figures in the text format', async () => {
    const metrics = createMetrics();
    metrics.received('accepted');
    await using bot = await open({ metrics });
    const { status, headers, text } = await bot.ask('/metrics');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('device_bot_events_received_total{outcome="accepted"} 1\n');
  });

  test('with a token they are for those who have it', async () => {
    await using bot = await open({ metrics: createMetrics(), metricsToken: 'letmein' });
    const ask = (authorization?: string) =>
      bot.ask('/metrics', 'GET', authorization === undefined ? {} : { authorization });
    for (const wrong of [undefined, '', 'letmein', 'Bearer', 'Bearer letmei', 'Bearer letmein2', 'Basic letmein']) {
      const { status, headers, text } = await ask(wrong);
      expect(status).toBe(401);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(text).not.toContain('device_bot');
    }
    expect((await ask('Bearer letmein')).status).toBe(200);
    expect((await ask('bearer letmein')).status).toBe(200);
    expect((await bot.ask('/readyz')).status).toBe(200);
  });

  test('an empty token lets nobody in', async () => {
    await using bot = await open({ metrics: createMetrics(), metricsToken: '' });
    for (const authorization of ['Bearer ', 'Bearer x'])
      expect((await bot.ask('/metrics', 'GET', { authorization })).status).toBe(401);
  });

  test('a flood of questions reads the figures once a second', async () => {
    let reads = 0;
    const metrics = createMetrics();
    metrics.watch({
      queued: () => {
        reads += 1;
        return 7;
      },
    });
    await using bot = await open({ metrics });
    await Promise.all(Array.from({ length: 50 }, () => bot.ask('/metrics')));
    expect(reads).toBe(1);
  });

  test('figures that cannot be had are a short 500', async () => {
    await using bot = await open({ metrics: { expose: () => Promise.reject(new Error('canary')) } });
    const { status, text } = await bot.ask('/metrics');
    expect(status).toBe(500);
    expect(JSON.parse(text)).toEqual({ error: 'The bot could not answer this.' });
  });
});

test.each(['/healthz', '/readyz', '/metrics'])('%s is read only, never stored, and HEAD gets no body', async (path) => {
  await using bot = await open({ metrics: createMetrics() });
  const get = await bot.ask(path, 'GET', { 'if-none-match': '*' });
  expect(get.status).toBe(200);
  expect(get.headers['cache-control']).toBe('no-store');
  const head = await bot.ask(path, 'HEAD');
  expect(head).toMatchObject({ status: 200, text: '' });
  expect(head.headers['content-type']).toBe(get.headers['content-type']);
  for (const method of ['POST', 'DELETE'] as const) {
    const refused = await bot.ask(path, method);
    expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD', 'cache-control': 'no-store' } });
  }
});
