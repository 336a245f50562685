import { sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { Problem } from '#lib/problem.ts';
import { approvals } from './approvals-migration.ts';
import { auditChain } from './audit-migration.ts';
import { locks } from './locks-migration.ts';
import { logins } from './logins-migration.ts';
import { profiles } from './profiles-migration.ts';
import { rollouts } from './rollouts-migration.ts';
import type { Database, Engine } from './tables.ts';

const TABLE = 'bot_migration';

/**
 * Brings the tables to this version's shape, or changes nothing. Safe when several processes start at once: PostgreSQL
 * lets one migrate while the others wait, and SQLite belongs to one process.
 */
export async function migrate(db: Database, engine: Engine): Promise<void> {
  const known = migrations(engine);
  const applied = await appliedTo(db);
  if (applied.some((name) => !Object.hasOwn(known, name))) {
    throw new Problem('The store was written by a newer version of this bot.', {
      code: 'store-newer',
      hint: `Start the newer version again, or set ${engine === 'sqlite' ? 'DATA_DIR' : 'DATABASE_URL'} to another store. Nothing was changed.`,
    });
  }
  if (applied.length === Object.keys(known).length) return;

  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => known },
    migrationTableName: TABLE,
    migrationLockTableName: `${TABLE}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** The names of this version's migrations, the oldest first: they say which shape the tables have. */
export const knownMigrations = (): string[] => Object.keys(migrations('sqlite'));

/** The names of the migrations this store has. An empty store has no table of them yet. */
export async function appliedTo(db: Database): Promise<string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)}`.execute(db);
    return rows.map((row) => row.name);
  } catch (error) {
    if (error instanceof Problem) throw error;
    return [];
  }
}

/** In the order of their names. A migration that was released is never edited; the next one gets the next number. */
function migrations(engine: Engine): Record<string, Migration> {
  /** The row lives in the key's own tree, which saves SQLite a second write. */
  const keyed = engine === 'sqlite' ? sql`without rowid` : sql``;

  return {
    '0001-first': {
      async up(db) {
        await db.schema
          .createTable('audit')
          .addColumn('id', 'text', (column) => column.primaryKey().notNull())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('message_id', 'text')
          .addColumn('person_id', 'text', (column) => column.notNull())
          .addColumn('person_email', 'text', (column) => column.notNull())
          .addColumn('org_id', 'text', (column) => column.notNull())
          .addColumn('action', 'text', (column) => column.notNull())
          .addColumn('outcome', 'text', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .modifyEnd(keyed)
          .execute();
        await db.schema.createIndex('audit_by_space').on('audit').columns(['space_id', 'id']).execute();

        await db.schema
          .createTable('plan')
          .addColumn('id', 'text', (column) => column.primaryKey().notNull())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('message_id', 'text')
          .addColumn('parent_id', 'text')
          .addColumn('person_id', 'text', (column) => column.notNull())
          .addColumn('org_id', 'text', (column) => column.notNull())
          .addColumn('command', 'text', (column) => column.notNull())
          .addColumn('digest', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .addColumn('outcome', 'text')
          .addColumn('created_at', 'bigint', (column) => column.notNull())
          .addColumn('expires_at', 'bigint', (column) => column.notNull())
          .addColumn('claimed_at', 'bigint')
          .addColumn('settled_at', 'bigint')
          .addColumn('settled_by', 'text')
          .execute();
        await db.schema.createIndex('plan_by_state').on('plan').columns(['state', 'claimed_at']).execute();

        await db.schema
          .createTable('space')
          .addColumn('space_id', 'text', (column) => column.primaryKey().notNull())
          .addColumn('greeted_at', 'bigint')
          .addColumn('device_id', 'text')
          .execute();

        await db.schema
          .createTable('member')
          .addColumn('email', 'text', (column) => column.primaryKey().notNull())
          .addColumn('person_id', 'text', (column) => column.notNull())
          .addColumn('org_id', 'text', (column) => column.notNull())
          .addColumn('pinned_at', 'bigint', (column) => column.notNull())
          .execute();

        await db.schema
          .createTable('follow_up')
          .addColumn('id', 'text', (column) => column.primaryKey().notNull())
          .addColumn('kind', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('device_id', 'text', (column) => column.notNull())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('parent_id', 'text', (column) => column.notNull())
          .addColumn('person_id', 'text', (column) => column.notNull())
          .addColumn('since', 'bigint', (column) => column.notNull())
          .addColumn('deadline', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
        await db.schema
          .createIndex('follow_up_waiting')
          .unique()
          .on('follow_up')
          .columns(['kind', 'device_id', 'space_id', 'parent_id'])
          .where(sql.ref('state'), '=', sql.lit('waiting'))
          .execute();

        await db.schema
          .createTable('seen_event')
          .addColumn('key', 'text', (column) => column.primaryKey().notNull())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .modifyEnd(keyed)
          .execute();
        await db.schema.createIndex('seen_event_by_time').on('seen_event').column('at').execute();
      },
    },

    '0002-nothing-lost': {
      async up(db) {
        await db.schema
          .createTable('inbox')
          .addColumn('seq', 'text', (column) => column.primaryKey().notNull())
          .addColumn('key', 'text', (column) => column.notNull())
          .addColumn('lane', 'text', (column) => column.notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('attempts', 'bigint', (column) => column.notNull())
          .addColumn('unended', 'bigint', (column) => column.notNull())
          .addColumn('not_before', 'bigint', (column) => column.notNull())
          .addColumn('received_at', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .addColumn('error', 'text')
          .modifyEnd(keyed)
          .execute();
        await db.schema.createIndex('inbox_by_key').unique().on('inbox').column('key').execute();
        await db.schema
          .createIndex('inbox_waiting')
          .on('inbox')
          .columns(['lane', 'seq'])
          .where(sql.ref('state'), '=', sql.lit('waiting'))
          .execute();
        await db.schema
          .createIndex('inbox_aside')
          .on('inbox')
          .column('seq')
          .where(sql.ref('state'), '=', sql.lit('aside'))
          .execute();

        // Keys of the table that the inbox takes the place of: what was served before the update is not served again.
        const time = engine === 'sqlite' ? sql`printf('%012x', at)` : sql`lpad(to_hex(at), 12, '0')`;
        await sql`insert into inbox (seq, key, lane, state, attempts, unended, not_before, received_at, body)
          select ${time} || key, key, '', 'done', 0, 0, 0, at, '' from seen_event`.execute(db);
        await db.schema.dropTable('seen_event').execute();

        await db.schema
          .createTable('effect')
          .addColumn('event_key', 'text', (column) => column.primaryKey().notNull())
          .addColumn('state', 'text', (column) => column.notNull())
          .addColumn('begun_at', 'bigint', (column) => column.notNull())
          .addColumn('settled_at', 'bigint')
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
        await db.schema.createIndex('effect_by_time').on('effect').column('begun_at').execute();

        // `open_at`: no call before this time, in ms since the epoch. `spent_until`: up to when the budget is used up, in µs.
        await db.schema
          .createTable('throttle')
          .addColumn('name', 'text', (column) => column.primaryKey().notNull())
          .addColumn('open_at', 'bigint', (column) => column.notNull())
          .addColumn('spent_until', 'bigint', (column) => column.notNull())
          .execute();

        await db.schema
          .createTable('note')
          .addColumn('name', 'text', (column) => column.primaryKey().notNull())
          .addColumn('value', 'text', (column) => column.notNull())
          .execute();
      },
    },

    '0003-device-schemas': {
      async up(db) {
        await db.schema
          .createTable('device_schema')
          .addColumn('kind', 'text', (column) => column.primaryKey().notNull())
          .addColumn('fetched_at', 'bigint', (column) => column.notNull())
          .addColumn('used_at', 'bigint', (column) => column.notNull())
          .addColumn('bytes', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
      },
    },

    '0004-aliases': {
      async up(db) {
        await db.schema
          .createTable('alias')
          .addColumn('key', 'text', (column) => column.primaryKey().notNull())
          .addColumn('owner', 'text', (column) => column.notNull())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
        await db.schema.createIndex('alias_by_owner').on('alias').column('owner').execute();
      },
    },

    '0005-watches': {
      async up(db) {
        await db.schema
          .createTable('watch')
          .addColumn('id', 'text', (column) => column.primaryKey().notNull())
          .addColumn('space_id', 'text', (column) => column.notNull())
          .addColumn('parent_id', 'text', (column) => column.notNull())
          .addColumn('number', 'bigint', (column) => column.notNull())
          .addColumn('device_id', 'text', (column) => column.notNull())
          .addColumn('person_id', 'text', (column) => column.notNull())
          .addColumn('since', 'bigint', (column) => column.notNull())
          .addColumn('until', 'bigint', (column) => column.notNull())
          .addColumn('next_at', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
        // The numbers of a space are few: that no two watches share one is what limits them, over all processes.
        await db.schema.createIndex('watch_in_space').unique().on('watch').columns(['space_id', 'number']).execute();
        await db.schema.createIndex('watch_by_time').on('watch').column('next_at').execute();
      },
    },

    '0006-effect-parts': {
      async up(db) {
        await db.schema
          .createTable('effect_part')
          .addColumn('part_key', 'text', (column) => column.primaryKey().notNull())
          .addColumn('event_key', 'text', (column) => column.notNull())
          .addColumn('at', 'bigint', (column) => column.notNull())
          .addColumn('body', 'text', (column) => column.notNull())
          .execute();
        await db.schema.createIndex('effect_part_by_event').on('effect_part').column('event_key').execute();
      },
    },

    '0007-audit-chain': auditChain,

    '0009-locks': locks(keyed),
    '0010-approvals': approvals,
    '0012-logins': logins,
    '0013-rollouts': rollouts(keyed),
    '0014-profiles': profiles,
  };
}
