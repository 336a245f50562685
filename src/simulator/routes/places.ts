import type { Router } from 'express';
import type { Fleet } from '../devices/fleet.ts';
import type { Places } from '../places/places.ts';
import { floorRoutes } from './floors.ts';
import { hotDeskRoutes } from './hotdesk.ts';
import { locationRoutes } from './locations.ts';
import { workspaceLocationRoutes } from './workspace-locations.ts';
import { workspaceMetricRoutes } from './workspace-metrics.ts';

/** Everything about where devices stand. */
export function placeRoutes(places: Places, fleet: Fleet, orgId: string): Router[] {
  return [
    locationRoutes(places.locations, orgId),
    floorRoutes(places.locations, orgId),
    workspaceLocationRoutes(places.locations, orgId),
    workspaceMetricRoutes(places, fleet, orgId),
    hotDeskRoutes(places.hotdesks, orgId),
  ];
}
