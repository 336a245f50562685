import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { expect, test } from 'vitest';
import { replayOf } from '#inbound/envelope.ts';
import { type Attempt, createInbound, type WebexEvent } from '#inbound/index.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import { createHttpServer, type ServerLimits } from '#inbound/server.ts';
import { createLocalWork } from '#jobs/local-work.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { createMetrics } from '#lib/metrics.ts';
import { Problem } from '#lib/problem.ts';
import { openStore } from '#store/index.ts';
import { openPort } from '../../src/app/port.ts';

const secret = 'shared secret';
const sign = (body: string, algorithm = 'sha1') => createHmac(algorithm, secret).update(body).digest('hex');
const event = (id: string, roomId = 'r', more: object = {}) =>
  JSON.stringify({ resource: 'messages', event: 'created', actorId: 'p', data: { id, roomId, ...more } }, null, 2);

class Away extends Problem {
  constructor() {
    super('Webex is away', { code: 'away' });
  }
}

interface DoorOptions {
  deliver?: (event: WebexEvent, attempt: Attempt) => Promise<void>;
  limits?: ServerLimits;
  dataDir?: string;
}

/** The way in with a real store behind it. */
async function open({ deliver = async () => {}, limits, dataDir }: DoorOptions = {}) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'inbound-')));
  const store = await openStore({ dataDir: folder, clock: systemClock, log });
  const work = createLocalWork({ log, clock: systemClock });
  const metrics = createMetrics();
  const lost: string[] = [];
  const inbound = createInbound({
    secret,
    inbox: store.inbox,
    work,
    deliver,
    isOwn: ({ data }) => data.personId === 'the bot',
    passing: (error) => (error instanceof Away ? { afterMs: 0 } : undefined),
    onLost: async ({ data }) => void lost.push(data.id),
    keptMs: 7 * 24 * 3_600_000,
    metrics,
    log,
    clock: systemClock,
  });
  const server = createHttpServer(express().use(inbound.router), limits);
  const port = await openPort(server, 0, '127.0.0.1');
  await work.start();
  await inbound.sweep();
  const url = `http://127.0.0.1:${port}`;
  return {
    inbound,
    store,
    lines,
    lost,
    port,
    url,
    folder,
    figures: async () => (await metrics.expose()).text,
    post: async (body: string, headers: Record<string, string> = { 'x-spark-signature': sign(body) }) =>
      (await fetch(`${url}/webhooks/webex`, { method: 'POST', body, headers })).status,
    async stop() {
      await inbound.close();
      await work.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
    async [Symbol.asyncDispose]() {
      if (server.listening) await this.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test('a signed event is stored and answered before its work is done, whatever spaces its JSON has', async () => {
  const gate = Promise.withResolvers<void>();
  const served: string[] = [];
  await using door = await open({
    deliver: async ({ data }) => {
      await gate.promise;
      served.push(data.id);
    },
  });
  expect(await door.post(event('m1'))).toBe(200);
  expect(served).toEqual([]);
  expect(await door.store.inbox.depth()).toEqual({ waiting: 1, aside: 0 });
  gate.resolve();
  await expect.poll(() => served).toEqual(['m1']);
  await expect.poll(() => door.store.inbox.depth()).toEqual({ waiting: 0, aside: 0 });
});

test('forged and unsigned events are refused, leave no row, and are told once', async () => {
  const served: WebexEvent[] = [];
  await using door = await open({ deliver: async (one) => void served.push(one) });
  const body = event('m1');
  const wrong = sign('{}');
  const oneOff = `${sign(body).slice(0, -1)}${sign(body).endsWith('0') ? '1' : '0'}`;
  const forgeries: Record<string, string>[] = [
    {},
    { 'x-spark-signature': '' },
    { 'x-spark-signature': wrong },
    { 'x-spark-signature': oneOff },
    { 'x-spark-signature': sign(body).slice(0, 8) },
    { 'x-spark-signature': 'z'.repeat(40) },
    { 'x-spark-signature': `${sign(body)}, ${sign(body)}` },
    // A good old signature does not make up for a wrong new one.
    { 'x-spark-signature': sign(body), 'x-webex-signature': `SHA-256=${sign('{}', 'sha256')}` },
    { 'x-spark-signature': wrong, 'x-webex-signature': `SHA-256=${sign(body, 'sha256')}` },
  ];
  for (const headers of forgeries) expect(await door.post(body, headers)).toBe(401);
  expect(await door.post('', {})).toBe(401);
  expect(served).toEqual([]);
  expect(await door.store.inbox.depth()).toEqual({ waiting: 0, aside: 0 });
  expect(await door.store.inbox.add({ key: 'messages:created:m1', lane: 'r', body })).toBe(true);
  expect(door.lines).toHaveLength(1);
  expect(await door.figures()).toMatch(/received.*forged.* 10$/m);
});

test('an event delivered a thousand times is served once, also after a restart', async () => {
  const served: string[] = [];
  const deliver = async ({ data }: WebexEvent) => void served.push(data.id);
  const folder = await mkdtemp(join(tmpdir(), 'inbound-'));
  for (let start = 0; start < 2; start += 1) {
    const door = await open({ deliver, dataDir: folder });
    const all = await Promise.all(Array.from({ length: 500 }, () => door.post(event('m1'))));
    expect(new Set(all)).toEqual(new Set([200]));
    await door.stop();
  }
  expect(served).toEqual(['m1']);
  await rm(folder, { recursive: true, force: true });
});

test('an event older than the inbox remembers is not taken', async () => {
  const served: string[] = [];
  await using door = await open({ deliver: async ({ data }) => void served.push(data.id) });
  const created = new Date(Date.now() - 8 * 24 * 3_600_000).toISOString();
  expect(await door.post(event('m1', 'r', { created }))).toBe(200);
  expect(await door.store.inbox.depth()).toEqual({ waiting: 0, aside: 0 });
  expect(served).toEqual([]);
});

test('what the bot did itself is not kept', async () => {
  const served: string[] = [];
  await using door = await open({ deliver: async ({ data }) => void served.push(data.id) });
  expect(await door.post(event('m1', 'r', { personId: 'the bot' }))).toBe(200);
  expect(await door.post(event('m2', 'r', { personId: 'somebody' }))).toBe(200);
  await expect.poll(() => served).toEqual(['m2']);
});

test('what is signed but not understood is answered with 200, kept aside and counted', async () => {
  await using door = await open();
  const bodies = ['{}', 'no json', JSON.stringify({ resource: 'rooms', event: 'created', data: { id: 'x' } })];
  for (const body of bodies) expect(await door.post(body)).toBe(200);
  for (const body of bodies) expect(await door.post(body)).toBe(200);
  const aside = await door.store.inbox.aside(10);
  expect(aside.map(({ body, error }) => [body, error]).reverse()).toEqual([
    ['{}', 'not an envelope'],
    ['no json', 'not JSON'],
    [bodies[2], 'not an event of this bot'],
  ]);
  expect(await door.figures()).toMatch(/received.*aside.* 6$/m);
});

test('64 KiB are taken, a byte more is not, nor an encoded body', async () => {
  await using door = await open();
  const bare = event('m1');
  const full = bare + ' '.repeat(65_536 - bare.length);
  expect(await door.post(full)).toBe(200);
  expect(await door.post(`${full} `)).toBe(413);
  expect(await door.post(bare, { 'x-spark-signature': sign(bare), 'content-encoding': 'gzip' })).toBe(415);
});

test('poison is set aside, told, and holds up nobody; a replay works it', async () => {
  const served: string[] = [];
  let isBroken = true;
  await using door = await open({
    deliver: async ({ data }) => {
      if (data.id === 'm1' && isBroken) throw new Error('broken');
      served.push(data.id);
    },
  });
  await door.post(event('m1'));
  await door.post(event('m2'));
  await expect.poll(() => served).toEqual(['m2']);
  expect(door.lost).toEqual(['m1']);
  expect(await door.store.inbox.aside(10)).toMatchObject([{ key: 'messages:created:m1', error: 'broken' }]);
  const line = door.lines.map((text) => JSON.parse(text)).find(({ msg }) => msg === 'event not served, set aside');
  expect(line).toMatchObject({ key: 'messages:created:m1', eventId: 'm1', err: { message: 'broken' } });

  isBroken = false;
  expect(await door.post(JSON.stringify(replayOf('messages:created:m1')))).toBe(200);
  await expect.poll(() => served).toEqual(['m2', 'm1']);
  expect(await door.store.inbox.aside(10)).toEqual([]);
});

test('while Webex is away an event waits, and those of its space behind it; other spaces go on', async () => {
  const served: string[] = [];
  let isAway = true;
  await using door = await open({
    deliver: async ({ data }, { number }) => {
      if (data.roomId === 'r' && isAway) throw new Away();
      served.push(`${data.id} ${number}`);
    },
  });
  await door.post(event('m1'));
  await door.post(event('m2'));
  await door.post(event('m3', 'elsewhere'));
  await expect.poll(() => served).toEqual(['m3 1']);
  isAway = false;
  await expect.poll(() => served, { timeout: 5_000 }).toEqual(['m3 1', 'm1 2', 'm2 1']);
  expect(door.lost).toEqual([]);
});

test('a stopping bot refuses new events, finishes what runs, and leaves the rest to the next start', async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const served: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'inbound-'));
  const door = await open({
    dataDir: folder,
    deliver: async ({ data }) => {
      begun.resolve();
      await gate.promise;
      served.push(data.id);
    },
  });
  await door.post(event('m1'));
  await door.post(event('m2'));
  await begun.promise;
  const closed = door.inbound.close();
  expect(await door.post(event('m3'))).toBe(503);
  await closed;
  const stopped = door.stop();
  gate.resolve();
  await stopped;
  expect(served).toEqual(['m1']);

  const next = await open({ dataDir: folder, deliver: async ({ data }) => void served.push(data.id) });
  await expect.poll(() => served).toEqual(['m1', 'm2']);
  await next.stop();
  await rm(folder, { recursive: true, force: true });
});

test('what can not be stored is not acknowledged', async () => {
  await using door = await open();
  await door.store.close();
  expect(await door.post(event('m1'))).toBe(503);
  expect(await door.figures()).toMatch(/received.*refused.* 1$/m);
});

test('a sender that never finishes is told so and let go', async () => {
  await using door = await open({ limits: { headersMs: 100, requestMs: 200, checkMs: 20 } });
  const socket = connect(door.port, '127.0.0.1');
  socket.write('POST /webhooks/webex HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nslow');
  let heard = '';
  for await (const chunk of socket) heard += chunk;
  expect(heard).toMatch(/^HTTP\/1\.1 408 /);
});

test('the bot finds its own public address, and tells when something else is there', async () => {
  await using door = await open();
  expect(await checkPublicUrl(`${door.url}/`, secret)).toBeUndefined();
  expect(await checkPublicUrl(`${door.url}/elsewhere`, secret)).toMatchObject({ code: 'public-url' });
  expect(await checkPublicUrl('http://127.0.0.1:1', secret)).toMatchObject({ code: 'public-url' });
});
