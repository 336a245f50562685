import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDeliveries } from './deliveries.ts';
import { compare, notStored, type Place, placeOf, startReceiver, workedOff } from './receivers.ts';
import { fire } from './volley.ts';

/**
 * The way in is killed in the middle of a volley and started again: what it had acknowledged must be in the store, and
 * delivered by either of the two. What the first one was just working may be delivered by both.
 */
export async function killRound(
  place: Place,
  { count, spaces, connections }: { count: number; spaces: readonly string[]; connections: number },
) {
  const file = join(place.dataDir, 'delivered');
  const env = { ...placeOf(place), DELIVERED_FILE: file };
  const start = () => startReceiver('the way in, killed once', 'bench/receiver.ts', env);
  const first = await start();
  let second: Awaited<ReturnType<typeof start>> | undefined;
  try {
    const { acknowledged } = await fire(makeDeliveries(count, first.port, spaces), {
      port: first.port,
      connections,
      onAcknowledged: (so) => void (so === Math.floor(count / 2) && first.process.kill()),
    });
    second = await start();
    await workedOff(second);
    await second.process.stop();
    const delivered = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
    const { lost, twice } = compare(acknowledged, delivered);
    return { acknowledged: acknowledged.length, lost: lost + (await notStored(place, acknowledged)), again: twice };
  } finally {
    await first.process.stop();
    await second?.process.stop();
  }
}
