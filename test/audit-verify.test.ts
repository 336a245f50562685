import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import { openStore } from '#store/index.ts';
import { run, WEBHOOK_SECRET } from './programs.ts';
import { quiet } from './store/engines.ts';
import { auditEntry } from './store/samples.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'audit-verify-'));
  const auditKeys = macKeys(createKeyRing({ webhookSecret: WEBHOOK_SECRET }), 'audit chain');
  const store = await openStore({ dataDir, clock: systemClock, log: quiet, auditKeys });
  for (const words of ['one', 'two', 'three']) await store.audit.append(auditEntry({ words, at: 1_700_000_000_000 }));
  await store.close();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** `npm run audit:verify` as an operator runs it: its exit code, and all it printed. */
async function verify(env: Record<string, string> = {}): Promise<[number | string, string]> {
  await using program = run('scripts/audit-verify.ts', [], { WEBHOOK_SECRET, DATA_DIR: dataDir, ...env });
  const code = await program.ends();
  return [code, program.out() + program.err()];
}

test('tells the newest seal of an audit that is unbroken, and of another one what was done to it', async () => {
  expect(await verify()).toEqual([
    0,
    expect.stringMatching(
      /^The audit is unbroken: 3 entries in 1 chain\.\nNewest entry: 2023-11-14T22:13:20\.000Z, seal [\w-]{43}\n$/,
    ),
  ]);
  const [wrong, told] = await verify({ WEBHOOK_SECRET: 'another secret, also long enough' });
  expect(wrong).toBe(1);
  expect(told).toContain("Can not be checked: 3 entries sealed with a key I don't have");

  const db = new DatabaseSync(join(dataDir, 'bot.sqlite'));
  db.exec(`update audit set body = replace(body, 'two', 'ten')`);
  db.close();
  const [code, findings] = await verify();
  expect(code).toBe(1);
  expect(findings).toBe(
    'The audit is not as it was written. Changed: entry 2: status · alice@fjordbank.example · 14 Nov 2023, 22:13 UTC.\n',
  );
  expect((await verify({ DATA_DIR: join(dataDir, 'none') }))[0]).toBe(1);
});
