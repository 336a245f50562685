/**
 * The legacy API (`/workspaceLocations`) has ids of its own for the same locations. Here each can be worked out from the
 * other, so nothing needs to keep them; a client must not do so.
 */
const CURRENT = /^(ciscospark:\/\/[^/]+)\/LOCATION\/(.+)$/;
const LEGACY = /^(ciscospark:\/\/[^/]+)\/WORKSPACE_LOCATION\/(.+)$/;

/** The legacy id of a location; undefined when the id is not one of a location. */
export const legacyIdOf = (locationId: string): string | undefined =>
  renamed(locationId, CURRENT, '$1/WORKSPACE_LOCATION/$2');

/** The location behind a legacy id; undefined when it is not a legacy id. Whether the location exists is not looked at. */
export const locationIdOf = (legacyId: string): string | undefined => renamed(legacyId, LEGACY, '$1/LOCATION/$2');

function renamed(id: string, from: RegExp, to: string): string | undefined {
  const plain = Buffer.from(id, 'base64').toString();
  return from.test(plain) ? Buffer.from(plain.replace(from, to)).toString('base64').replace(/=+$/, '') : undefined;
}
