import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { Place } from './receivers.ts';

/** Left, or given up, with a reason that people can read. */
const NOT_DONE = `select device_id as id from rollout_item
  where state in ('blocked', 'failed', 'uncertain', 'skipped') and reason <> ''`;

/** Ids of devices of which the one rollout of a bot says that they were not done. On SQLite the bot must have ended. */
export async function reportedBy({ dataDir, databaseUrl }: Place): Promise<string[]> {
  if (databaseUrl === undefined) {
    using db = new DatabaseSync(join(dataDir, 'bot.sqlite'), { readOnly: true });
    return db
      .prepare(NOT_DONE)
      .all()
      .map(({ id }) => String(id));
  }
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  try {
    const { rows } = await pool.query<{ id: string }>(NOT_DONE);
    return rows.map(({ id }) => id);
  } finally {
    await pool.end();
  }
}
