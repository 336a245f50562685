/** A place on earth, in decimal degrees: north and east are positive. */
export interface Coordinates {
  /** -90 to 90. */
  latitude: number;
  /** -180 to 180. */
  longitude: number;
}

const NUMBER = /^([+-]?)(\d{1,3}(?:[.,]\d{1,15})?) ?°?$/;

/** A latitude as people write it, such as `59.9139`, `59,9139` or `33.86 S`; undefined when it is none. */
export const latitudeFrom = (text: string): number | undefined => degrees(text, 90, 'N', 'S');

/** A longitude as people write it, such as `10.7522`, `-0.1426` or `0.1426 W`; undefined when it is none. */
export const longitudeFrom = (text: string): number | undefined => degrees(text, 180, 'E', 'W');

/**
 * Both at once, as maps copy them: `59.9139, 10.7522`, `59.9139 10.7522`, `59,9139; 10,7522` or `59.9139° N, 10.7522° E`.
 * Undefined when it is not one latitude and then one longitude.
 */
export function coordinatesFrom(text: string): Coordinates | undefined {
  const [first = '', second = '', ...more] = parts(text.trim());
  if (more.length > 0) return undefined;
  const latitude = latitudeFrom(first);
  const longitude = longitudeFrom(second);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

/** A comma with a space after it stands between numbers; one without may be a decimal comma, unless points do that. */
function parts(text: string): string[] {
  if (text.includes(';')) return text.split(/\s*;\s*/);
  if (/,\s/.test(text)) return text.split(/\s*,\s+/);
  if (text.includes('.') && text.includes(',')) return text.split(/\s*,\s*/);
  return text.split(/\s+(?=[\d+-])/);
}

function degrees(text: string, most: number, positive: string, negative: string): number | undefined {
  const given = text.trim().toUpperCase();
  const side = [positive, negative].find((letter) => given.startsWith(letter) || given.endsWith(letter));
  const bare = side === undefined ? given : given.replace(side, '').trim();
  const [, sign = '', digits] = NUMBER.exec(bare) ?? [];
  if (digits === undefined || (side !== undefined && sign !== '')) return undefined;
  const size = Number(digits.replace(',', '.'));
  if (size > most) return undefined;
  return size === 0 || (side !== negative && sign !== '-') ? size : -size;
}
