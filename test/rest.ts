import { channel } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../src/store/index.ts';

const LOOK_MS = 5;
/** It has to be seen at rest so often: between two requests there is a moment without one. */
const LOOKS = 2;
/** A request that takes longer is silent on purpose, or nobody reads its answer; an event that takes longer waits for time. */
const PATIENCE_MS = 3_000;

/** Requests of this process that have no whole answer yet, and since when: what the bot sends, and what is sent to it. */
const open = new Map<unknown, number>();
const requestOf = (message: unknown): unknown => Object(message).request;
channel('undici:request:create').subscribe((message) => void open.set(requestOf(message), performance.now()));
for (const end of ['trailers', 'error'])
  channel(`undici:request:${end}`).subscribe((message) => void open.delete(requestOf(message)));

function isSending(now: number): boolean {
  for (const [request, since] of open) if (now - since > PATIENCE_MS) open.delete(request);
  return open.size > 0;
}

/**
 * Resolves when nothing is under way but what waits for time to go on: no event is worked, no request is open. A clock that
 * is moved before makes a busy machine look as if it had been slow for minutes.
 */
export async function atRest({ inbox }: Pick<Store, 'inbox'>): Promise<void> {
  const since = performance.now();
  for (let looks = 0; looks < LOOKS; await sleep(LOOK_MS)) {
    const now = performance.now();
    const isWorking = now - since < PATIENCE_MS && (await inbox.depth()).waiting > 0;
    looks = isWorking || isSending(now) ? 0 : looks + 1;
  }
}
