/** What every contender is to do: one setting on all devices, none of which has it. */
export const KEY = 'Standby.Delay';
export const VALUE = 11;

/** What was asked of the cloud for configurations so far. Times are milliseconds since the epoch, 0 when it was not yet. */
export interface Stats {
  gets: number;
  patches: number;
  /** Patches that were carried out and answered. */
  accepted: number;
  /** Answered with 429. */
  refused: number;
  /** Came before the Retry-After of an earlier answer was over. */
  early: number;
  firstPatchAt: number;
  lastAcceptedAt: number;
  sentMb: number;
  /** How many patches were accepted in each second from the first one on. */
  perSecond: number[];
}

/** How the devices are. */
export interface World {
  devices: number;
  offline: number;
  /** Ids of those that do not have the value. */
  wrong: string[];
  /** Devices that were changed more than once. */
  twice: number;
}

/** What a contender that is a small program prints at its end. */
export interface Told {
  /** From the first change it was free to send to the end. */
  wallMs: number;
  /** Ids of devices of which it said that they failed. */
  reported: string[];
}
