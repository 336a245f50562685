import type { z } from 'zod';
import type { Database } from './tables.ts';
import { plain, toJson } from './text.ts';

export interface Notes {
  /** What was noted under this name, or undefined. Throws when the schema does not fit. */
  get<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Notes a value, in place of an earlier one. Durable when it resolves. */
  set(name: string, value: unknown): Promise<void>;
  /** Forgets what was noted under this name. */
  drop(name: string): Promise<void>;
  /**
   * Changes a note in one step, also when other processes change it at the same time: `next` is then asked again, with
   * what they noted. When it gives undefined, the note stays as it is. Resolves with what is noted now.
   */
  change<T>(name: string, schema: z.ZodType<T>, next: (now: T | undefined) => T | undefined): Promise<T | undefined>;
}

/** Single facts that outlive a restart, such as when the bot was last sure that it missed nothing. */
export function createNotes(db: Database): Notes {
  const read = async (name: string): Promise<string | undefined> => {
    const row = await db.selectFrom('note').select('value').where('name', '=', plain(name)).executeTakeFirst();
    return row?.value;
  };

  /** True when the note still was what it is thought to be. */
  async function swap(name: string, before: string | undefined, after: string): Promise<boolean> {
    const row =
      before === undefined
        ? await db
            .insertInto('note')
            .values({ name: plain(name), value: after })
            .onConflict((conflict) => conflict.doNothing())
            .returning('name')
            .executeTakeFirst()
        : await db
            .updateTable('note')
            .set({ value: after })
            .where('name', '=', plain(name))
            .where('value', '=', before)
            .returning('name')
            .executeTakeFirst();
    return row !== undefined;
  }

  return {
    async get(name, schema) {
      const text = await read(name);
      return text === undefined ? undefined : schema.parse(JSON.parse(text));
    },

    async set(name, value) {
      const text = toJson(value);
      await db
        .insertInto('note')
        .values({ name: plain(name), value: text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
        .execute();
    },

    async drop(name) {
      await db.deleteFrom('note').where('name', '=', plain(name)).execute();
    },

    async change(name, schema, next) {
      for (;;) {
        const before = await read(name);
        const now = before === undefined ? undefined : schema.parse(JSON.parse(before));
        const after = next(now);
        if (after === undefined) return now;
        const text = toJson(after);
        if (text === before || (await swap(name, before, text))) return after;
      }
    },
  };
}
