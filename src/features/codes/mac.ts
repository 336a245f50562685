const DIGITS = 12;

/** The twelve digits of a MAC address in capitals, however they are spelled; undefined for anything else. */
export function macIn(text: string): string | undefined {
  const isSpelled =
    /^[\da-f]{2}(([\s:.-]?)[\da-f]{2}){5}$/i.test(text.trim()) ||
    /^[\da-f]{4}([\s:.-][\da-f]{4}){2}$/i.test(text.trim());
  return isSpelled ? text.replace(/[^\da-f]/gi, '').toUpperCase() : undefined;
}

/** "00:1B:54:12:34:56": as it stands on the back of a phone. */
export const spelledMac = (mac: string): string => (mac.match(/../g) ?? []).join(':');

/** The address at the beginning of words, with blanks in it or not, and what follows; the first word where it is none. */
export function readMac(text: string): { mac: string; rest: string } {
  const parts = text.split(/\s+/).filter(Boolean);
  for (let count = Math.min(6, parts.length); count > 1; count -= 1) {
    const mac = parts.slice(0, count).join(' ');
    if (macIn(mac) !== undefined) return { mac, rest: parts.slice(count).join(' ') };
  }
  return { mac: parts[0] ?? '', rest: parts.slice(1).join(' ') };
}

/** What is wrong with an address, as a sentence; undefined when nothing is. */
export function macFault(text: string): string | undefined {
  if (text === '' || macIn(text) !== undefined) return undefined;
  const digits = text.replace(/[\s:.-]/g, '');
  const odd = /[^\da-f]/i.exec(digits)?.[0];
  if (odd !== undefined) return `A MAC address has only digits and the letters A to F, no "${odd}"`;
  return digits.length === DIGITS
    ? 'Write the MAC address as on the phone, such as 00:1B:54:12:34:56'
    : `A MAC address has ${DIGITS} digits, this has ${digits.length}`;
}
