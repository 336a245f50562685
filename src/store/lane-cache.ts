/** Events kept at hand, over all lanes; more wait in the store only, so that a burst does not fill the memory. */
const KEPT = 2_000;

interface Sorted {
  /** Sorts by the order in which the events were stored, which is the order in which they are pushed. */
  seq: string;
}

/**
 * The next events of each lane for a lone process, so that an event just stored is not read again. The store is the
 * truth: a lane whose events are not all here says so, and is read from there.
 */
export interface LaneCache<T extends Sorted> {
  /** The oldest event at hand. */
  first(lane: string): T | undefined;
  /** The oldest event is done. */
  shift(lane: string): void;
  /** A new event was stored. It may have been read already: it stands in the store a moment before that is durable. */
  push(lane: string, event: T): void;
  /** Before the lane is read from the store: what comes in from here on may be missing from what is read. */
  reading(lane: string): void;
  /** Events read from the store, oldest first; `isMore` when there may be others behind them. */
  load(lane: string, events: T[], isMore: boolean): void;
  /** The lane has events that are in the store only. */
  isMoreStored(lane: string): boolean;
  /**
   * Something was stored that is not here. `areAll`: nowhere else. Until that is known, an earlier run may have left
   * something in any lane.
   */
  expectMore(lanes: string[], areAll?: boolean): void;
  /** What is at hand has changed in the store: read it anew. */
  drop(lane: string): void;
}

export function createLaneCache<T extends Sorted>(): LaneCache<T> {
  const lanes = new Map<string, T[]>();
  const stored = new Set<string>();
  const cameWhileReading = new Set<string>();
  /** The newest event that was read of a lane, as long as it or older ones may still be pushed. */
  const newest = new Map<string, string>();
  let kept = 0;
  let isSurveyed = false;

  function drop(lane: string): void {
    kept -= lanes.get(lane)?.length ?? 0;
    lanes.delete(lane);
    stored.add(lane);
  }

  return {
    first: (lane) => lanes.get(lane)?.[0],
    shift(lane) {
      const events = lanes.get(lane);
      if (!events?.shift()) return;
      kept -= 1;
      if (events.length === 0) lanes.delete(lane);
    },
    push(lane, event) {
      if (event.seq <= (newest.get(lane) ?? '')) return;
      newest.delete(lane);
      // Behind events that are not here it would be out of turn.
      if (!isSurveyed || kept >= KEPT || stored.has(lane)) {
        stored.add(lane);
        cameWhileReading.add(lane);
        return;
      }
      kept += 1;
      const events = lanes.get(lane);
      if (events) events.push(event);
      else lanes.set(lane, [event]);
    },
    reading: (lane) => void cameWhileReading.delete(lane),
    load(lane, events, isMore) {
      drop(lane);
      if (!isMore && !cameWhileReading.delete(lane)) stored.delete(lane);
      const last = events.at(-1);
      if (!last) return;
      newest.set(lane, last.seq);
      lanes.set(lane, events);
      kept += events.length;
    },
    isMoreStored: (lane) => stored.has(lane),
    expectMore(lanes, areAll = false) {
      for (const lane of lanes) drop(lane);
      isSurveyed ||= areAll;
    },
    drop,
  };
}
