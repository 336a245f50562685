import { createHash } from 'node:crypto';
import { webexId } from '../ids.ts';
import type { Account } from '../people.ts';
import type { Grant } from '../scopes.ts';
import { REGISTERED_SCOPES } from './registered-scopes.ts';

/** An application that is registered with the cloud and gets tokens with its secret. */
export interface Client {
  name: string;
  via: Exclude<Grant['via'], 'own'>;
  id: string;
  secret: string;
  scopes: ReadonlySet<string>;
  /** How long its access tokens live, in seconds. */
  accessSeconds: number;
}

/** A refresh token lives so long from its last use, in seconds: 90 days, as seen live. */
export const REFRESH_SECONDS = 7_775_999;

/** An integration acts for a person who logs in. The same seed gives the same id and secret. */
export function integrationOf(seed: number): Client {
  return {
    name: 'Device Operations',
    via: 'integration',
    id: `C${hex(seed, 'integration id')}`,
    secret: hex(seed, 'integration secret'),
    scopes: new Set(REGISTERED_SCOPES.keys()),
    accessSeconds: 1_209_599,
  };
}

/** A service app acts for an organisation, without a person. Its access tokens live as long as the reference's example. */
export function serviceAppOf(seed: number): Client & { applicationId: string; firstRefreshToken: string } {
  return {
    name: 'Device Operations service',
    via: 'service-app',
    id: `C${hex(seed, 'service app id')}`,
    secret: hex(seed, 'service app secret'),
    scopes: new Set([...REGISTERED_SCOPES.keys()].filter((scope) => scope !== 'spark:applications_token')),
    accessSeconds: 3_600,
    applicationId: webexId('APPLICATION', seed, 'service app'),
    firstRefreshToken: hex(seed, 'service app refresh token'),
  };
}

/** The account a service app acts as. It has no token of its own, and nobody can be it on the chat page. */
export function serviceAccount(seed: number, orgId: string, created: string): Account {
  return {
    id: webexId('PEOPLE', seed, 'service app'),
    email: 'deviceoperations@serviceapp.webex.com',
    displayName: 'Device Operations service',
    nickName: 'Device Operations',
    firstName: 'Device Operations',
    lastName: 'service',
    orgId,
    type: 'appuser',
    role: 'admin',
    created,
    token: '',
  };
}

const hex = (seed: number, name: string) => createHash('sha256').update(`oauth:${seed}:${name}`).digest('hex');
