/** A day in milliseconds. */
export const DAY_MS = 86_400_000;

/** Whether it is an IANA time zone, such as Europe/Oslo. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const UNITS: [string, number][] = [
  ['d', DAY_MS],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
];

/** Milliseconds as people say them, in at most two units: `4 h 50 min`, `1 min 48 s`, `12 s`. */
export function duration(ms: number): string {
  let rest = Math.max(0, Math.round(ms / 1000) * 1000);
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first === -1) return '0 s';
  const parts: string[] = [];
  for (const [name, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** `2 min ago`, or `just now` for what is not half a minute old. */
export const ago = (ms: number): string => (ms < 30_000 ? 'just now' : `${duration(ms)} ago`);
