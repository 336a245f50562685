import { channel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../src/store/index.ts';

const LOOK_MS = 5;
/** It has to be seen at rest so often: between two requests there is a moment without one. */
const LOOKS = 2;
/** When nothing came to an end for so long, only time can help: somebody is silent on purpose. */
const PATIENCE_MS = 1_000;

/** Requests of this process that have no whole answer yet: what the bot sends, and what is sent to it. */
const open = new Set<unknown>();
let lastEnd = 0;
const requestOf = (message: unknown): unknown => Object(message).request;
channel('undici:request:create').subscribe((message) => void open.add(requestOf(message)));
for (const end of ['trailers', 'error'])
  channel(`undici:request:${end}`).subscribe((message) => {
    open.delete(requestOf(message));
    lastEnd = performance.now();
  });

/**
 * Resolves when nothing is under way but what waits for time to go on: no event is worked, no request is open. A clock that
 * is moved before makes a busy machine look as if it had been slow for minutes.
 */
export async function atRest({ inbox }: Pick<Store, 'inbox'>): Promise<void> {
  const since = performance.now();
  for (let looks = 0; ; await sleep(LOOK_MS)) {
    const isBusy = open.size > 0 || (await inbox.depth()).waiting > 0;
    looks = isBusy ? 0 : looks + 1;
    if (looks === LOOKS || performance.now() - Math.max(since, lastEnd) > PATIENCE_MS) return;
  }
}
