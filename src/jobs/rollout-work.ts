import type { Count, ItemEnd, ItemLook, Rollout, RolloutItem, Settled } from '#store/index.ts';

/** Devices that are this rollout's alone for a while. */
export interface Grip {
  /** Ids of those that nobody else has; of the others why not, as a sentence. */
  mine: ReadonlySet<string>;
  others: ReadonlyMap<string, string>;
  release(): void;
}

/**
 * What may be done with single devices, with the rights of whoever asked. Each throws HeldUp when they have them no more, and
 * NotNow when nothing was sent because nothing may be now.
 */
export interface Hands {
  /** Looks at what the device has. */
  survey(item: RolloutItem): Promise<Settled>;
  /** Changes it. `note` writes down that something is about to be sent that must not be sent twice; false keeps it back. */
  apply(item: RolloutItem, note: (noted: Settled) => Promise<boolean>): Promise<Settled>;
  /** Asks whether it took it. */
  confirm(item: RolloutItem): Promise<Settled>;
  /** Takes devices, as far as nobody else has them. */
  grip(items: readonly RolloutItem[]): Promise<Grip>;
}

/** How a crew is kept from going on. */
export interface Reins {
  /** Asked right before anything is sent: not when the rollout was paused meanwhile, or its hours are over. */
  mayGoOn(): Promise<boolean>;
  /** Breaks off what is under way: nobody knows what becomes of it. */
  signal: AbortSignal;
  /** Breaks off waiting for Webex only. */
  waits: AbortSignal;
}

/** What the engine of rollouts needs of the rest of the bot. */
export interface RolloutWork {
  /** Whoever asked may still do it, and can. Throws HeldUp otherwise. */
  open(rollout: Rollout, reins: Reins): Promise<Hands>;
  /**
   * How the devices of a stage are, now that it is through: those that went away or have new faults, by their ids, each with a
   * sentence. `isBack` is false while some are still away as they may be; `back` are those that restarted and are there again.
   */
  health(
    rollout: Rollout,
    items: AsyncIterable<ItemLook>,
  ): Promise<{ ill: ReadonlyMap<string, string>; isBack: boolean; back: ReadonlySet<string> }>;
  /** Shows the plan to whoever asked. */
  showPlan(rollout: Rollout): Promise<void>;
  /** Shows how far it is; gives the message that does so now. Undefined: it is not time for that yet. Never throws. */
  tell(rollout: Rollout, counts: readonly Count[], isLast: boolean): Promise<Rollout['card']>;
  /** Takes a message away that says what is not so any more. Never throws. */
  takeBack(card: NonNullable<Rollout['card']>): Promise<void>;
  /** Notes in the audit what became of each device. Never throws. */
  audit(rollout: Rollout, items: AsyncIterable<ItemEnd>): Promise<void>;
  /** Asks whoever asked to log in again. Never throws. */
  askForLogin(rollout: Rollout): Promise<void>;
}
