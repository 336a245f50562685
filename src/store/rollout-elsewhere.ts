import { ItemBody } from './rollout-rows.ts';
import type { Database } from './tables.ts';
import { jsonColumn, plain } from './text.ts';

/** A device that another rollout, of that number, has yet to do. `keys` are in lower case; none for a command. */
export interface Elsewhere {
  deviceId: string;
  number: number;
  keys: string[];
}

export interface ElsewhereItems {
  /** Whether another rollout that was started has devices yet to do. */
  hasElsewhere(rolloutId: string): Promise<boolean>;
  /** Which of these devices other rollouts that were started have yet to do, and what they are to set there. */
  elsewhere(rolloutId: string, deviceIds: readonly string[]): Promise<Elsewhere[]>;
}

/** Devices that are looked for together. */
const PAGE = 200;

export function elsewhereIn(db: Database): ElsewhereItems {
  const others = (rolloutId: string) =>
    db
      .selectFrom('rollout_item')
      .innerJoin('rollout', 'rollout.id', 'rollout_item.rollout_id')
      .where('rollout.status', 'in', ['waiting', 'running', 'paused'])
      .where('rollout.id', '<>', rolloutId)
      .where('rollout_item.state', 'in', ['change', 'sending']);
  const hasElsewhere = async (rolloutId: string): Promise<boolean> =>
    (await others(rolloutId).select('rollout.id').limit(1).executeTakeFirst()) !== undefined;

  return {
    hasElsewhere,

    async elsewhere(rolloutId, deviceIds) {
      const found: Elsewhere[] = [];
      if (!(await hasElsewhere(rolloutId))) return found;
      for (let from = 0; from < deviceIds.length; from += PAGE) {
        const rows = await others(rolloutId)
          .select(['rollout_item.device_id', 'rollout_item.body', 'rollout.number'])
          .where('rollout_item.device_id', 'in', deviceIds.slice(from, from + PAGE).map(plain))
          .execute();
        for (const { device_id, number, body } of rows) {
          const { wishes = [] } = jsonColumn(ItemBody).parse(body);
          found.push({ deviceId: device_id, number, keys: wishes.map(({ key }) => key.toLowerCase()) });
        }
      }
      return found;
    },
  };
}
