import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * `X-Webex-Signature: SHA-256=<hex>, SHA-512=<hex>` is Webex's newer header. Algorithms not listed here are passed over.
 */
const ALGORITHMS = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
]);

/**
 * True when Webex signed exactly these bytes. Every signature header that is there must be right, and one must be there;
 * a header sent twice is refused, because two readers could pick different ones.
 * https://developer.webex.com/docs/api/guides/webhooks, "Authenticating requests"
 */
export function isSigned(
  headers: IncomingMessage['headersDistinct'],
  body: Uint8Array,
  secret: string | KeyObject,
): boolean {
  const old = headers['x-spark-signature'];
  const recent = headers['x-webex-signature'];
  if (!old && !recent) return false;
  if (old && !(old.length === 1 && matches(old[0], 'sha1', body, secret))) return false;
  if (recent && !(recent.length === 1 && matchesRecent(recent[0] ?? '', body, secret))) return false;
  return true;
}

function matchesRecent(header: string, body: Uint8Array, secret: string | KeyObject): boolean {
  const seen = new Set<string>();
  for (const part of header.split(',', 9)) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim().toLowerCase();
    const algorithm = ALGORITHMS.get(name);
    if (!algorithm) continue;
    if (seen.has(name) || !matches(part.slice(at + 1).trim(), algorithm, body, secret)) return false;
    seen.add(name);
  }
  return seen.size > 0;
}

function matches(hex: string | undefined, algorithm: string, body: Uint8Array, secret: string | KeyObject): boolean {
  const expected = createHmac(algorithm, secret).update(body).digest('hex');
  if (hex?.length !== expected.length || !/^[0-9a-f]+$/i.test(hex)) return false;
  return timingSafeEqual(Buffer.from(hex.toLowerCase(), 'latin1'), Buffer.from(expected, 'latin1'));
}
