import type { KeyRing } from '#lib/keys.ts';
import type { Logger } from '#lib/log.ts';
import type { Seal } from '#lib/seal.ts';
import type { Store } from '#store/index.ts';

interface Options {
  store: Pick<Store, 'sealed' | 'engine'>;
  seal: Seal;
  keys: KeyRing;
  log: Logger;
}

/**
 * At the start of a lone process: seals what an earlier key sealed with the current one, since nothing else can come to its
 * store while it runs. Processes that share a store may have their keys in different orders for a while, and would undo each
 * other's work: there `npm run secrets:rotate` does it. Never throws: what stays under an old key is still read.
 */
export async function sealAnew({ store, seal, keys, log }: Options): Promise<void> {
  if (store.engine !== 'sqlite') return;
  try {
    const { resealed, unopened } = await store.sealed.reseal(seal, keys.current.id);
    if (resealed > 0)
      log.info({ resealed, keyId: keys.current.id }, 'what the store keeps is sealed with the current key');
    if (Object.keys(unopened).length > 0) log.warn({ unopened }, 'some of what the store keeps can not be opened');
  } catch (error) {
    log.error({ err: error }, 'what the store keeps could not be sealed with the current key');
  }
}
