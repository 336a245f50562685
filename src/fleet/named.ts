/** One form for names and words: case, doubled blanks and the full stop of a sentence do not count. */
const plain = (text: string): string => {
  const whole = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
  return whole.replace(/[.!?\s]+$/, '') || whole;
};

/**
 * The items whose name is `phrase`; else those whose name holds it; else those whose name holds all its words. Never just the
 * first hit: two matches are two.
 */
export function matchNamed<T>(phrase: string, items: readonly T[], nameOf: (item: T) => string): T[] {
  const wanted = plain(phrase);
  if (wanted === '') return [];
  const named = items.map((item) => ({ item, name: plain(nameOf(item)) }));
  const words = wanted.split(' ');
  const ways: ((name: string) => boolean)[] = [
    (name) => name === wanted,
    (name) => name.includes(wanted),
    (name) => words.every((word) => name.includes(word)),
  ];
  for (const fits of ways) {
    const found = named.filter(({ name }) => fits(name));
    if (found.length > 0) return found.map(({ item }) => item);
  }
  return [];
}

/** Whether two texts are the same name. */
export const isSameName = (left: string, right: string): boolean => plain(left) === plain(right);
