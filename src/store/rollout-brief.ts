import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { ITEM_STATES, type ItemState } from '#lib/rollout.ts';
import { ItemBody, type RolloutItem } from './rollout-rows.ts';
import type { Database, Tables } from './tables.ts';

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
export type BriefItem = Pick<
  RolloutItem,
  'deviceId' | 'state' | 'reason' | 'stage' | keyof z.infer<typeof Own> | keyof Alike
>;

const Look = ItemBody.pick({ wasOnline: true, errorCodes: true, isRebooted: true, sentAt: true, backAt: true });
/** What a look at a device that was changed compares with. */
export type ItemLook = ItemBase & z.infer<typeof Look>;
const End = ItemBody.pick({ name: true, trackingId: true });
/** What the history says of it. */
export type ItemEnd = ItemBase & z.infer<typeof End>;

const Doing = ItemBody.pick({
  name: true,
  product: true,
  where: true,
  why: true,
  answered: true,
  callSince: true,
  backAt: true,
});
/** What a card says of a device that restarts, or waits. */
export type ItemDoing = ItemBase & z.infer<typeof Doing>;

type ItemBase = Pick<RolloutItem, 'deviceId' | 'state' | 'reason' | 'stage'>;

/** Which devices of a rollout, in their order. */
export interface ItemQuery {
  states?: readonly ItemState[];
  stage?: number;
}

/** `isRebooted`: only those whose restart went out. */
export interface DoingQuery extends ItemQuery {
  reasons?: readonly string[];
  isRebooted?: true;
}

/** Less than whole rows, since what zod copies of those is most of what many devices take, in time and in memory. */
export interface BriefItems {
  /** All devices at once. What is equal in many of them is one value: nobody changes it. */
  brief(rolloutId: string, query?: ItemQuery): Promise<BriefItem[]>;
  /** One device after the other. */
  looks(rolloutId: string, query?: ItemQuery): AsyncGenerator<ItemLook>;
  ends(rolloutId: string, query?: ItemQuery): AsyncGenerator<ItemEnd>;
  doing(rolloutId: string, query: DoingQuery): AsyncGenerator<ItemDoing>;
  /** All that will be changed, without what is known of them; `isOnline`: unless they were not when they were taken in. */
  toChange(rolloutId: string): Promise<{ deviceId: string; isOnline: boolean }[]>;
}

const PAGE = 500;
/** From a file each device may get something else: then it is not remembered. */
const MOST_KNOWN = 1_000;

type Row = Pick<Tables['rollout_item'], 'device_id' | 'place' | 'stage' | 'state' | 'reason' | 'body'>;

export function briefIn(db: Database): BriefItems {
  async function* rows(rolloutId: string, { states, stage, reasons, isRebooted }: DoingQuery): AsyncGenerator<Row> {
    for (let after = 0; ; ) {
      let query = db
        .selectFrom('rollout_item')
        .select(['device_id', 'place', 'stage', 'state', 'reason', 'body'])
        .where('rollout_id', '=', rolloutId)
        .where('place', '>', after)
        .orderBy('place')
        .limit(PAGE);
      if (states) query = query.where('state', 'in', states);
      if (stage !== undefined) query = query.where('stage', '=', stage);
      if (reasons) query = query.where('reason', 'in', reasons);
      // A quote within a name is escaped, so that no name reads like this.
      if (isRebooted) query = query.where('body', 'like', '%"isRebooted":true%');
      const page = await query.execute();
      yield* page;
      const last = page.at(-1);
      if (!last || page.length < PAGE) return;
      after = last.place;
      // SQLite works in this thread: others want to be answered in between, and V8 to collect.
      await nextTurn();
    }
  }

  async function* only<Body>(schema: z.ZodType<Body>, rolloutId: string, query: DoingQuery) {
    for await (const { device_id, state, stage, reason, body } of rows(rolloutId, query))
      yield { deviceId: device_id, state: State.parse(state), stage, reason, ...schema.parse(JSON.parse(body)) };
  }

  return {
    looks: (rolloutId, query = {}) => only(Look, rolloutId, query),
    ends: (rolloutId, query = {}) => only(End, rolloutId, query),
    doing: (rolloutId, query) => only(Doing, rolloutId, query),

    async brief(rolloutId, query = {}) {
      const all: BriefItem[] = [];
      const alike = remembered();
      for await (const { device_id, state, stage, reason, body } of rows(rolloutId, query)) {
        const read = JSON.parse(body);
        const { name, where } = Own.parse(read);
        const { product, why, wasOnline, settings, wishes, before, leftAlone } = alike(read);
        const own = { deviceId: device_id, name, where, state: State.parse(state), stage, reason };
        all.push({ ...own, product, why, wasOnline, settings, wishes, before, leftAlone });
      }
      return all;
    },

    async toChange(rolloutId) {
      const all: { deviceId: string; isOnline: boolean }[] = [];
      for await (const { deviceId, wasOnline = true } of only(Look, rolloutId, { states: ['change'] }))
        all.push({ deviceId, isOnline: wasOnline });
      return all;
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
