import type { RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Changes of many devices that go on for long: each with a row a device. `keyed` says where rows live. */
export const rollouts = (keyed: RawBuilder<unknown>): Migration => ({
  async up(db) {
    await db.schema
      .createTable('rollout')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('number', 'bigint', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('stage', 'bigint', (column) => column.notNull())
      .addColumn('space_id', 'text', (column) => column.notNull())
      .addColumn('person_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('driver', 'text', (column) => column.notNull())
      .addColumn('driver_until', 'bigint', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await db.schema.createIndex('rollout_by_number').unique().on('rollout').column('number').execute();
    await db.schema.createIndex('rollout_by_status').on('rollout').column('status').execute();
    await db.schema
      .createTable('rollout_item')
      .addColumn('item_key', 'text', (column) => column.primaryKey().notNull())
      .addColumn('rollout_id', 'text', (column) => column.notNull())
      .addColumn('device_id', 'text', (column) => column.notNull())
      .addColumn('place', 'bigint', (column) => column.notNull())
      .addColumn('stage', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('attempt', 'bigint', (column) => column.notNull())
      .addColumn('owner', 'text', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .modifyEnd(keyed)
      .execute();
    // With the reason, so that a rollout is counted without its rows being read: that is done all the time.
    await db.schema
      .createIndex('rollout_item_by_state')
      .on('rollout_item')
      .columns(['rollout_id', 'state', 'stage', 'place', 'reason'])
      .execute();
    await db.schema.createIndex('rollout_item_by_place').on('rollout_item').columns(['rollout_id', 'place']).execute();
    await db.schema.createIndex('rollout_item_by_owner').on('rollout_item').column('owner').execute();
  },
});
