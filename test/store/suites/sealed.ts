import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createKeyRing, type SecretKey } from '#lib/keys.ts';
import { createSeal, keyIdOf, type Seal } from '#lib/seal.ts';
import { connectTo } from '#store/database.ts';
import { checkStore, rotateStore } from '#store/rotation.ts';
import { effectAnswer, effectArgs, planArgs } from '#store/sealed.ts';
import { tableShapes } from '#store/table-shapes.ts';
import { newKey } from '../../lib/new-key.ts';
import { type Place, quiet, type TestEngine } from '../engines.ts';
import { newPlan } from '../samples.ts';

const CANARY = 'canary-4711-passphrase';
const sealOf = (...secretKeys: SecretKey[]): Seal =>
  createSeal(createKeyRing({ secretKeys, webhookSecret: 'a secret of these tests' }));
const at = ({ dataDir, databaseUrl }: Place) => ({ dataDir, databaseUrl, log: quiet });

/** Plans and effects with a secret each, as the pipeline keeps them. */
async function fill(place: Place, seal: Seal, count: number, prefix = ''): Promise<void> {
  const store = await place.open();
  for (let index = 0; index < count; index += 1) {
    const id = `${prefix}plan-with-a-long-id-${index}`;
    await store.plans.create(newPlan({ id, args: seal.close({ pin: `${CANARY} ${index}` }, planArgs(id)) }));
    const key = `plan:${id}`;
    const args = seal.close({ pin: CANARY }, effectArgs(key));
    await store.effects.begin({ key, command: 'xcommand', words: 'x', title: 'x', targets: [], args });
    await store.effects.settle(key, 'done', seal.close({ text: CANARY }, effectAnswer(key)));
  }
  await store.close();
}

/** How many values open with these keys, of those that `fill` made. */
async function opened(place: Place, seal: Seal, count: number, prefix = ''): Promise<number> {
  const store = await place.open();
  let open = 0;
  for (let index = 0; index < count; index += 1) {
    const id = `${prefix}plan-with-a-long-id-${index}`;
    const key = `plan:${id}`;
    const [plan, effect] = [await store.plans.get(id), await store.effects.get(key)];
    if (JSON.stringify(seal.open(plan?.args, planArgs(id))).includes(`${CANARY} ${index}`)) open += 1;
    if (JSON.stringify(seal.open(effect?.args, effectArgs(key))).includes(CANARY)) open += 1;
    if (JSON.stringify(seal.open(effect?.kept, effectAnswer(key))).includes(CANARY)) open += 1;
    expect(effect).toMatchObject({ state: 'done', command: 'xcommand' });
  }
  await store.close();
  return open;
}

/** All that the tables hold, as text. */
async function dump(place: Place): Promise<string> {
  const { db } = await connectTo(at(place));
  let text = '';
  for (const { name } of tableShapes)
    text += JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(db)).rows);
  await db.destroy();
  return text;
}

/** Changes the body of a row, as somebody who can write to the store would. */
async function tamper(place: Place, id: string, change: (body: string) => string): Promise<void> {
  const { db } = await connectTo(at(place));
  const { body } = await db.selectFrom('plan').select('body').where('id', '=', id).executeTakeFirstOrThrow();
  await db
    .updateTable('plan')
    .set({ body: change(body) })
    .where('id', '=', id)
    .execute();
  await db.destroy();
}

export function sealedSuite(engine: TestEngine): void {
  describe('what is sealed', () => {
    const [a, b] = [newKey('2026a'), newKey('2026b')];

    test('a dump shows nothing of it', async () => {
      await using place = await engine.place();
      await fill(place, sealOf(a), 3);
      const text = await dump(place);
      expect(text).toContain('plan-with-a-long-id-2');
      expect(text).not.toContain('canary');
    });

    test('two keys, a rotation, the old key dropped: all of it opens, and what was not sealed is as before', async () => {
      await using place = await engine.place();
      // More than a page of rows.
      await fill(place, sealOf(a), 120);
      expect(await checkStore(at(place))).toEqual({ '2026a': 360 });
      const both = sealOf(b, a);
      expect(await rotateStore(at(place), both, b.id)).toEqual({ resealed: 360, unopened: {}, broken: 0 });
      expect(await checkStore(at(place))).toEqual({ '2026b': 360 });
      expect(await rotateStore(at(place), both, b.id)).toEqual({ resealed: 0, unopened: {}, broken: 0 });
      expect(await opened(place, sealOf(b), 120)).toBe(360);
      await expect(opened(place, sealOf(a), 1)).rejects.toThrow('I can no longer read');
    });

    test('what was sealed before there were keys is sealed with the first one', async () => {
      await using place = await engine.place();
      await fill(place, sealOf(), 2);
      expect(await checkStore(at(place))).toEqual({ w: 6 });
      expect((await rotateStore(at(place), sealOf(a), a.id)).resealed).toBe(6);
      expect(await opened(place, sealOf(a), 2)).toBe(6);
    });

    test('what can not be opened is counted by its key, and left as it is', async () => {
      await using place = await engine.place();
      await fill(place, sealOf(a), 2);
      await fill(place, sealOf(newKey('lost')), 1, 'lost-');
      await tamper(place, 'plan-with-a-long-id-1', (body) =>
        body.replace(/"args":"[^"]*"/, `"args":"${'A'.repeat(60)}"`),
      );
      const before = await dump(place);
      const rotated = await rotateStore(at(place), sealOf(b, a), b.id);
      expect(rotated).toEqual({ resealed: 5, unopened: { lost: 3, 'old format': 1 }, broken: 0 });
      expect(await checkStore(at(place))).toEqual({ '2026b': 5, lost: 3, 'old format': 1 });
      const lost = /"lost-plan[^}]*2\.lost\.[\w-]+/;
      expect(lost.exec(await dump(place))?.[0]).toBe(lost.exec(before)?.[0]);
    });

    test('values that were swapped between rows, or of which a bit was flipped, do not open, nor does a rotation bless them', async () => {
      await using place = await engine.place();
      const seal = sealOf(a);
      await fill(place, seal, 3);
      const ids = [0, 1, 2].map((index) => `plan-with-a-long-id-${index}`);
      const argsOf = async (id: string) => {
        const store = await place.open();
        const plan = await store.plans.get(id);
        await store.close();
        return String(plan?.args);
      };
      const [first = '', second = '', third = ''] = ids;
      const [one, other] = [await argsOf(first), await argsOf(second)];
      await tamper(place, first, (body) => body.replace(one, other));
      await tamper(place, second, (body) => body.replace(other, one));
      await tamper(place, third, (body) =>
        body.replace(/(2\.2026a\..{40})(.)/, (_all, start, at) => start + (at === 'A' ? 'B' : 'A')),
      );
      for (const id of ids) {
        const args = await argsOf(id);
        expect(keyIdOf(args)).toBe('2026a');
        expect(() => seal.open(args, planArgs(id))).toThrow('I can no longer read');
      }
      const rotated = await rotateStore(at(place), sealOf(b, a), b.id);
      expect(rotated).toEqual({ resealed: 6, unopened: { '2026a': 3 }, broken: 3 });
    });

    test('there is no store to rotate where none is', async () => {
      await using place = await engine.emptyPlace();
      await expect(checkStore(at(place))).rejects.toThrow('There is no store in');
    });

    // SQLite lets no second process in.
    const onServer = (name: string, work: () => Promise<void>) => {
      if (engine.name === 'postgres') test(name, work);
    };
    onServer(
      'a rotation beside bots that write loses nothing of theirs, and two rotations at once do no harm',
      async () => {
        await using place = await engine.place();
        await fill(place, sealOf(a), 60);
        const both = sealOf(b, a);
        const store = await place.open();
        const settling = Array.from({ length: 60 }, async (_value, index) => {
          const key = `plan:plan-with-a-long-id-${index}`;
          await store.effects.attachProgress(key, `message-${index}`);
        });
        await Promise.all([rotateStore(at(place), both, b.id), rotateStore(at(place), both, b.id), ...settling]);
        for (let index = 0; index < 60; index += 1)
          expect(await store.effects.get(`plan:plan-with-a-long-id-${index}`)).toMatchObject({
            progressId: `message-${index}`,
          });
        await store.close();
        // A bot may have written back what it had read before.
        await rotateStore(at(place), both, b.id);
        expect(await checkStore(at(place))).toEqual({ '2026b': 180 });
        expect(await opened(place, sealOf(b), 60)).toBe(180);
      },
    );
  });
}
