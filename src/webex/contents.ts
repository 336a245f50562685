import { type Call, segment } from './call.ts';

export interface Contents {
  /**
   * The file at an address that a message names, read as text; bytes that are no UTF-8 become U+FFFD. Only the id is taken
   * from the address: a token goes to no other host than the API's own.
   */
  text(url: string): Promise<string>;
}

/** https://developer.webex.com/docs/api/basics#message-attachments */
export function contents(call: Call): Contents {
  return {
    text: (url) =>
      call.text({ method: 'GET', path: `/contents/${segment(/\/contents\/([^/?#]+)/.exec(url)?.[1] ?? '')}` }),
  };
}
