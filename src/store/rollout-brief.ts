import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { ITEM_STATES, type ItemState } from '#lib/rollout.ts';
import { ItemBody, type RolloutItem } from './rollout-rows.ts';
import type { Database, Engine } from './tables.ts';

const State = z.enum(ITEM_STATES);
/** Another one for each device. */
const Own = ItemBody.pick({ name: true, where: true });
/** Mostly the same for many devices. */
const Alike = ItemBody.pick({
  product: true,
  why: true,
  wasOnline: true,
  settings: true,
  wishes: true,
  before: true,
  leftAlone: true,
});
type Alike = z.infer<typeof Alike>;

/** What plans and rights are told by: a device of a rollout without what only its turn needs. */
export type BriefItem = Pick<RolloutItem, 'deviceId' | 'state' | 'reason' | keyof z.infer<typeof Own> | keyof Alike>;

export interface BriefItems {
  /** All devices in some states, in their order. What is equal in many of them is one value: nobody changes it. */
  brief(rolloutId: string, query?: { states?: readonly ItemState[] }): Promise<BriefItem[]>;
  /** All that will be done, without what is known of them; `isOnline`: unless they were not when they were taken in. */
  toDo(rolloutId: string): Promise<{ deviceId: string; isOnline: boolean }[]>;
}

const PAGE = 500;
/** From a file each device may get something else: then it is not remembered. */
const MOST_KNOWN = 1_000;

/** A tenth of what reading whole rows takes, in time and in memory: all devices are read between a press on Start and the first change. */
export function briefIn(db: Database, engine: Engine): BriefItems {
  const isOffline = sql<boolean | number>`${sql.raw(
    engine === 'postgres' ? `coalesce(body::json ->> 'wasOnline', '') = 'false'` : `body ->> 'wasOnline' is 0`,
  )}`;
  return {
    async brief(rolloutId, { states } = {}) {
      const all: BriefItem[] = [];
      const alike = remembered();
      for (let after = 0; ; ) {
        let query = db
          .selectFrom('rollout_item')
          .select(['device_id', 'place', 'state', 'reason', 'body'])
          .where('rollout_id', '=', rolloutId)
          .where('place', '>', after)
          .orderBy('place')
          .limit(PAGE);
        if (states) query = query.where('state', 'in', states);
        const rows = await query.execute();
        for (const { device_id, state, reason, body } of rows) {
          const read = JSON.parse(body);
          const { name, where } = Own.parse(read);
          const { product, why, wasOnline, settings, wishes, before, leftAlone } = alike(read);
          const own = { deviceId: device_id, name, where, state: State.parse(state), reason };
          all.push({ ...own, product, why, wasOnline, settings, wishes, before, leftAlone });
        }
        const last = rows.at(-1);
        if (!last || rows.length < PAGE) return all;
        after = last.place;
        // SQLite works in this thread: others want to be answered in between, and V8 to collect.
        await nextTurn();
      }
    },

    async toDo(rolloutId) {
      const rows = await db
        .selectFrom('rollout_item')
        .select(['device_id', isOffline.as('is_offline')])
        .where('rollout_id', '=', rolloutId)
        .where('state', '=', 'change')
        .orderBy('place')
        .execute();
      return rows.map(({ device_id, is_offline }) => ({ deviceId: device_id, isOnline: !is_offline }));
    },
  };
}

function remembered(): (read: Record<string, unknown>) => Alike {
  const known = new Map<string, Alike>();
  return ({ product, why, wasOnline, settings, wishes, before, leftAlone }) => {
    const text = JSON.stringify({ product, why, wasOnline, settings, wishes, before, leftAlone });
    const one = known.get(text) ?? Alike.parse(JSON.parse(text));
    if (known.size < MOST_KNOWN) known.set(text, one);
    return one;
  };
}
