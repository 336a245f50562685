/** A file that goes out with a reply. */
export interface ReplyFile {
  name: string;
  /** The media type, such as `text/csv`. */
  type: string;
  bytes: Uint8Array;
}

/** What a command answers: which card, what fills it, and the same in plain words. */
export interface Reply {
  /** The card's template under `cards/`, such as `devices/list`. */
  view: string;
  /** The template's data. Strings are untrusted unless wrapped by `trusted()`. */
  data: Record<string, unknown>;
  /** One or two lines for notifications and for clients without cards. */
  text: string;
  /** A line below the answer that is not a part of it. */
  note?: string;
  files?: ReplyFile[];
  /**
   * Only whoever asked should see it. In a space it goes to them directly, and the space hears that `what` ("the file") did,
   * and `why`, as a sentence: neither may tell anything of the answer.
   */
  private?: true | { why: string; what?: string | undefined };
}
