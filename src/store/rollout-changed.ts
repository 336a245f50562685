import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { DONE, type Wish } from '#lib/rollout.ts';
import { ItemBody } from './rollout-rows.ts';
import type { Database, Engine } from './tables.ts';
import { jsonColumn, plain } from './text.ts';

/** A device that a rollout, of that number, changed, when (ms since the epoch) and to what. */
export interface ChangedItem {
  deviceId: string;
  rolloutId: string;
  number: number;
  sentAt: number;
  wishes: Wish[];
}

/** Devices that are looked for together in all rollouts of late. */
const CHANGED_PAGE = 200;

const ChangedRow = z.object({
  id: z.string(),
  number: z.coerce.number(),
  device_id: z.string(),
  body: jsonColumn(ItemBody),
});

export function changedSinceIn(
  db: Database,
  engine: Engine,
): (since: number, deviceIds: readonly string[]) => Promise<ChangedItem[]> {
  return async (since, deviceIds) => {
    const found: ChangedItem[] = [];
    for (let from = 0; from < deviceIds.length; from += CHANGED_PAGE) {
      const given = JSON.stringify(deviceIds.slice(from, from + CHANGED_PAGE).map(plain));
      const devices =
        engine === 'postgres'
          ? sql`json_array_elements_text(${given}::json) as given(value)`
          : sql`json_each(${given}) as given`;
      // By their keys: rows of a rollout are not found by their device otherwise.
      const { rows } = await sql`
        select rollout.id, rollout.number, item.device_id, item.body
        from rollout cross join ${devices}
        join rollout_item as item on item.item_key = rollout.id || ' ' || given.value
        where rollout.changed_at >= ${since} and item.state in (${sql.join(DONE)})`.execute(db);
      for (const { id, number, device_id, body } of rows.map((row) => ChangedRow.parse(row)))
        if (body.sentAt !== undefined && body.wishes)
          found.push({ deviceId: device_id, rolloutId: id, number, sentAt: body.sentAt, wishes: body.wishes });
      await nextTurn();
    }
    return found.sort((left, right) => right.sentAt - left.sentAt);
  };
}
