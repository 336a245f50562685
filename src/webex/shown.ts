import { z } from 'zod';

/** Something a person can see and click. */
const SHOWS = /[^\s\p{C}\p{Default_Ignorable_Code_Point}]/u;

/** A name for people, on one line: a line break in it could pass for a line of a card. `unnamed` when nothing is to be seen. */
export const shown = (unnamed: string) =>
  z.string().transform((name) => (SHOWS.test(name) ? name.replace(/[\s\p{Cc}]+/gu, ' ').trim() : unnamed));
