import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/lib/log.ts';
import { startSimulator } from '../src/simulator/server.ts';
import { openLab } from './lab.ts';
import { startPostgres, type TestPostgres } from './store/postgres.ts';

const Hooks = z.object({ id: z.string().default(''), items: z.array(z.looseObject({ name: z.string() })).default([]) });

test('closing waits for what is being done, and its answer still comes', async () => {
  await using lab = await openLab();
  const said = await lab.bob.says('whoami');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 300, times: 1 });
  await lab.bob.posts('volume 30 on fjord');
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the command is under way');
  const heard = lab.bob.hears(said);
  await lab.restart();
  expect((await heard).title).toBe('Fjord is at 30 % (was 45 %)');
  expect(lab.sent()).toHaveLength(1);
  expect((await lab.bob.says('whoami')).title).toBe('Bob Berg: operator');
});

test('a restart leaves four webhooks of its own and everybody else’s alone', async () => {
  await using lab = await openLab();
  const call = async (method: string, path: string, body?: object) => {
    const response = await fetch(lab.cloud.apiBase + path, {
      method,
      headers: { authorization: `Bearer ${lab.cloud.botToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return Hooks.parse(await response.json());
  };
  const target = { targetUrl: 'http://127.0.0.1:9/elsewhere', resource: 'messages', event: 'created' };
  const other = await call('POST', '/webhooks', { name: 'Somebody else', ...target });
  await lab.restart();
  await lab.restart();
  const { items } = await call('GET', '/webhooks');
  expect(items).toHaveLength(5);
  expect(items).toContainEqual(expect.objectContaining({ id: other.id, name: 'Somebody else' }));
});

test('a start that fails lets go of its store, so that the next one works', async () => {
  await using cloud = await startSimulator();
  const dataDir = await mkdtemp(join(tmpdir(), 'device-bot-'));
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const config = readConfig({
    WEBEX_BOT_TOKEN: cloud.botToken,
    WEBEX_API_BASE: cloud.apiBase,
    WEBHOOK_SECRET: 'a secret that is long enough',
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
  });
  const log = createLog('silent');
  await expect(startApp({ config, log })).rejects.toMatchObject({ code: 'cannot-listen' });
  taken.close();
  await once(taken, 'close');
  const app = await startApp({ config, log });
  expect(app.port).toBe(port);
  await app.close();
  await rm(dataDir, { recursive: true, force: true });
});

test.each<[string, string]>([
  ['GET', '/devices'],
  ['GET', '/people'],
  ['GET', '/rooms'],
])('when %s %s fails once, the next question is served', async (method, path) => {
  await using lab = await openLab();
  lab.cloud.faults.add({ method, path, effect: 'status', status: 403, times: 1 });
  await lab.vera.posts('devices');
  lab.cloud.faults.clear();
  await lab.until(
    () => lab.requests().some((request) => request.method === 'POST' && request.path === '/messages'),
    'an answer',
  );
  await expect.poll(async () => (await lab.vera.says('devices')).title).toBe('23 devices');
});

describe('on PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  test('a whole conversation goes as on the embedded store', async () => {
    await using lab = await openLab({ databaseUrl: await postgres.createDatabase() });
    expect((await lab.alice.says('use fjord')).title).toBe('This space uses Fjord');
    expect((await lab.alice.says('volume 30')).title).toBe('Fjord is at 30 % (was 45 %)');
    const plan = await lab.alice.says('reboot');
    const kept = await lab.alice.says('mute');
    // Entries of one millisecond have no order beyond a restart.
    lab.clock.skip(1_000);
    await lab.restart();
    const waiting = await lab.alice.presses(plan, 'Restart Fjord');
    expect(waiting.title).toBe('Fjord is restarting');
    expect((await lab.alice.presses(plan, 'Restart Fjord')).title).toMatch(/^This was already done/);
    const away = (request: { path: string; responseBody?: unknown }) =>
      request.path.startsWith('/devices/') && JSON.stringify(request.responseBody ?? '').includes('"disconnected"');
    await lab.until(() => lab.requests().some(away), 'the device is seen away');
    lab.cloud.fleet.setConnection(lab.deviceId('Fjord'), 'connected');
    await expect.poll(async () => (await lab.alice.reads()).at(-1)?.title).toMatch(/^Fjord is back online after/);
    lab.clock.skip(5 * 60_000 + 1);
    expect((await lab.alice.presses(kept, 'Mute Fjord')).title).toMatch(/^This plan ran out/);
    const { lines } = await lab.alice.says('history');
    expect(lines.join('\n')).toMatch(/reboot.*done[\s\S]*volume 30.*done[\s\S]*use fjord.*done/);
    expect(lab.sent().map(({ command }) => command)).toEqual(['Audio.Volume.Set', 'SystemUnit.Boot']);
  });

  test('who is who outlives a restart, and so does a promise', async () => {
    await using lab = await openLab({ databaseUrl: await postgres.createDatabase() });
    const promised = await lab.vera.says('notify sognefjord');
    await lab.restart();
    lab.cloud.fleet.setConnection(lab.deviceId('Sognefjord'), 'connected');
    expect((await lab.vera.hears(promised)).title).toMatch(/^Sognefjord is back online/);
  });
});
