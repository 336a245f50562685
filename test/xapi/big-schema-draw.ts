import { PHRASES } from './big-schema-words.ts';

/** Draws of a seeded generator. */
export interface Draw {
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** So many different ones, in the order drawn; fewer when there are no more. */
  some<T>(list: readonly T[], count: number): T[];
  /** An index, as likely as its weight. */
  weighted(weights: readonly number[]): number;
  /** Sentences of about so many characters. */
  prose(length: number): string;
}

export function createDraw(random: () => number): Draw {
  const below = (count: number) => Math.floor(random() * count);
  const pick = <T>(list: readonly T[]): T => {
    const found = list.slice(below(list.length))[0];
    if (found === undefined) throw new Error('Nothing to draw from.');
    return found;
  };
  return {
    chance: (probability) => random() < probability,
    pick,
    some(list, count) {
      const left = [...new Set(list)];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
    weighted(weights) {
      let rest = random() * weights.reduce((sum, one) => sum + one, 0);
      const found = weights.findIndex((weight) => {
        rest -= weight;
        return rest < 0;
      });
      return found < 0 ? weights.length - 1 : found;
    },
    prose(length) {
      let text = '';
      const wanted = length * (0.4 + 1.4 * random());
      while (text.length < wanted) text += `${text && ' '}${pick(PHRASES)}`;
      return text;
    },
  };
}
