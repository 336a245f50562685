import type { Migration } from 'kysely/migration';

/** Plans that wait for a second person, and the cards that tell of them. */
export const approvals: Migration = {
  async up(db) {
    await db.schema
      .createTable('approval')
      .addColumn('plan_id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('asked_at', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('lease_until', 'bigint', (column) => column.notNull())
      .addColumn('closed_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('approval_card')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('plan_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('approval_card_by_plan').on('approval_card').column('plan_id').execute();
  },
};
