import type { Migration } from 'kysely/migration';

/** Named sets of settings of an organisation, and the times at which devices are compared with them. */
export const profiles: Migration = {
  async up(db) {
    await db.schema
      .createTable('profile')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('org_id', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('saved_at', 'bigint', (column) => column.notNull())
      .addColumn('deleted_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('profile_by_name').unique().on('profile').columns(['org_id', 'name_key']).execute();
    await db.schema
      .createTable('drift_check')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('org_id', 'text', (column) => column.notNull())
      .addColumn('number', 'bigint', (column) => column.notNull())
      .addColumn('profile_id', 'text', (column) => column.notNull())
      .addColumn('space_id', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('leased_until', 'bigint', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    // The numbers are few: that no two checks share one is what limits them, over all processes.
    await db.schema
      .createIndex('drift_check_by_number')
      .unique()
      .on('drift_check')
      .columns(['org_id', 'number'])
      .execute();
    await db.schema.createIndex('drift_check_by_time').on('drift_check').column('due_at').execute();
  },
};
