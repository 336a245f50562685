const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/** Milliseconds until work that failed `failures` times in a row is tried again: 1, 2, 4 s and so on, at most a minute. */
export const backoffMs = (failures: number): number => Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
