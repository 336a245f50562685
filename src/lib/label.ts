/** How the audit keeps words that came of a name: "morning = wake Fjord". */
export const labelled = (name: string, words: string): string => `${name} = ${words}`;

/** The words alone, which can be said again. */
export const unlabelled = (record: string): string => /^\S{1,60} = (.+)$/s.exec(record)?.[1] ?? record;
