import { z } from 'zod';
import type { Clock } from '#lib/clock.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain, toJson } from './text.ts';

/** Whose words these are: everybody's in a space, or one person's in every space. */
export interface AliasOwner {
  kind: 'space' | 'person';
  id: string;
}

const Body = z.object({
  name: z.string(),
  words: z.string(),
  body: z.string().optional(),
  by: z.object({ id: z.string(), email: z.string() }),
});

/** Words kept under a name. */
export interface NewAlias extends z.infer<typeof Body> {
  owner: AliasOwner;
}
export interface Alias extends NewAlias {
  /** In ms since the epoch. */
  at: number;
}

export interface Aliases {
  /** Those of this name, in any case; the first owner's first. */
  find(owners: readonly AliasOwner[], name: string): Promise<Alias[]>;
  /** All of these owners, by name. */
  list(owners: readonly AliasOwner[]): Promise<Alias[]>;
  /** Keeps words in place of those that had the name, and gives those; keeps nothing when the owner would have more than `most`. */
  put(alias: NewAlias, most: number): Promise<{ isKept: boolean; before?: Alias }>;
  /** Gives what was removed; undefined when there was nothing. */
  remove(owner: AliasOwner, name: string): Promise<Alias | undefined>;
}

/** As the column has it. */
export const ownerOf = ({ kind, id }: AliasOwner): string => plain(`${kind} ${id}`);
const folded = (name: string): string => plain(name.toLocaleLowerCase('en'));
const keyOf = (owner: AliasOwner, name: string): string => `${folded(name)} ${ownerOf(owner)}`;

/** Short names for long words. */
export function createAliases(db: Database, { clock }: { clock: Clock }): Aliases {
  async function find(owners: readonly AliasOwner[], name: string): Promise<Alias[]> {
    const keys = owners.map((owner) => keyOf(owner, name));
    const rows = await db.selectFrom('alias').selectAll().where('key', 'in', keys).execute();
    return rows.sort((left, right) => keys.indexOf(left.key) - keys.indexOf(right.key)).map(toAlias);
  }

  return {
    find,

    async list(owners) {
      const wanted = owners.map(ownerOf);
      const rows = await db.selectFrom('alias').selectAll().where('owner', 'in', wanted).orderBy('key').execute();
      return rows.map(toAlias);
    },

    async put({ owner, ...body }, most) {
      const [before] = await find([owner], body.name);
      if (!before) {
        const { count } = await db
          .selectFrom('alias')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('owner', '=', ownerOf(owner))
          .executeTakeFirstOrThrow();
        // Two at the same moment may make it one more: the limit is for people, not for the disk.
        if (Number(count) >= most) return { isKept: false };
      }
      const row = { at: clock.now(), body: toJson(body) };
      await db
        .insertInto('alias')
        .values({ key: keyOf(owner, body.name), owner: ownerOf(owner), ...row })
        .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
        .execute();
      return { isKept: true, ...(before && { before }) };
    },

    async remove(owner, name) {
      const row = await db.deleteFrom('alias').where('key', '=', keyOf(owner, name)).returningAll().executeTakeFirst();
      return row && toAlias(row);
    },
  };
}

const AliasRow = z.object({
  owner: z.string().regex(/^(space|person) /),
  at: z.number(),
  body: jsonColumn(Body),
});

function toAlias(row: unknown): Alias {
  const { owner, at, body } = AliasRow.parse(row);
  const kind = owner.startsWith('space ') ? 'space' : 'person';
  return { owner: { kind, id: owner.slice(kind.length + 1) }, at, ...body };
}
