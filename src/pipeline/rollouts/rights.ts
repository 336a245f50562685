import { START, weightOf } from '#intent/rollout-weight.ts';
import { HeldUp } from '#lib/held-up.ts';
import type { Rollout, RolloutItem } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import { mineBy } from '../allowed.ts';
import { introduce } from '../context.ts';
import type { Rooms } from '../rooms.ts';
import { mayBegin, type Starter } from './acting.ts';
import { callsOfRollout, type WaitsForCall } from './in-call.ts';
import { quietOfRollout, type WaitsForQuiet } from './quiet.ts';

/** Who is in the spaces that give roles is asked anew after this. */
const FRESH_MS = 10_000;
const BEGUN = { name: START, kind: 'change', needs: 'administer' } as const;

/** What the policy says of a device of a rollout at this moment. */
export interface Rights {
  isMine(item: RolloutItem, device: Device): boolean;
  waitsForCall: WaitsForCall;
  waitsForQuiet: WaitsForQuiet;
}

/**
 * The rights of whoever began a rollout, as they are when a device has its turn: asked anew every few seconds, and at once when
 * the policy is another one. The function throws HeldUp once they may not do it any more.
 */
export async function rightsOf(rooms: Rooms, rollout: Rollout, starter: Starter): Promise<() => Promise<Rights>> {
  const made = async (asker: Starter['asker']) => {
    const own = { ...starter, asker };
    const mine = await mineBy(rooms, asker, starter.talk.space);
    const rights: Rights = {
      isMine: (item, device) => mine({ intent: BEGUN }, device, weightOf(rollout.spec, [item])),
      waitsForCall: await callsOfRollout(rooms, rollout, own),
      waitsForQuiet: await quietOfRollout(rooms, rollout, own),
    };
    return { policy: asker.standing.policy, at: rooms.clock.elapsed(), rights };
  };
  let latest = await made(starter.asker);
  let asking: Promise<void> | undefined;

  async function renew(): Promise<void> {
    const asker = await introduce(rooms, starter.talk, { isFresh: true });
    if (!mayBegin(asker, rollout)) throw new HeldUp(`${rollout.personName} may not roll out anything here any more.`);
    latest = await made(asker);
  }

  return async () => {
    const isOld = rooms.guard.policy() !== latest.policy || rooms.clock.elapsed() - latest.at > FRESH_MS;
    if (isOld) {
      // Many devices have their turn at once.
      asking ??= renew().finally(() => {
        asking = undefined;
      });
      await asking;
    }
    return latest.rights;
  };
}
