import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort, run } from '../programs.ts';
import { deliveryOf, hand } from './signed.ts';
import { openSite, patiently, type Site } from './site.ts';
import { speak } from './speak.ts';

/** Makes Webex away for the bot; gives its settings and what brings Webex back. */
type Away = (site: Site) => Promise<{ env: Record<string, string>; back: () => Promise<AsyncDisposable> }>;

const nothing = { async [Symbol.asyncDispose]() {} };

const nobodyListens: Away = async (site) => {
  const { port: to, pathname } = new URL(site.cloud.apiBase);
  const port = await freePort();
  return {
    env: { WEBEX_API_BASE: `http://127.0.0.1:${port}${pathname}` },
    async back() {
      const way = createServer((socket) => {
        const onwards = connect(Number(to), '127.0.0.1');
        for (const end of [socket, onwards]) end.on('error', () => {});
        socket.pipe(onwards).pipe(socket);
      }).listen(port, '127.0.0.1');
      await once(way, 'listening');
      return {
        async [Symbol.asyncDispose]() {
          way.close();
        },
      };
    },
  };
};

const allIs503: Away = async ({ cloud }) => {
  cloud.faults.add({ effect: 'status', status: 503 });
  return {
    env: {},
    async back() {
      cloud.faults.clear();
      return nothing;
    },
  };
};

test.each([
  ['nobody listens there', nobodyListens],
  ['it answers 503 to all', allIs503],
])('Webex is down at the start, %s: the bot is up, keeps what it is given, and heals by itself', async (_how, away) => {
  await using site = await openSite();
  const { env, back } = await away(site);
  await using program = run('src/main.ts', ['bot'], site.env(env));
  await program.says('bot is ready');
  expect((await site.asks('/healthz')).status).toBe(200);
  const before = await site.asks('/readyz');
  expect(before.status).toBe(503);
  expect(before.text).toContain('The bot could not ask Webex who it is');
  expect(before.text).toContain('Check WEBEX_API_BASE');

  const asked = ['qqz1', 'qqz2', 'volume 30 on fjord'].map((words) => speak(site.cloud, 'Alice', words));
  for (const id of asked) expect(await hand(site.port, deliveryOf(site.cloud, id))).toBe(200);

  await using _way = await back();
  await expect.poll(async () => (await site.asks('/readyz')).status, patiently).toBe(200);
  await expect.poll(async () => (await site.person('Alice').reads()).length, patiently).toBe(3);
  const said = (await site.person('Alice').reads()).map(({ title }) => title);
  expect(said).toEqual([`I don't know "qqz1"`, `I don't know "qqz2"`, 'Fjord is at 30 % (was 45 %)']);
  program.kill('SIGTERM');
  expect(await program.ends()).toBe(0);
});
