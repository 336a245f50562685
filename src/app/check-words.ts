import type { Problem } from '#lib/problem.ts';

/** The words of a Problem and its hint, as sentences. */
export const wordsOf = (problem: Problem | undefined): string =>
  [problem?.message.replace(/[^.]$/, '$&.'), problem?.hint].filter(Boolean).join(' ');
