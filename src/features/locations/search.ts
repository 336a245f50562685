import { countryOf, streetOf } from '#fleet/locations.ts';
import { readWords, textOf } from '#intent/words.ts';
import type { Location } from '#webex/locations.ts';

/** "Oslo page:2" → what is searched for, and the page. */
export function pageIn(raw: string): { words: string; page: string | undefined } {
  const { tokens } = readWords(raw);
  const pages = tokens.filter(({ text, quoted }) => !quoted && /^page:./i.test(text));
  return {
    words: textOf(tokens.filter((token) => !pages.includes(token))).trim(),
    page: pages[0]?.text.slice('page:'.length),
  };
}

/** Locations that hold all the words in their name, address, country or time zone. */
export function found(words: string, all: readonly Location[]): Location[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return all.filter((location) => {
    const text = [location.name, streetOf(location), location.address?.country, countryOf(location), location.timeZone]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
