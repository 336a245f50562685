/** Text that may hold markup of its own; the binder leaves it as it is. Only `trusted()` makes one. */
export class Markup {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }

  /** So that `${…}` in a template literal of code gives the markup too. */
  toString(): string {
    return this.markup;
  }
}

/** Marks markup that this program wrote itself. Never wrap a name, an answer of a device or a person's words. */
export function trusted(markup: string): Markup {
  return new Markup(markup);
}

/** The time of day on the reader's own clock. Clients format it: https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features */
export function clockTime(epochMs: number): Markup {
  return trusted(`{{TIME(${cardInstant(epochMs)})}}`);
}

/** Date and time of day on the reader's own clock. */
export function dateTime(epochMs: number): Markup {
  const instant = cardInstant(epochMs);
  return trusted(`{{DATE(${instant}, SHORT)}} {{TIME(${instant})}}`);
}

/** Clients only know instants without fractions of a second. */
function cardInstant(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `14:05 CET`: for the text fallback, which no client formats. Throws a RangeError on an unknown zone. */
export function plainTime(epochMs: number, timeZone: string): string {
  return formatter(timeZone, false).format(epochMs);
}

/** `22 Nov 2026, 15:30 CET`. Throws a RangeError on an unknown zone. */
export function plainDateTime(epochMs: number, timeZone: string): string {
  return formatter(timeZone, true).format(epochMs);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs a hundred times what using it does, so each zone's is kept. */
function formatter(timeZone: string, withDate: boolean): Intl.DateTimeFormat {
  const key = `${timeZone} ${withDate}`;
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...(withDate ? { day: 'numeric', month: 'short', year: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  });
  formatters.set(key, made);
  return made;
}
