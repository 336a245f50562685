import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linesOf, outsider, titleOf } from '../outsider.ts';
import { type Cloud, freePort, type Program, run, startBot, startCloud, WEBHOOK_SECRET } from '../programs.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

/** `npm run db:export` and `db:import` as an operator runs them, and the bot before and after. */
const copy = (way: 'export' | 'import', file: string, env: Record<string, string>): Program =>
  run('scripts/db.ts', [way, file], env);

let postgres: TestPostgres;
let cloud: Cloud;
beforeAll(async () => {
  [postgres, cloud] = await Promise.all([startPostgres(), startCloud()]);
});
afterAll(async () => {
  await cloud[Symbol.asyncDispose]();
  await postgres.stop();
});

test('a bot moved from SQLite to PostgreSQL knows its plans, its audit and what it has answered', async () => {
  const port = await freePort();
  const admin = cloud.people.find(({ role }) => role === 'admin');
  if (!admin) throw new Error('nobody is admin');
  const alice = outsider(cloud.apiBase, admin.token);
  const file = join(cloud.dataDir, 'moved.ndjson');
  const sqlite = { DATA_DIR: cloud.dataDir };
  const database = { DATABASE_URL: await postgres.createDatabase() };

  await using first = await startBot(cloud, port);
  expect(titleOf(await alice.says('whoami'))).toMatch(/: admin$/);
  const roomId = await alice.direct();
  const words = await alice.lastWords(roomId);
  await alice.says('status Audio.Volume on fjord');
  const plan = await alice.says('mute camden');

  const early = copy('export', file, sqlite);
  expect(await early.ends()).toBe(1);
  expect(early.err()).toBe(`Another process uses the store in DATA_DIR (${cloud.dataDir}). Stop the bot first.\n`);

  first.kill('SIGTERM');
  expect(await first.ends()).toBe(0);
  const exported = copy('export', file, sqlite);
  expect(await exported.ends()).toBe(0);
  expect(exported.out()).toMatch(
    /^Exported \d+ rows \(audit \d+, audit_chain 1, plan 1, .*inbox \d+.*\): \/.*moved\.ndjson\n$/,
  );
  expect(exported.err()).toBe('');
  expect(readFileSync(file, 'utf8')).not.toContain(cloud.botToken);
  const imported = copy('import', file, database);
  expect(await imported.ends()).toBe(0);
  expect(imported.out()).toBe(exported.out().replace('Exported', 'Imported'));

  await using second = await startBot(cloud, port, database);
  const known = await alice.reads(roomId);
  const data = { id: words.id, roomId, personId: admin.id };
  const body = JSON.stringify({ resource: 'messages', event: 'created', actorId: admin.id, data });
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const headers = { 'x-webex-signature': `SHA-256=${signature}` };
  const again = await fetch(`http://127.0.0.1:${port}/webhooks/webex`, { method: 'POST', body, headers });
  expect(again.status).toBe(200);
  expect(titleOf(await alice.presses(plan, 'Mute Camden'))).toBe('The microphones of Camden are muted');
  const history = linesOf(await alice.says('history')).join('\n');
  expect(history).toMatch(/mute camden.*done/);
  // Asked on the old store; `history` shows a plan that was asked for and what came of it in one row.
  expect(history).toMatch(/status Audio.Volume on fjord/);
  // The answers to the press and to "history", and none to the event of before.
  expect((await alice.hears(roomId, known, 2)).filter((message) => /: admin$/.test(titleOf(message)))).toEqual([]);
  expect(await alice.reads(roomId)).toHaveLength(known.length + 1);
  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
});

test.each<[string, 'export' | 'import', string[], Record<string, string>, RegExp]>([
  ['no file', 'export', [], {}, /npm run db:export -- <file>/],
  ['no store', 'export', ['/tmp/none.ndjson'], { DATA_DIR: '/tmp/no-such-store' }, /^There is no store in DATA_DIR/],
  ['a wrong setting', 'import', ['x'], { DATABASE_URL: 'mysql://bot:hunter22@db/bot' }, /DATABASE_URL must begin with/],
  ['no such file', 'import', ['x'], { DATABASE_URL: 'postgres://bot:hunter22@127.0.0.1:9/bot' }, /no such file/],
  [
    'no database',
    'export',
    ['x'],
    { DATABASE_URL: 'postgres://bot:hunter22@127.0.0.1:9/bot' },
    /DATABASE_URL .* can't be reached/,
  ],
])('%s is told in one line, without a password', async (_what, way, args, env, told) => {
  await using program = run('scripts/db.ts', [way, ...args], env);
  expect(await program.ends()).toBe(1);
  expect(program.err()).toMatch(told);
  expect(program.err().trimEnd()).not.toContain('\n');
  expect(program.err() + program.out()).not.toContain('hunter22');
});
