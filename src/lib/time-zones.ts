import { nearest } from './nearest.ts';
import { isTimeZone } from './time.ts';

/** A time zone as somebody typed it, in IANA's spelling; else the names that it is near to. An offset such as +02:00 is none. */
export function readZone(typed: string): { zone: string } | { near: string[] } {
  const zones = Intl.supportedValuesOf('timeZone');
  const same = zones.find((zone) => zone.toLowerCase() === typed.toLowerCase());
  if (same !== undefined) return { zone: same };
  // Some zones have older and newer names, and only one of them is listed.
  if (/^[A-Z]/i.test(typed) && isTimeZone(typed)) return { zone: typed };
  return { near: nearest(typed.replaceAll(' ', '_'), zones, { max: 2 }) };
}
