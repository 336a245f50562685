import type { Migration } from 'kysely/migration';

/** Whom the bot may act for, and who was asked to log in. */
export const logins: Migration = {
  async up(db) {
    await db.schema
      .createTable('login')
      .addColumn('key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('refreshing_until', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema
      .createTable('login_request')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('used_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
  },
};
