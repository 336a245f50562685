/** What workspaces need to know of the organisation's locations. */
export interface KnownLocations {
  hasLocation(id: string): boolean;
  hasFloor(locationId: string, floorId: string): boolean;
  /** Ids of the floors that a location has from the beginning, for the workspaces that are there from the beginning. */
  floorsOf?(locationId: string): readonly string[];
}

/** Where nobody keeps locations, every id is one. */
export const ANY_LOCATION: KnownLocations = { hasLocation: () => true, hasFloor: () => true };
