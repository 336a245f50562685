import { createHash } from 'node:crypto';

export type IdKind =
  | 'ORGANIZATION'
  | 'PEOPLE'
  | 'ROOM'
  | 'MEMBERSHIP'
  | 'MESSAGE'
  | 'ATTACHMENT_ACTION'
  | 'WEBHOOK'
  | 'APPLICATION'
  | 'DEVICE'
  | 'PLACE'
  | 'LOCATION'
  | 'WORKSPACE_LOCATION_FLOOR'
  | 'HOTDESK_SESSION'
  | 'CONTENT';

/** Ids as Webex hands them out: base64 of `ciscospark://us/KIND/uuid`; the same seed and name give the same id. */
export function webexId(kind: IdKind, seed: number, name: string): string {
  const hex = createHash('sha256').update(`${seed}:${kind}:${name}`).digest('hex');
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return Buffer.from(`ciscospark://us/${kind}/${uuid}`).toString('base64').replace(/=+$/, '');
}
