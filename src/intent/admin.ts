import type { Fleet } from '#fleet/fleet.ts';
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
export interface Admin extends Acting {
  webex: Pick<Webex, keyof AdminReads['webex'] | 'activationCodes'>;
}
