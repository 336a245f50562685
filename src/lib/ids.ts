/** Base64 is filled up with at most two of them. */
const PADDING = /={1,2}$/;

/**
 * Whether two ids of Webex mean the same person, space, message or organisation. Ids are opaque, but the same one comes with
 * and without base64 padding: ids of two sources (a webhook and an answer, the store and an answer) are compared with this.
 */
export const sameId = (left: string, right: string): boolean =>
  left === right || left.replace(PADDING, '') === right.replace(PADDING, '');
