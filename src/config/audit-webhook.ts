import { isIP } from 'node:net';
import { z } from 'zod';
import { listIn } from './list.ts';

/** Where the audit goes besides the store. */
export interface AuditWebhook {
  url: string;
  secret: string;
  /** Hosts it may be on. `isPrivate`: also where its name leads into a private network. */
  hosts: AuditHost[];
}
export interface AuditHost {
  name: string;
  isPrivate: boolean;
}

const PRIVATE = 'private:';
const HOST = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

const nameOf = (entry: string): string =>
  (entry.startsWith(PRIVATE) ? entry.slice(PRIVATE.length) : entry).replace(/^\[(.*)\]$/, '$1');

/** `siem.example.com, private:collector.corp.example, 10.0.0.5`, separated by commas or spaces. */
const hosts = z
  .string()
  .default('')
  .transform((text) => listIn(text).map((entry) => ({ name: nameOf(entry), isPrivate: entry.startsWith(PRIVATE) })))
  .refine((all) => all.every(({ name }) => isIP(name) !== 0 || HOST.test(name)), {
    error: 'must be names of hosts or addresses, without https:// and without a port',
  });

/** The settings, one by one; `auditWebhookOf` says what does not fit together. */
export const auditWebhookShape = {
  AUDIT_WEBHOOK_URL: z.url({ protocol: /^https?$/, error: 'must be an https address' }).optional(),
  AUDIT_WEBHOOK_SECRET: z.string().min(16, 'must have 16 characters or more').optional(),
  AUDIT_WEBHOOK_HOSTS: hosts,
};

interface Read {
  AUDIT_WEBHOOK_URL?: string | undefined;
  AUDIT_WEBHOOK_SECRET?: string | undefined;
  AUDIT_WEBHOOK_HOSTS: AuditHost[];
}

/** The webhook of these settings; undefined without one. `faults` are lines by the name of the setting. */
export function auditWebhookOf(read: Read): { webhook: AuditWebhook | undefined; faults: string[] } {
  const { AUDIT_WEBHOOK_URL: address, AUDIT_WEBHOOK_SECRET: secret, AUDIT_WEBHOOK_HOSTS: allowed } = read;
  if (address === undefined) return { webhook: undefined, faults: [] };
  const url = new URL(address);
  const name = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const isListed = allowed.some((host) => host.name === name);
  const isLoopback = /^(localhost|127(\.\d+){3}|::1)$/.test(name);
  const faults = [
    ...(secret === undefined ? ['AUDIT_WEBHOOK_SECRET is missing: what AUDIT_WEBHOOK_URL gets is signed with it'] : []),
    ...(isListed ? [] : ['AUDIT_WEBHOOK_HOSTS must name the host of AUDIT_WEBHOOK_URL']),
    ...(url.protocol === 'http:' && !isLoopback ? ['AUDIT_WEBHOOK_URL must begin with https://'] : []),
    ...(url.username === '' && url.password === '' ? [] : ['AUDIT_WEBHOOK_URL must hold no user and no password']),
  ];
  return { webhook: { url: address, secret: secret ?? '', hosts: allowed }, faults };
}
