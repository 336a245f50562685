import { type Call, segment } from './call.ts';
import type { Keeper } from './http.ts';

export interface Contents {
  /**
   * The file at an address that a message names, read as text; bytes that are no UTF-8 become U+FFFD. Only the id is taken
   * from the address: a token goes to no other host than the API's own.
   */
  text(url: string): Promise<string>;
  /** The same as bytes: at most `most` and one more, so that who asks sees that there are more. */
  bytes(url: string, most: number): Promise<Uint8Array>;
}

/** https://developer.webex.com/docs/api/basics#message-attachments */
export function contents(call: Call): Contents {
  const pathOf = (url: string): string => `/contents/${segment(/\/contents\/([^/?#]+)/.exec(url)?.[1] ?? '')}`;
  return {
    text: (url) => call.text({ method: 'GET', path: pathOf(url) }),

    async bytes(url, most) {
      const text = await call.text({ method: 'GET', path: pathOf(url), keep: firstBytes(most + 1) });
      return Buffer.from(text, 'latin1');
    },
  };
}

/** Keeps what it may, a byte a character. */
const firstBytes = (most: number) => (): Keeper => {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    take(piece) {
      if (length < most) pieces.push(Buffer.from(piece.subarray(0, most - length)));
      length += piece.length;
    },
    text: () => Buffer.concat(pieces).toString('latin1'),
  };
};
