import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import { connectTo } from '#store/database.ts';
import { loginKeyOf } from '#store/logins.ts';
import { knownMigrations } from '#store/migrations.ts';
import { tableShapes } from '#store/table-shapes.ts';
import { exportStore, importStore } from '#store/transfer.ts';
import { createPlace, engines, type Place, quiet } from './engines.ts';
import { auditEntry, hostileTexts, newApproval, newEvent, newFollowUp, newPlan, newWatch } from './samples.ts';
import { newCheck } from './suites/profiles.ts';
import { newRollout } from './suites/rollouts.ts';

const [sqlite, postgres] = engines;
if (!sqlite || !postgres) throw new Error('both engines are needed');
beforeAll(() => postgres.start());
afterAll(() => postgres.stop());

const at = (place: Place) => ({ dataDir: place.dataDir, databaseUrl: place.databaseUrl, log: quiet });
const none = Object.fromEntries(tableShapes.map(({ name }) => [name, 0]));

/** Every row of every table, as it stands there. */
async function contents(place: Place): Promise<Record<string, unknown[]>> {
  const { db } = await connectTo(at(place));
  const all: Record<string, unknown[]> = {};
  for (const { name, key } of tableShapes) {
    const rows = await sql`select * from ${sql.table(name)}`.execute(db);
    all[name] = rows.rows.map((row) => JSON.stringify(row, Object.keys(Object(row)).sort())).sort();
    expect(key).toBeTruthy();
  }
  await db.destroy();
  return all;
}

/** A store with something in every table, `texts` wherever texts go. */
async function fill(place: Place, texts: readonly string[]): Promise<void> {
  const auditKeys = macKeys(createKeyRing({ webhookSecret: 'a secret that is long enough' }), 'audit chain');
  const store = await place.open({ auditKeys });
  for (const [index, text] of texts.entries()) {
    const spaceId = `${text} ${index}`;
    await store.audit.append(auditEntry({ spaceId, words: text, personEmail: text, detail: text }));
    await store.plans.create(newPlan({ spaceId, title: text, words: text, args: { [text]: text } }));
    await store.spaces.setDevice(spaceId, text);
    await store.members.pin(spaceId, text, text);
    await store.followUps.add(newFollowUp({ spaceId, deviceName: text, parentId: text }));
    await store.inbox.add({ key: spaceId, lane: text, body: text });
    await store.inbox.keepAside({ key: `${spaceId} aside`, lane: text, body: text }, text);
    await store.watches.add(newWatch({ spaceId, deviceName: text, parentId: text, values: { [text]: text } }));
    const effect = { key: spaceId, command: text, words: text, title: text, targets: [] };
    await store.effects.begin(effect);
    await store.effectParts.begin(spaceId, text, { command: text, arguments: { [text]: text }, was: text });
    store.effectParts.end(spaceId, text, 'failed', text);
    await store.effects.settle(spaceId, 'done', { view: text, data: { [text]: text }, text });
    await store.notes.set(spaceId, text);
    const owner = { kind: 'space', id: spaceId } as const;
    const login = { email: text, orgId: text, scopes: [text], since: 1, accessUntil: 2, tokens: text };
    await store.logins.put(loginKeyOf(text), login);
    const request = {
      id: spaceId,
      until: 1,
      personId: text,
      orgId: text,
      email: text,
      spaceId: text,
      scopes: [],
      kept: text,
    };
    await store.loginRequests.add(request);
    await store.aliases.put({ owner, name: text, words: text, body: text, by: { id: text, email: text } }, 1);
    const kept = { settings: [{ key: text, value: text }], by: { id: text, email: text }, from: text };
    await store.profiles.add(text, text, kept);
    const repeat = { hours: 6 };
    const check = { orgId: spaceId, profileId: text, profileName: text, spaceId, phrase: text, repeat, dueAt: 1 };
    await store.driftChecks.add({ ...check, personId: text, personName: text, personEmail: text });
    await store.approvals.ask(newApproval(spaceId, { shown: { facts: [text], effects: [text] } }));
    await store.approvals.addCard({ planId: spaceId, kind: 'approval', spaceId: text });
    const lock = { personId: text, personName: text, title: text, spaceId, parentId: text };
    for (const holder of [`${spaceId} held`, `${spaceId} broken`])
      await store.locks.begin({ holder, devices: [{ id: holder, name: text }], ...lock }, { ...effect, key: holder });
    await store.locks.break(`${spaceId} broken`, { by: text, reason: text, spaceId: text, parentId: undefined });
    const queued = { planId: spaceId, until: 1, devices: [{ id: text, name: text }], title: text, isHarmless: true };
    const space = { id: spaceId, title: text, type: 'group' } as const;
    await store.queue.add({ ...queued, personId: text, personName: text, space });
    await store.rollouts.add(newRollout({ personName: text, parentId: text }), [
      { deviceId: spaceId, name: text, product: text, settings: [{ key: text, text }], why: text, blocked: 'offline' },
    ]);
    // Only so many are kept.
    if (index >= 10) continue;
    await store.schemas.put(spaceId, JSON.stringify(text));
    const by = { id: text, email: text };
    await store.profiles.add(text, `${index}`, { settings: [{ key: text, value: text }], by, from: text });
    await store.driftChecks.add(
      newCheck({ orgId: text, profileId: `${index}`, spaceId, personName: text, phrase: text }),
    );
  }
  await store.throttle.row('token', { maxLineMs: 1 }).cool(3_600_000);
  await store.close();
}

describe.each([
  { from: sqlite, to: postgres },
  { from: postgres, to: sqlite },
])('from $from.name to $to.name', ({ from, to }) => {
  test('every table of the store is copied, with every column', async () => {
    await using place = await from.emptyPlace();
    await (await place.open()).close();
    const { db } = await connectTo(at(place));
    const tables = (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('bot_migration'));
    await db.destroy();
    const columnsOf = (list: readonly { name: string; columns: readonly (string | { name: string })[] }[]) =>
      new Map(
        list.map(({ name, columns }) => [
          name,
          columns.map((one) => (typeof one === 'string' ? one : one.name)).sort(),
        ]),
      );
    const found = columnsOf(tables);
    expect([...found.keys()].sort()).toEqual([...columnsOf(tableShapes).keys()].sort());
    for (const [name, columns] of columnsOf(tableShapes)) expect(columns, name).toEqual(found.get(name));
  });

  test('rows come out as they went in, whatever people wrote', async () => {
    await using source = await from.place();
    await using target = await to.place();
    await fill(source, hostileTexts);
    const before = await contents(source);
    for (const [name, rows] of Object.entries(before)) expect(rows.length, name).toBeGreaterThan(0);
    const file = join(source.dataDir, 'store.ndjson');
    const counts = await exportStore(at(source), file);
    expect(counts).toEqual(Object.fromEntries(Object.entries(before).map(([name, rows]) => [name, rows.length])));
    expect(await importStore(at(target), file)).toEqual(counts);
    expect(await contents(target)).toEqual(before);
    // The way back brings the same file.
    const back = join(target.dataDir, 'back.ndjson');
    await exportStore(at(target), back);
    expect(readFileSync(back, 'utf8').split('\n').sort()).toEqual(readFileSync(file, 'utf8').split('\n').sort());
  });

  test('any text survives', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
        await using source = await from.place();
        await using target = await to.place();
        await fill(source, texts);
        const file = join(source.dataDir, 'store.ndjson');
        await exportStore(at(source), file);
        await importStore(at(target), file);
        expect(await contents(target)).toEqual(await contents(source));
      }),
      { numRuns: 8 },
    );
  });

  test('a store of many pages is copied whole, and is known to the bot that goes on with it', async () => {
    await using source = await from.place();
    const old = await source.open();
    const keys = Array.from({ length: 1_001 }, (_, number) => `messages:created:${number}`);
    expect(
      (await Promise.all(keys.map((key) => old.inbox.add(newEvent(key, `space-${key.length}`))))).every(Boolean),
    ).toBe(true);
    const plan = await old.plans.create(newPlan());
    await old.audit.append(auditEntry({ words: 'reboot fjord' }));
    await old.members.pin('alice@fjordbank.example', 'person-alice', 'org-fjordbank');
    await old.effects.begin({ key: 'messages:created:7', command: 'reboot', words: '', title: '', targets: [] });
    const claim = await old.inbox.claim('space-19');
    if (!claim || !('event' in claim)) throw new Error('there is an event');
    await old.inbox.setAside(claim.event, 'broken');
    await old.close();

    await using target = await to.place();
    const file = join(source.dataDir, 'store.ndjson');
    await exportStore(at(source), file);
    await importStore(at(target), file);
    const next = await target.open();
    expect((await next.inbox.known(keys)).size).toBe(1_001);
    expect(await next.inbox.add(newEvent('messages:created:7'))).toBe(false);
    expect(await next.inbox.aside(5)).toMatchObject([{ error: 'broken', key: claim.event.key }]);
    expect(await next.inbox.depth()).toEqual({ waiting: 1_000, aside: 1 });
    expect(await next.plans.get(plan.id)).toEqual(plan);
    expect(await next.audit.recent({ spaceId: 'space-1', limit: 5 })).toMatchObject([{ words: 'reboot fjord' }]);
    expect(await next.members.pin('alice@fjordbank.example', 'person-mallory', 'org')).toMatchObject({
      personId: 'person-alice',
    });
    expect(
      await next.effects.begin({ key: 'messages:created:7', command: '', words: '', title: '', targets: [] }),
    ).toBe(false);
    expect((await next.inbox.lanes()).sort()).toEqual(['space-18', 'space-19', 'space-20', 'space-21']);
    expect(await next.inbox.claim('space-18')).toMatchObject({ event: { key: 'messages:created:0' } });
  });

  test('a store with a row in it is left alone', async () => {
    await using source = await from.place();
    await using target = await to.place();
    await fill(source, ['a']);
    const file = join(source.dataDir, 'store.ndjson');
    await exportStore(at(source), file);
    const store = await target.open();
    await store.spaces.setDevice('space', 'device');
    await store.close();
    const before = await contents(target);
    await expect(importStore(at(target), file)).rejects.toMatchObject({
      code: 'store-not-empty',
      message: expect.stringMatching(/ is not empty: there are rows in space\. Nothing was imported\.$/),
    });
    expect(await contents(target)).toEqual(before);
  });

  test('a damaged or cut off file leaves nothing behind, and the whole one can be imported after it', async () => {
    await using source = await from.place();
    await using target = await to.place();
    await fill(source, hostileTexts);
    const file = join(source.dataDir, 'store.ndjson');
    await exportStore(at(source), file);
    const whole = readFileSync(file);
    const broken = join(source.dataDir, 'broken.ndjson');
    const place = fc.integer({ min: 0, max: whole.length - 2 });
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: -1, max: 255 }), async (index, byte) => {
        fc.pre(byte !== whole[index]);
        const bytes = Buffer.from(byte < 0 ? whole.subarray(0, index) : whole);
        if (byte >= 0) bytes[index] = byte;
        writeFileSync(broken, bytes);
        await expect(importStore(at(target), broken)).rejects.toMatchObject({
          code: expect.stringMatching(/^transfer-/),
        });
      }),
      { numRuns: 60 },
    );
    expect(await importStore(at(target), file)).not.toEqual(none);
  });
});

describe('what can not be copied is told, and changes nothing', () => {
  /** An export of a small store, and an empty place for it. */
  async function exported() {
    const place = await createPlace();
    await fill(place, ['a']);
    const file = join(place.dataDir, 'store.ndjson');
    await exportStore(at(place), file);
    return { place, file, dispose: () => place[Symbol.asyncDispose]() };
  }

  test('a file that is there is never written over, and an export that fails leaves none', async () => {
    const { place, file, dispose } = await exported();
    const before = readFileSync(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(exportStore(at(place), file)).rejects.toMatchObject({
      code: 'transfer-file',
      message: `${file} is there already.`,
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    const nowhere = join(place.dataDir, 'no', 'folder');
    await expect(exportStore(at(place), nowhere)).rejects.toMatchObject({
      message: `The export can't be written to ${nowhere}: there is no such file or folder.`,
    });
    expect((await readdir(place.dataDir)).filter((name) => name.includes('.part'))).toEqual([]);
    await dispose();
  });

  test('an export of nothing is refused, and makes no store', async () => {
    await using place = await createPlace();
    const file = join(place.dataDir, 'store.ndjson');
    await expect(exportStore(at(place), file)).rejects.toMatchObject({ code: 'store-missing' });
    expect(existsSync(file) || existsSync(join(place.dataDir, 'bot.sqlite'))).toBe(false);
    await using empty = await postgres.emptyPlace();
    await expect(exportStore(at(empty), file)).rejects.toMatchObject({
      code: 'store-missing',
      message: 'There is no store in the database of DATABASE_URL.',
    });
  });

  test('a store in use', async () => {
    const { place, file, dispose } = await exported();
    await place.open();
    const other = join(place.dataDir, 'other.ndjson');
    for (const copy of [exportStore(at(place), other), importStore(at(place), file)]) {
      await expect(copy).rejects.toMatchObject({
        code: 'store-in-use',
        message: `Another process uses the store in DATA_DIR (${place.dataDir}).`,
        hint: 'Stop the bot first.',
      });
    }
    await dispose();
  });

  test('rows that a store can not hold take back those before them', async () => {
    const { file, dispose } = await exported();
    await using target = await createPlace();
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -2);
    const other = join(target.dataDir, 'other.ndjson');
    const note = lines.findLast((line) => line.startsWith('["note"')) ?? '';
    for (const row of [note, '["note",{"name":"x"}]', '["nonsense",{}]', '["note",{"name":"x","value":7}]']) {
      const body = `${[...lines, row].join('\n')}\n`;
      const sha256 = createHash('sha256').update(body).digest('hex');
      writeFileSync(other, `${body}${JSON.stringify({ sha256 })}\n`);
      await expect(importStore(at(target), other)).rejects.toThrow();
      expect(Object.values(await contents(target)).flat()).toEqual([]);
    }
    await dispose();
  });

  test('a file of another version, and one that is no export', async () => {
    const { file, dispose } = await exported();
    await using target = await createPlace();
    const [, ...rows] = readFileSync(file, 'utf8').split('\n');
    const names = knownMigrations();
    const heads: [object, string][] = [
      [{ format: 'webex-device-bot store', version: 2, migrations: names, counts: {} }, 'transfer-newer'],
      [
        { format: 'webex-device-bot store', version: 1, migrations: [...names, '9999-x'], counts: {} },
        'transfer-newer',
      ],
      [{ format: 'webex-device-bot store', version: 1, migrations: names.slice(0, -1), counts: {} }, 'transfer-older'],
      [{ some: 'JSON' }, 'transfer-damaged'],
    ];
    const other = join(target.dataDir, 'other.ndjson');
    for (const [head, code] of heads) {
      writeFileSync(other, [JSON.stringify(head), ...rows].join('\n'));
      await expect(importStore(at(target), other)).rejects.toMatchObject({ code });
    }
    for (const text of ['', 'a shopping list\n'.repeat(9)]) {
      writeFileSync(other, text);
      await expect(importStore(at(target), other)).rejects.toMatchObject({
        message: `${other} is no export of a store.`,
      });
    }
    await expect(importStore(at(target), target.dataDir)).rejects.toMatchObject({ code: 'transfer-file' });
    // None of these made a store of it.
    expect(existsSync(join(target.dataDir, 'bot.sqlite'))).toBe(false);
    await dispose();
  });
});
