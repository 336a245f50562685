import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SecretKey } from '#lib/keys.ts';
import { newKey } from './lib/new-key.ts';
import { outsider, titleOf } from './outsider.ts';
import { type Cloud, freePort, run, startBot, startCloud, WEBHOOK_SECRET } from './programs.ts';
import { startPostgres, type TestPostgres } from './store/postgres.ts';

const CANARY = 'canary4711';
const TYPED = `xCommand Webex Join Number: 4711@example.com Pin: ${CANARY} on fjord`;
const [a, b, c] = [newKey('2026a'), newKey('2026b'), newKey('2026c')];
const keys = (...all: SecretKey[]) => ({ SECRET_KEYS: all.map(({ id, base64 }) => `${id}:${base64}`).join(',') });

function alice(cloud: Cloud) {
  const admin = cloud.people.find(({ role }) => role === 'admin');
  return outsider(cloud.apiBase, admin?.token ?? '');
}

/** `npm run secrets:…`: its exit code, and all it printed. */
async function secrets(what: string, env: Record<string, string>): Promise<[number | string, string]> {
  await using program = run('scripts/secrets.ts', [what], { WEBHOOK_SECRET, ...env });
  const code = await program.ends();
  return [code, program.out() + program.err()];
}

describe('on SQLite', () => {
  test('a plan outlives two rotations: by the command, and by a start with a new first key', async () => {
    await using cloud = await startCloud();
    const person = alice(cloud);
    const port = await freePort();
    const store = { DATA_DIR: cloud.dataDir };
    const before = await startBot(cloud, port, keys(a));
    const plan = await person.says(TYPED);
    expect(await secrets('rotate', { ...store, ...keys(b, a) })).toEqual([
      1,
      expect.stringMatching(/Stop the bot first/),
    ]);
    before.kill('SIGTERM');
    await before.ends();

    const [code, out] = await secrets('rotate', { ...store, ...keys(b, a) });
    expect([code, out]).toEqual([
      0,
      '1 value sealed with key 2026b.\nKeys in use: 2026b (1). Needed to check older entries of the audit: 2026a.\n',
    ]);
    expect(await secrets('check', { ...store, ...keys(a) })).toEqual([
      0,
      'Keys in use: 2026b (1, not in SECRET_KEYS).\n',
    ]);

    const between = await startBot(cloud, port, keys(c, b));
    between.kill('SIGTERM');
    await between.ends();
    expect(between.out()).toContain('"resealed":1,"keyId":"2026c"');
    const after = await startBot(cloud, port, keys(c));
    expect(titleOf(await person.presses(plan, 'Run Webex.Join'))).toBe('Webex.Join ran on Fjord');
    for (const file of await readdir(cloud.dataDir, { withFileTypes: true, recursive: true }))
      if (file.isFile())
        expect((await readFile(join(file.parentPath, file.name))).includes(CANARY), file.name).toBe(false);
    after.kill('SIGTERM');
    await after.ends();
    for (const text of [before, between, after].flatMap((bot) => [bot.out(), bot.err()]))
      for (const secret of [CANARY, a.base64, b.base64, c.base64]) expect(text).not.toContain(secret);
  });

  test('a plan whose key was dropped is asked for again, and nothing is sent', async () => {
    await using cloud = await startCloud();
    const person = alice(cloud);
    const port = await freePort();
    const first = await startBot(cloud, port, keys(a));
    const plan = await person.says(TYPED);
    first.kill('SIGTERM');
    await first.ends();
    await using _second = await startBot(cloud, port, keys(b));
    expect(titleOf(await person.presses(plan, 'Run Webex.Join'))).toBe('I can no longer read what I kept of this');
  });

  test('faults of the settings are told without their values', async () => {
    const [code, out] = await secrets('rotate', { SECRET_KEYS: `x:${a.base64.slice(4)}`, DATA_DIR: '/nowhere' });
    expect([code, out]).toEqual([1, expect.stringMatching(/^Mend these settings: SECRET_KEYS is wrong: key 1 /)]);
    expect(out).not.toContain(a.base64.slice(4));
    expect(await secrets('turn', keys(a))).toEqual([1, expect.stringMatching(/^Rotate or check\?/)]);
    expect(await secrets('check', { ...keys(a), DATA_DIR: '/nowhere' })).toEqual([
      1,
      expect.stringMatching(/^There is no store in/),
    ]);
  });
});

describe('on PostgreSQL', () => {
  let postgres: TestPostgres;
  let cloud: Cloud;
  beforeAll(async () => {
    [postgres, cloud] = await Promise.all([startPostgres(), startCloud()]);
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await postgres.stop();
  });

  test('while one process closes with the old key and one with the new one, plans of either are done by either', async () => {
    const env = { DATABASE_URL: await postgres.createDatabase() };
    const person = alice(cloud);
    const left = await startBot(cloud, await freePort(), { ...env, ...keys(a, b) });
    await using _right = await startBot(cloud, await freePort(), { ...env, ...keys(b, a) });
    const plan = await person.says(TYPED);
    // Both are up; which of them takes an event is not said.
    for (const name of ['Camden', 'Greenwich', 'Redwood']) {
      const other = await person.says(TYPED.replace('fjord', name));
      expect(titleOf(await person.presses(other, 'Run Webex.Join'))).toBe(`Webex.Join ran on ${name}`);
    }
    const [code, out] = await secrets('rotate', { ...env, ...keys(b, a) });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^\d+ values? sealed with key 2026b\.\nKeys in use: 2026b /),
    ]);
    left.kill('SIGTERM');
    await left.ends();
    expect(titleOf(await person.presses(plan, 'Run Webex.Join'))).toBe('Webex.Join ran on Fjord');
  });
});
