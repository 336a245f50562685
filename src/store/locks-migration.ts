import type { RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who changes which device, and what waits for it. `keyed` says where rows live. */
export const locks = (keyed: RawBuilder<unknown>): Migration => ({
  async up(db) {
    await db.schema
      .createTable('device_lock')
      .addColumn('device_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .modifyEnd(keyed)
      .execute();
    await db.schema.createIndex('device_lock_by_holder').on('device_lock').column('holder').execute();
    await db.schema
      .createTable('lock_break')
      .addColumn('holder', 'text', (column) => column.primaryKey().notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('told_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('queued_change')
      .addColumn('plan_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('seq', 'text', (column) => column.notNull())
      .addColumn('run_seq', 'text')
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('tries', 'bigint', (column) => column.notNull())
      .addColumn('claimed_until', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
  },
});
