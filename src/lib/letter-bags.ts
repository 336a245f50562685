/** Letters have a bin each; digits and whatever else there is share them. */
const BINS = 32;

/** How often each letter is in each of many texts: `BINS` counts a text, one text after the other. */
export type Bags = Uint8Array;

/** Counts the letters of texts of at most 255 characters. */
export function createBags(texts: readonly string[]): Bags {
  const bags = new Uint8Array(texts.length * BINS);
  for (const [index, text] of texts.entries()) {
    for (let at = 0; at < text.length; at += 1) {
      const bin = index * BINS + (text.charCodeAt(at) & (BINS - 1));
      bags[bin] = (bags[bin] ?? 0) + 1;
    }
  }
  return bags;
}

/**
 * Whether at most `most` letters may have to be put in, taken out or replaced to make the one text of the other: what one
 * has too many of, it has to lose. Quick; says no only when the edit distance is more than that.
 */
export function mayBeWithin(most: number, one: Bags, others: Bags, index: number): boolean {
  let more = 0;
  let less = 0;
  for (let bin = 0, at = index * BINS; bin < BINS; bin += 1, at += 1) {
    const difference = (one[bin] ?? 0) - (others[at] ?? 0);
    if (difference > 0) {
      more += difference;
      if (more > most) return false;
    } else {
      less -= difference;
      if (less > most) return false;
    }
  }
  return true;
}
