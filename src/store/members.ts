import type { Clock } from '#lib/clock.ts';
import type { Database, Tables } from './tables.ts';
import { plain } from './text.ts';

/** Whom an e-mail address of the configuration stands for. */
export interface Member {
  /** In lower case. */
  email: string;
  personId: string;
  orgId: string;
  /** In ms since the epoch. */
  pinnedAt: number;
}

export interface Members {
  /**
   * Ties an e-mail address to the person who has it now, once. Returns whom it is tied to: when the address was given
   * to somebody else since, that is the first person still, and the newcomer gets none of their rights.
   */
  pin(email: string, personId: string, orgId: string): Promise<Member>;
  /** Everybody who is pinned, by address. */
  list(): Promise<Member[]>;
}

/** Who the addresses of the role lists are: rights go by personId and orgId, never by an address that may change hands. */
export function createMembers(db: Database, { clock }: { clock: Clock }): Members {
  async function find(email: string): Promise<Member | undefined> {
    const row = await db.selectFrom('member').selectAll().where('email', '=', email).executeTakeFirst();
    return row && toMember(row);
  }

  return {
    async pin(email, personId, orgId) {
      const address = plain(email).toLowerCase();
      const pinned = await find(address);
      if (pinned) return pinned;
      const row = await db
        .insertInto('member')
        .values({ email: address, person_id: plain(personId), org_id: plain(orgId), pinned_at: clock.now() })
        // Writes nothing new, but makes the row that another caller was quicker with come back.
        .onConflict((conflict) => conflict.column('email').doUpdateSet({ email: address }))
        .returningAll()
        .executeTakeFirstOrThrow();
      return toMember(row);
    },

    async list() {
      const rows = await db.selectFrom('member').selectAll().orderBy('email').execute();
      return rows.map(toMember);
    },
  };
}

function toMember(row: Tables['member']): Member {
  return { email: row.email, personId: row.person_id, orgId: row.org_id, pinnedAt: row.pinned_at };
}
