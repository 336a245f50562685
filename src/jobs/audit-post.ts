import { createHash, createHmac } from 'node:crypto';
import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { type AllowedHost, mayTalkTo } from '#lib/outside-address.ts';
import { Problem } from '#lib/problem.ts';

/** The whole of one request, and the connecting in it. */
const LIMIT_MS = 10_000;
const CONNECT_MS = 5_000;
/** What it answers is of no interest. */
const MOST_ANSWER = 64 * 1024;

export interface AuditPostOptions {
  url: string;
  secret: string;
  hosts: readonly AllowedHost[];
  /** How names are looked up; for tests. */
  lookup?: LookupFunction;
  /** Epoch milliseconds. */
  now(): number;
}

export interface AuditPost {
  /** Posts one JSON text, signed. Throws a Problem, `audit-webhook`, whose sentence is safe to show. */
  send(json: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const refused = (sentence: string, cause?: unknown) => new Problem(sentence, { code: 'audit-webhook', cause });
const NOT_ALLOWED = 'Its name leads to an address that is not allowed.';

/**
 * Posts to one address and to no other: every address that its name leads to must be allowed at the moment of connecting,
 * so that a name can't lead elsewhere after it was checked, and a redirect is a failure.
 */
export function createAuditPost({ url, secret, hosts, lookup = systemLookup, now }: AuditPostOptions): AuditPost {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[(.*)\]$/, '$1');
  const keyId = createHash('sha256').update(`key of the audit webhook ${secret}`).digest('hex').slice(0, 8);

  const checked: LookupFunction = (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      const [first] = addresses ?? [];
      if (error || !first) callback(error ?? new Error('no address'), '');
      else if (!addresses.every(({ address }) => mayTalkTo(address, host, hosts))) callback(refused(NOT_ALLOWED), '');
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
  const agent = new Agent({
    connections: 1,
    pipelining: 1,
    headersTimeout: LIMIT_MS,
    bodyTimeout: LIMIT_MS,
    maxResponseSize: MOST_ANSWER,
    connect: { lookup: checked, timeout: CONNECT_MS },
  });

  return {
    async send(json, signal) {
      // Node asks nobody where an address is.
      if (isIP(host) !== 0 && !mayTalkTo(host, host, hosts)) throw refused(NOT_ALLOWED);
      const timestamp = String(now());
      const signature = createHmac('sha256', secret).update(`${timestamp}.${json}`).digest('hex');
      let status: number;
      try {
        const answer = await agent.request({
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-audit-timestamp': timestamp,
            'x-audit-key': keyId,
            'x-audit-signature': `sha256=${signature}`,
          },
          body: json,
          signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
        });
        status = answer.statusCode;
        await answer.body.dump();
      } catch (error) {
        if (error instanceof Problem) throw error;
        // Libraries name the address, and hang what was sent on their errors: only this much is told.
        throw refused(signal.aborted ? 'It was broken off.' : 'It can not be reached, or does not answer in time.');
      }
      if (status >= 300 && status < 400) throw refused(`It answers ${status}: redirects are not followed.`);
      if (status < 200 || status >= 300) throw refused(`It answers ${status}.`);
    },
    close: () => agent.destroy(),
  };
}
