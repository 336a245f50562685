import type { Filters } from './words.ts';

/** A friendly command after its verb was recognised: what the command files read their arguments from. */
export interface Line {
  /** Unquoted and quoted words after the verb, without filters and without the device phrase. */
  words: { text: string; quoted: boolean }[];
  /** The words as one text. */
  text: string;
  /** All that stood after the verb but the body, as typed. */
  raw: string;
  /** What stood after the last ` on `. */
  on: string | undefined;
  /** `tag:lobby is:offline` and their like; only for commands that take them. */
  filters: Filters;
  /** Lines after a blank line, or a code block. */
  body: string | undefined;
}
