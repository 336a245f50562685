/** The entries of a list in a setting, in lower case; commas, semicolons or blanks stand between them. */
export const listIn = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
