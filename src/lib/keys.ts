import { createHmac, hkdfSync } from 'node:crypto';

/** A key as the settings name it: 32 bytes, as base64 (also as base64url). */
export interface SecretKey {
  id: string;
  base64: string;
}

/** The id of the key that is made of the webhook's secret. It can not be given to another one. */
export const OWN_KEY = 'w';

/** One key of the ring. Its bytes never leave it: for each use there is a key of its own, 32 bytes. */
interface RingKey {
  id: string;
  keyFor(use: string): Buffer;
}

/** The keys of one bot. The first of the settings closes; all of them open. */
export interface KeyRing {
  current: RingKey;
  /** Undefined for a key that this process does not have. */
  find(id: string): RingKey | undefined;
  /** The ids of all keys, the current one first. */
  ids: readonly string[];
  /** It does not rotate: for what must come out the same in all processes, whatever keys each of them has by now. */
  steady: RingKey;
}

interface RingOptions {
  secretKeys?: readonly SecretKey[] | undefined;
  /** One secret that all processes of a bot share and that a restart keeps. It always opens; it closes where there are no keys. */
  webhookSecret: string;
}

/** The ring of these settings; `config.ts` has checked them. */
export function createKeyRing({ secretKeys = [], webhookSecret }: RingOptions): KeyRing {
  const steady = ringKey(OWN_KEY, webhookSecret);
  const keys = [...secretKeys.map(({ id, base64 }) => ringKey(id, Buffer.from(base64, 'base64'))), steady];
  const known = new Map(keys.map((key) => [key.id, key]));
  return { current: keys[0] ?? steady, find: (id) => known.get(id), ids: [...known.keys()], steady };
}

function ringKey(id: string, master: string | Buffer): RingKey {
  const made = new Map<string, Buffer>();
  return {
    id,
    keyFor(use) {
      const known = made.get(use);
      if (known) return known;
      // https://www.rfc-editor.org/rfc/rfc5869: what leaks of one use tells nothing of another.
      const key = Buffer.from(hkdfSync('sha256', master, '', `device bot ${use}`, 32));
      made.set(use, key);
      return key;
    },
  };
}

/** HMAC-SHA256 with one key of a ring, as base64url. */
export interface MacKey {
  id: string;
  mac(text: string | Uint8Array): string;
}

/** Keys to sign with: the id goes beside the signature, so that it can be checked after a rotation too. */
export interface MacKeys {
  current: MacKey;
  find(id: string): MacKey | undefined;
}

/** The ring for one purpose, such as `audit chain`: keys for two purposes have nothing in common. */
export function macKeys(ring: KeyRing, purpose: string): MacKeys {
  const macKey = ({ id, keyFor }: RingKey): MacKey => ({
    id,
    mac: (text) =>
      createHmac('sha256', keyFor(`mac ${purpose}`))
        .update(text)
        .digest('base64url'),
  });
  return {
    current: macKey(ring.current),
    find(id) {
      const key = ring.find(id);
      return key && macKey(key);
    },
  };
}
