import type { Fleet } from '#fleet/fleet.ts';
import type { DeviceConfigurationReads } from '#webex/device-configurations.ts';
import type { DeviceReads } from '#webex/devices.ts';
import type { FloorReads } from '#webex/floors.ts';
import type { HotDeskReads } from '#webex/hotdesk.ts';
import type { Webex } from '#webex/index.ts';
import type { LocationReads } from '#webex/locations.ts';
import type { WorkspaceLocations } from '#webex/workspace-locations.ts';
import type { WorkspaceMetrics } from '#webex/workspace-metrics.ts';
import type { WorkspaceReads } from '#webex/workspaces.ts';

/** What stands behind a call that only administrators may make. */
interface Acting {
  /** The person who asked, by their login; or the organisation's service app, where the policy allows that. */
  as: 'you' | 'service-app';
  /** All devices of the organisation that the asker may see. */
  fleet: Fleet;
}

/** Webex as an administrator sees it: there is no way from here to change anything. */
export interface AdminReads extends Acting {
  webex: {
    devices: DeviceReads;
    deviceConfigurations: DeviceConfigurationReads;
    workspaces: WorkspaceReads;
    locations: LocationReads;
    floors: FloorReads;
    workspaceLocations: WorkspaceLocations;
    workspaceMetrics: WorkspaceMetrics;
    hotDesk: HotDeskReads;
    people: Webex['people'];
  };
}

/** The same, with what changes something. */
export type AdminWrites = Pick<Webex, keyof AdminReads['webex'] | 'activationCodes'>;

/** While a change is applied its calls are kept back once its targets are somebody else's. */
export interface Admin extends Acting {
  /** Kept back once any of the targets is. */
  webex: AdminWrites;
  /** For one target of several: kept back once that one is. */
  on(target: { id: string; name: string }): AdminWrites;
  /**
   * For what reads, compares and writes: `work` is done anew when Webex asks for a pause before the write, since what was read
   * may have been changed by the end of it. Without a target: for all of them.
   */
  afresh<T>(work: (webex: AdminWrites) => Promise<T>, target?: { id: string; name: string }): Promise<T>;
}
