import type { Migration } from 'kysely/migration';

/** Seals for the audit: where each entry stands in its chain, and the chains. */
export const auditChain: Migration = {
  async up(db) {
    for (const [column, type] of [
      ['chain', 'text'],
      ['n', 'bigint'],
      ['mac', 'text'],
    ] as const)
      await db.schema.alterTable('audit').addColumn(column, type).execute();
    // Entries of before have no chain, and nulls are never alike. No two writers can go on from one entry.
    await db.schema.createIndex('audit_by_chain').unique().on('audit').columns(['chain', 'n']).execute();
    await db.schema
      .createTable('audit_chain')
      .addColumn('chain', 'text', (column) => column.primaryKey().notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('key_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('mac', 'text', (column) => column.notNull())
      .addColumn('pruned_n', 'bigint', (column) => column.notNull())
      .addColumn('pruned', 'text')
      .addColumn('sent_n', 'bigint', (column) => column.notNull())
      .execute();
  },
};
