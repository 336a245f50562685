import { createHmac } from 'node:crypto';

/** Which signature headers a signed delivery carries. Webex sends the first; the second is newer. */
export interface Signatures {
  spark: boolean;
  webex: boolean;
}

/** The headers that prove a body to whoever knows the secret; none without a secret. */
export function signatureHeaders(secret: string | undefined, body: string, which: Signatures): Record<string, string> {
  if (!secret) return {};
  const sign = (algorithm: string) => createHmac(algorithm, secret).update(body).digest('hex');
  return {
    ...(which.spark ? { 'x-spark-signature': sign('sha1') } : {}),
    ...(which.webex ? { 'x-webex-signature': `SHA-256=${sign('sha256')}, SHA-512=${sign('sha512')}` } : {}),
  };
}
