import { sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from './tables.ts';
import { maybeText } from './text.ts';

/**
 * States to compare with, as literals: the indexes of just these rows then serve, and SQLite need not plan a statement anew
 * at every run, as it does when a parameter decides which index it may use.
 */
export const WAITING = sql.lit('waiting');
export const ASIDE = sql.lit('aside');

export const COLUMNS = [
  'seq',
  'key',
  'lane',
  'state',
  'attempts',
  'unended',
  'not_before',
  'received_at',
  'body',
  'error',
] as const;
export const NUMBERS = ['attempts', 'unended', 'not_before', 'received_at'] as const;

/** A row as it was written a moment ago: it need not be read again. */
export const toEvent = ({
  seq,
  key,
  lane,
  attempts,
  unended,
  not_before,
  received_at,
  body,
  error,
}: Tables['inbox']) => ({
  seq,
  key,
  lane,
  attempts,
  unended,
  body,
  error: error ?? undefined,
  notBefore: not_before,
  receivedAt: received_at,
});

/** A row as it was read. */
export const Row = z
  .object({
    seq: z.string(),
    key: z.string(),
    lane: z.string(),
    attempts: z.number(),
    unended: z.number(),
    not_before: z.number(),
    received_at: z.number(),
    body: z.string(),
    error: maybeText,
  })
  .transform(({ received_at, not_before, ...row }) => ({ ...row, receivedAt: received_at, notBefore: not_before }));

/**
 * An event as it was delivered. `seq` sorts by the time it came in. `attempts` counts this one; `unended` counts it and
 * those before it, back to the last one that came to an end.
 */
export type InboxEvent = z.infer<typeof Row>;
