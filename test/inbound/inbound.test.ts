import { createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import express from 'express';
import { expect, test } from 'vitest';
import { createInbound, type WebexEvent } from '#inbound/index.ts';
import { checkPublicUrl } from '#inbound/reach.ts';
import { createHttpServer, type ServerLimits } from '#inbound/server.ts';
import { systemClock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';

const secret = 'shared secret';
const sign = (body: string) => createHmac('sha1', secret).update(body).digest('hex');
const event = (id: string, roomId = 'r') =>
  JSON.stringify({ resource: 'messages', event: 'created', actorId: 'p', data: { id, roomId } }, null, 2);

async function open(deliver: (event: WebexEvent) => Promise<void> = async () => {}, limits?: ServerLimits) {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  const inbound = createInbound({ secret, deliver, log, clock: systemClock });
  const server = createHttpServer(express().use(inbound.router), limits);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    inbound,
    lines,
    port,
    url,
    post: async (body: string, headers: Record<string, string> = { 'x-spark-signature': sign(body) }) =>
      (await fetch(`${url}/webhooks/webex`, { method: 'POST', body, headers })).status,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('a signed event is answered before its work is done, whatever spaces its JSON has', async () => {
  const gate = Promise.withResolvers<void>();
  const served: string[] = [];
  await using door = await open(async ({ data }) => {
    await gate.promise;
    served.push(data.id);
  });
  expect(await door.post(event('m1'))).toBe(204);
  expect(served).toEqual([]);
  gate.resolve();
  await door.inbound.drain();
  expect(served).toEqual(['m1']);
});

test('forged and unsigned events are refused, and told once', async () => {
  const served: WebexEvent[] = [];
  await using door = await open(async (one) => void served.push(one));
  expect(await door.post(event('m1'), {})).toBe(401);
  expect(await door.post(event('m1'), { 'x-spark-signature': sign('{}') })).toBe(401);
  expect(await door.post('', {})).toBe(401);
  expect(served).toEqual([]);
  expect(door.lines).toHaveLength(1);
});

test('an event delivered twice is served once', async () => {
  const served: string[] = [];
  await using door = await open(async ({ data }) => void served.push(data.id));
  expect(await door.post(event('m1'))).toBe(204);
  expect(await door.post(event('m1'))).toBe(204);
  expect(await door.post(event('m2'))).toBe(204);
  await door.inbound.drain();
  expect(served).toEqual(['m1', 'm2']);
});

test('what is signed but not understood is taken and ignored', async () => {
  await using door = await open();
  for (const body of ['{}', 'no json', JSON.stringify({ resource: 'rooms', event: 'created', data: { id: 'x' } })]) {
    expect(await door.post(body)).toBe(204);
  }
  expect(door.lines.every((line) => line.includes('webhook ignored'))).toBe(true);
});

test('64 KiB are taken, a byte more is not, nor an encoded body', async () => {
  await using door = await open();
  const bare = event('m1');
  const full = bare + ' '.repeat(65_536 - bare.length);
  expect(await door.post(full)).toBe(204);
  expect(await door.post(`${full} `)).toBe(413);
  expect(await door.post(bare, { 'x-spark-signature': sign(bare), 'content-encoding': 'gzip' })).toBe(415);
});

test('work that fails is logged with its event and stops nothing', async () => {
  const served: string[] = [];
  await using door = await open(async ({ data }) => {
    if (data.id === 'm1') throw new Error('broken');
    served.push(data.id);
  });
  await door.post(event('m1'));
  await door.post(event('m2'));
  await door.inbound.drain();
  expect(served).toEqual(['m2']);
  const line = JSON.parse(door.lines[0] ?? '{}');
  expect(line).toMatchObject({ msg: 'event not served', id: 'm1', roomId: 'r', err: { message: 'broken' } });
});

test('a stopping bot refuses new events and finishes those it took', async () => {
  const gate = Promise.withResolvers<void>();
  const served: string[] = [];
  await using door = await open(async ({ data }) => {
    await gate.promise;
    served.push(data.id);
  });
  await door.post(event('m1'));
  const drained = door.inbound.drain();
  expect(await door.post(event('m2'))).toBe(503);
  gate.resolve();
  await drained;
  expect(served).toEqual(['m1']);
});

test('a sender that never finishes is told so and let go', async () => {
  await using door = await open(undefined, { headersMs: 100, requestMs: 200, checkMs: 20 });
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
