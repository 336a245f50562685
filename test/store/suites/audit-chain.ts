import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createKeyRing, macKeys } from '#lib/keys.ts';
import { createLog } from '#lib/log.ts';
import type { Verdict } from '#store/audit-verify.ts';
import { connectTo } from '#store/database.ts';
import type { Store } from '#store/index.ts';
import { exportStore, importStore } from '#store/transfer.ts';
import { openDoor } from '../door.ts';
import { createPlace, type Place, quiet, type TestEngine } from '../engines.ts';
import { auditEntry, hostileTexts, repeat } from '../samples.ts';

const keysOf = (webhookSecret: string, secretKeys?: { id: string; base64: string }[]) =>
  macKeys(createKeyRing({ webhookSecret, secretKeys }), 'audit chain');
const auditKeys = keysOf('a secret that is long enough');
const DAY = 86_400_000;

export function auditChainSuite(engine: TestEngine): void {
  describe('the seals of the audit', () => {
    const onServer = (name: string, work: () => Promise<void>) => {
      if (engine.name === 'postgres') test(name, work);
    };
    let place: Place;
    let store: Store;
    const open = (options = {}) => place.open({ auditKeys, ...options });
    beforeEach(async () => {
      place = await engine.place();
      store = await open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    /** What somebody does who can write to the database, past the bot. */
    async function tamper(...statements: string[]): Promise<void> {
      if (engine.name === 'sqlite') await store.close();
      const { db } = await connectTo({ ...place, log: quiet });
      for (const statement of statements) await sql.raw(statement).execute(db);
      await db.destroy();
      if (engine.name === 'sqlite') store = await open();
    }
    const write = async (count: number, from = 1) => {
      for (let number = from; number < from + count; number += 1)
        await store.audit.append(auditEntry({ words: `w${number}`, at: number * 1_000 }));
    };
    const verdict = async (): Promise<Verdict> => {
      const found = await store.audit.verify();
      if (!found) throw new Error('nothing was checked');
      return found;
    };
    const told = async () =>
      (await verdict()).findings.map((finding) =>
        'entry' in finding
          ? [finding.kind, finding.entry.n, ...(finding.belongs === undefined ? [] : [finding.belongs])]
          : finding.kind === 'removed'
            ? [finding.kind, finding.from, finding.to]
            : [finding.kind],
      );

    test('what was written is unbroken, whatever it holds', async () => {
      for (const text of hostileTexts)
        await store.audit.append(auditEntry({ words: text, detail: text, personEmail: text, messageId: text }));
      await repeat(40, () => store.audit.append(auditEntry()));
      store.audit.appendLater(auditEntry({ messageId: undefined }));
      const { sound, chains, findings, newest } = await verdict();
      expect({ sound, chains, findings }).toEqual({ sound: hostileTexts.length + 41, chains: 1, findings: [] });
      expect(newest?.mac).toMatch(/^[\w-]{43}$/);
    });

    test('every opening writes a chain of its own, and the ends of the others are held by its beginning', async () => {
      await write(3);
      await store.close();
      store = await open();
      await write(2);
      expect(await verdict()).toMatchObject({ sound: 5, chains: 2, since: 1_000, findings: [], unsealed: 0 });
    });

    test('whether the newest entry of this process stands as it was written can be told at once', async () => {
      expect(await store.audit.isHeadSound()).toBeUndefined();
      await write(1);
      expect(await store.audit.isHeadSound()).toBe(true);
      await write(3, 2);
      expect(await store.audit.isHeadSound()).toBe(true);
      await store.audit.prune(3_500);
      expect(await store.audit.isHeadSound()).toBe(true);
    });

    onServer('and that it was changed, or taken out, past the bot', async () => {
      await write(3);
      await tamper(`update audit set outcome = 'denied' where n = 3`);
      expect(await store.audit.isHeadSound()).toBe(false);
      await tamper('delete from audit where n = 3');
      expect(await store.audit.isHeadSound()).toBe(false);
    });

    test('several entries with one id, also of one moment, are one', async () => {
      const entries = ['a', 'b', 'a', 'c', 'b', 'd'].map((id) => auditEntry({ id, words: id }));
      await Promise.all(entries.slice(0, 3).map((entry) => store.audit.append(entry)));
      await Promise.all(entries.map((entry) => store.audit.append(entry)));
      await store.audit.append(auditEntry({ id: 'a', words: 'again' }));
      await store.audit.append(auditEntry({ id: 'e' }));
      expect(await verdict()).toMatchObject({ sound: 5, findings: [] });
    });

    test('a word that was changed is told with its entry', async () => {
      await write(5);
      await tamper(`update audit set body = replace(body, 'w3', 'w9')`);
      expect(await told()).toEqual([['changed', 3]]);
      expect((await verdict()).findings).toMatchObject([{ entry: { at: 3_000, action: 'status' } }]);
    });

    test.each(['person_id', 'person_email', 'org_id', 'space_id', 'action', 'mac', 'message_id'])(
      'so is %s',
      async (column) => {
        await write(4);
        await tamper(`update audit set ${column} = 'another' where n = 2`);
        expect(await told()).toEqual([['changed', 2]]);
      },
    );

    test('entries that were removed are told with their numbers and the times around them', async () => {
      await write(6);
      await tamper('delete from audit where n in (3, 4)');
      expect((await verdict()).findings).toEqual([{ kind: 'removed', from: 3, to: 4, after: 2_000, before: 5_000 }]);
    });

    test('one that was put in is told, and those after it are not blamed', async () => {
      await write(4);
      await tamper(
        'update audit set n = n + 100 where n > 2',
        'update audit set n = n - 99 where n > 100',
        `insert into audit (id, at, space_id, message_id, person_id, person_email, org_id, action, outcome, body, chain, n, mac)
         select 'x', at, space_id, message_id, person_id, person_email, org_id, action, outcome, body, chain, 3, mac from audit where n = 2`,
      );
      expect(await told()).toEqual([['inserted', 3]]);
    });

    test('one that was put in beside the chains, or into a chain that never began, is told', async () => {
      await write(2);
      const copy = (id: string, chain: string) =>
        `insert into audit (id, at, space_id, message_id, person_id, person_email, org_id, action, outcome, body, chain, n, mac)
         select '${id}', at, space_id, message_id, person_id, person_email, org_id, action, outcome, body, ${chain} from audit where n = 1`;
      await tamper(copy('x', 'null, null, null'), copy('y', "'mine', 1, mac"));
      expect(await told()).toEqual([['chain-unknown'], ['unsealed']]);
    });

    test('two that changed places are told as such', async () => {
      await write(7);
      await tamper(
        'update audit set n = -1 where n = 2',
        'update audit set n = 2 where n = 5',
        'update audit set n = 5 where n = -1',
      );
      expect(await told()).toEqual([
        ['moved', 2, 5],
        ['moved', 5, 2],
      ]);
    });

    test('so are two neighbours', async () => {
      await write(40);
      await tamper(
        'update audit set n = -1 where n = 2',
        'update audit set n = 2 where n = 3',
        'update audit set n = 3 where n = -1',
      );
      expect(await told()).toEqual([['moved', 2, 3]]);
    });

    test('an end that was cut off is seen by the chain that began later', async () => {
      await write(5);
      await store.close();
      store = await open();
      await write(1, 6);
      await tamper('delete from audit where n in (4, 5)');
      expect((await verdict()).findings).toEqual([
        { kind: 'removed', from: 4, to: 5, after: 3_000, before: undefined },
      ]);
    });

    test('so is a whole chain', async () => {
      await write(5);
      const [row] = (await store.audit.search({ limit: 1 })).entries;
      await store.close();
      store = await open();
      await write(1, 6);
      const chain = row?.row.chain;
      await tamper(`delete from audit where chain = '${chain}'`, `delete from audit_chain where chain = '${chain}'`);
      // What stood before the first chain was held by that one.
      expect(await told()).toEqual([['chain-removed']]);
    });

    test('a beginning that was changed is told', async () => {
      await write(2);
      await tamper(`update audit_chain set started_at = started_at + 1`);
      expect(await told()).toEqual([['chain-changed']]);
    });

    test('what ran out is forgotten without a gap, and goes on', async () => {
      const now = Date.now();
      let time = now - 10 * DAY;
      const clock = { now: () => time, sleep: async () => {} };
      await store.close();
      store = await open({ clock });
      await write(3);
      time = now;
      await write(2, 4);
      expect(await store.audit.prune(now - DAY)).toBe(3);
      expect(await store.audit.prune(now - DAY)).toBe(0);
      await write(1, 6);
      expect(await verdict()).toMatchObject({ sound: 3, findings: [] });
      expect(await store.audit.prune(now + DAY)).toBe(3);
      await write(1, 7);
      expect(await verdict()).toMatchObject({ sound: 1, findings: [] });
    });

    test('an old entry behind a younger one stays until that one goes', async () => {
      const id = (time: number) => `${time.toString(16).padStart(12, '0')}00000000000000000000`;
      for (const time of [1_000, 3_000, 2_000]) await store.audit.append(auditEntry({ id: id(time), at: time }));
      expect(await store.audit.prune(2_500)).toBe(1);
      expect(await verdict()).toMatchObject({ sound: 2, findings: [] });
      expect(await store.audit.prune(9_000)).toBe(2);
      expect(await verdict()).toMatchObject({ sound: 0, findings: [] });
    });

    test('nobody can make believe that entries ran out', async () => {
      await write(4);
      const [found] = (await store.audit.search({ limit: 1, since: 0 })).entries;
      await tamper(
        'delete from audit where n <= 2',
        `update audit_chain set pruned_n = 2, pruned = '{"mac":"${found?.row.previous}","at":1,"key":"w.12345678","seal":"x"}'`,
      );
      expect((await verdict()).findings.length).toBeGreaterThan(0);
    });

    test('what was tampered with is not forgotten, however old it pretends to be', async () => {
      const time = Date.now();
      for (let number = 1; number <= 6; number += 1) await store.audit.append(auditEntry({ words: `w${number}` }));
      await tamper('delete from audit where n <= 3', `update audit set id = '0000' where n = 4`);
      const before = await told();
      expect(before).toEqual([['removed', 1, 3]]);
      await store.close();
      const lines: string[] = [];
      store = await open({ log: createLog('error', { write: (line) => void lines.push(line) }) });
      expect(await store.audit.prune(time - DAY)).toBe(0);
      expect(await told()).toEqual(before);
      expect(lines.join('')).toContain('not as they were written');
    });

    test.each([
      ['a word that was changed', `update audit set body = replace(body, 'w2', 'w9') where n = 2`, ['changed', 2]],
      ['a gap in the middle', 'delete from audit where n = 2', ['removed', 2, 2]],
      ['a last one that was changed', `update audit set person_email = 'x' where n = 3`, ['changed', 3]],
    ])('%s keeps the old ones of its chain', async (_, statement, finding) => {
      const id = (at: number) => `${at.toString(16).padStart(12, '0')}00000000000000000000`;
      for (const at of [1_000, 2_000, 3_000, 9_000])
        await store.audit.append(auditEntry({ id: id(at), at, words: `w${at / 1_000}` }));
      await tamper(statement);
      expect(await store.audit.prune(5_000)).toBe(0);
      expect(await told()).toEqual([finding]);
      await store.audit.append(auditEntry());
      expect(await store.audit.prune(10_000)).toBe(0);
    });

    test('up to where a chain was forgotten can not be changed, and nothing more of it goes then', async () => {
      const id = (at: number) => `${at.toString(16).padStart(12, '0')}00000000000000000000`;
      for (let number = 1; number <= 8; number += 1)
        await store.audit.append(auditEntry({ id: id(number * 1_000), at: number * 1_000 }));
      expect(await store.audit.prune(3_000)).toBe(2);
      const [{ row } = { row: undefined }] = (await store.audit.search({ limit: 1, since: 0, before: id(6_000) }))
        .entries;
      expect(row?.n).toBe(5);
      await tamper(
        'delete from audit where n <= 5',
        `update audit_chain set pruned_n = 5, pruned = replace(pruned, substr(pruned, 9, 43), '${row?.mac}')`,
      );
      expect(await told()).toEqual([['chain-changed']]);
      expect(await store.audit.prune(7_000)).toBe(0);
      expect(await told()).toEqual([['chain-changed']]);
    });

    test('without their key old ones are forgotten, and are missed when the key is there again', async () => {
      const id = (at: number) => `${at.toString(16).padStart(12, '0')}00000000000000000000`;
      for (const at of [1_000, 2_000, 9_000]) await store.audit.append(auditEntry({ id: id(at), at }));
      await store.close();
      store = await open({ auditKeys: keysOf('another secret, long enough too') });
      expect(await store.audit.prune(5_000)).toBe(2);
      expect(await told()).toEqual([['no-key']]);
      await store.close();
      store = await open();
      expect(await told()).toEqual([['removed', 1, 2]]);
    });

    test('seals of a key that is not at hand are told as not known, and those of an old one are checked', async () => {
      const base64 = Buffer.alloc(32, 'a key of the settings').toString('base64');
      await write(2);
      await store.close();
      store = await open({ auditKeys: keysOf('a secret that is long enough', [{ id: 'k1', base64 }]) });
      await write(2, 3);
      expect(await verdict()).toMatchObject({ sound: 4, chains: 2, findings: [] });
      await store.close();
      store = await open({ auditKeys: keysOf('another secret, long enough too', [{ id: 'k1', base64 }]) });
      expect(await verdict()).toMatchObject({ sound: 2, findings: [{ kind: 'no-key', count: 2 }] });
    });

    test('entries of before there were chains are counted, and one more is told', async () => {
      await store.close();
      store = await open({ auditKeys: undefined });
      await write(3);
      expect(await store.audit.verify()).toBeUndefined();
      await store.close();
      store = await open();
      await write(2, 4);
      expect(await verdict()).toMatchObject({ sound: 2, unsealed: 3, findings: [] });
      await tamper(
        `insert into audit (id, at, space_id, message_id, person_id, person_email, org_id, action, outcome, body)
         select '0', at, space_id, message_id, person_id, person_email, org_id, action, outcome, body from audit where n = 1`,
      );
      expect(await told()).toEqual([['unsealed']]);
    });

    test('an export and an import keep every seal', async () => {
      await write(5);
      await store.audit.prune(0);
      await store.close();
      const file = `${place.dataDir}/export.jsonl`;
      await exportStore({ ...place, log: quiet }, file);
      await using other = await engine.emptyPlace();
      await importStore({ ...other, log: quiet }, file);
      const moved = await other.open({ auditKeys });
      await moved.audit.append(auditEntry());
      expect(await moved.audit.verify()).toMatchObject({ sound: 6, chains: 2, findings: [] });
    });

    test('what goes out is in order a chain, and from where it was', async () => {
      await write(3);
      const { outbox } = store.audit;
      expect(await outbox.waiting()).toEqual({ count: 3, since: 1_000 });
      const first = await outbox.next(2);
      expect(first?.entries.map(({ n }) => n)).toEqual([1, 2]);
      expect((await outbox.next(2))?.entries.map(({ n }) => n)).toEqual([1, 2]);
      await outbox.sent(first?.chain.id ?? '', 2);
      await outbox.sent(first?.chain.id ?? '', 1);
      const second = await outbox.next(2);
      expect(second).toMatchObject({ previous: first?.entries[1]?.mac, entries: [{ n: 3 }] });
      await outbox.sent(second?.chain.id ?? '', 3);
      expect(await outbox.next(2)).toBeUndefined();
      expect(await outbox.waiting()).toEqual({ count: 0, since: undefined });
    });

    onServer('a commit that failed, or whose answer got lost, leaves one chain without a gap', async () => {
      await using door = await openDoor(place.databaseUrl ?? '');
      const behind = await createPlace(door.url);
      const other = await behind.open({ auditKeys });
      const acknowledged: string[] = [];
      for (let round = 0; round < 12; round += 1) {
        const ids = Array.from({ length: 20 }, (_, index) => `round-${round}-${index}`);
        const written = ids.map((id) =>
          other.audit.append(auditEntry({ id })).then((stored) => acknowledged.push(stored)),
        );
        for (const id of ids) other.audit.appendLater(auditEntry({ id: `${id}-later` }));
        // At another moment each time: before the commit, in it, and after it.
        await sleep(round);
        door.turn('shut');
        door.turn('open');
        await Promise.allSettled(written);
        // Worked again, as the inbox would.
        await Promise.allSettled(ids.map((id) => other.audit.append(auditEntry({ id }))));
      }
      await expect
        .poll(
          () =>
            other.audit.flush().then(
              () => true,
              () => false,
            ),
          { timeout: 10_000 },
        )
        .toBe(true);
      const checked = await other.audit.verify();
      expect(checked?.findings).toEqual([]);
      expect(checked?.chains).toBe(1);
      expect(checked?.sound).toBeGreaterThanOrEqual(new Set(acknowledged).size);
      await behind[Symbol.asyncDispose]();
    });

    onServer('processes that write at once each have a chain that is whole', async () => {
      const others = await Promise.all(Array.from({ length: 3 }, () => open()));
      const all = [store, ...others];
      // Some of it is the same for all: one of them stores it.
      await Promise.all(
        all.flatMap((one, which) =>
          Array.from({ length: 60 }, (_, index) =>
            one.audit.append(auditEntry({ id: index % 3 === 0 ? `shared-${index}` : `${which}-${index}` })),
          ),
        ),
      );
      expect(await verdict()).toMatchObject({ sound: 4 * 40 + 20, chains: 4, findings: [] });
    });

    test('any appends, repetitions, restarts and prunes are unbroken; one character that differs is seen', async () => {
      const step = fc.oneof(
        {
          weight: 6,
          arbitrary: fc.record({ do: fc.constant('write' as const), ids: fc.array(fc.nat(30), { maxLength: 8 }) }),
        },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
        { weight: 1, arbitrary: fc.record({ do: fc.constant('prune' as const), time: fc.nat(30) }) },
      );
      const id = (time: number) => `${time.toString(16).padStart(12, '0')}00000000000000000000`;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.nat(), fc.nat(), async (steps, which, where) => {
          await tamper('delete from audit', 'delete from audit_chain');
          if (engine.name === 'postgres') {
            await store.close();
            store = await open();
          }
          for (const one of steps) {
            if (one.do === 'write')
              await Promise.all(one.ids.map((time) => store.audit.append(auditEntry({ id: id(time), at: time }))));
            if (one.do === 'prune') await store.audit.prune(one.time);
            if (one.do === 'restart') {
              await store.close();
              store = await open();
            }
          }
          const before = await verdict();
          expect(before.findings).toEqual([]);
          const all = (await store.audit.search({ limit: 1_000 })).entries;
          expect(before.sound).toBe(all.length);
          const chosen = all[which % Math.max(1, all.length)];
          if (!chosen) return;
          const texts = [
            'space_id',
            'message_id',
            'person_id',
            'person_email',
            'org_id',
            'action',
            'outcome',
            'body',
            'chain',
            'mac',
            'id',
          ] as const;
          const column = texts[where % texts.length] ?? 'body';
          const value = String(chosen.row[column]);
          const at = where % value.length;
          const other = value[at] === 'q' ? 'r' : 'q';
          const changed = `${value.slice(0, at)}${other}${value.slice(at + 1)}`;
          await tamper(`update audit set ${column} = '${changed.replaceAll("'", "''")}' where id = '${chosen.row.id}'`);
          expect((await verdict()).findings.length).toBeGreaterThan(0);
        }),
        { numRuns: engine.name === 'sqlite' ? 25 : 15 },
      );
    });
  });
}
