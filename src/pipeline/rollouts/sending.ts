import { conditionOf } from '#fleet/condition.ts';
import { NotNow } from '#lib/held-up.ts';
import type { Work } from '#lib/rollout.ts';
import { isGraveTogether } from '#lib/together.ts';
import type { RolloutItem, Settled } from '#store/index.ts';
import type { Device } from '#webex/devices.ts';
import { WebexError } from '#webex/errors.ts';
import type { Webex } from '#webex/index.ts';

type SentWork = Work & { kind: 'command' };
type Again = (error: WebexError) => Settled;
type Note = (noted: Settled) => Promise<boolean>;

/** Between a command and its answer the process ended: it is never sent again, since nobody knows what it did. */
export const unsure = ({ reason }: Pick<RolloutItem, 'reason'>): Settled => ({
  state: 'uncertain',
  reason: 'unknown',
  why:
    reason === REBOOT
      ? 'It was changed. I was stopped while its restart went out, so nobody knows whether it restarted'
      : 'I was stopped while the command went out, so nobody knows whether it ran. I do not send it again',
});

const REBOOT = 'reboot';

/**
 * Sends one command to one device, once: that it is about to go out is in its row before it does. Throws the WebexError of what
 * was not done, or may be done again.
 */
export async function sendCommand(
  { xapi }: Webex,
  {
    item,
    device,
    work,
    note,
    now,
  }: { item: RolloutItem; device: Device; work: SentWork; note: Note; now: () => number },
): Promise<Settled> {
  if (!conditionOf(device).isOnline)
    return { state: 'failed', reason: 'offline', why: 'It is offline; commands need a connected device' };
  if (!work.repeatable && !(await note({ state: 'sending' }))) return { state: 'skipped', reason: 'taken' };
  const { command, arguments: given, body } = work;
  try {
    const { trackingId } = await xapi.command(item.deviceId, command, {
      ...(given && { arguments: given }),
      ...(body !== undefined && { body }),
    });
    const at = now();
    return {
      state: 'confirmed',
      reason: '',
      why: undefined,
      name: device.displayName,
      trackingId,
      sentAt: at,
      confirmedAt: at,
      ...(isGraveTogether(command) && { isRebooted: true, backAt: undefined }),
    };
  } catch (error) {
    if (!(error instanceof WebexError) || error.outcome !== 'unknown' || work.repeatable) throw error;
    const { message, trackingId } = error;
    return {
      state: 'uncertain',
      reason: 'unknown',
      why: `Whether it ran is not known: ${message.replace(/\.$/, '')}. I do not send it again`,
      ...(trackingId !== undefined && { trackingId }),
    };
  }
}

/**
 * Restarts a device that was changed. What became of the change stays, whatever becomes of the restart. `again` says what an
 * error that passes means for the device.
 */
export async function sendReboot(
  { xapi }: Webex,
  { changed, note, deviceId, again }: { changed: Settled; note: Note; deviceId: string; again: Again },
): Promise<Settled> {
  if (!(await note({ ...changed, state: 'sending', reason: REBOOT }))) return changed;
  try {
    await xapi.command(deviceId, 'SystemUnit.Boot', { arguments: { Action: 'Restart' } });
    return { ...changed, isRebooted: true, backAt: undefined };
  } catch (error) {
    // It has its turn once more: it is found changed then, and restarts.
    if (error instanceof NotNow || (error instanceof WebexError && error.code === 'webex-stopped'))
      return { ...changed, state: 'change', reason: '' };
    if (!(error instanceof WebexError)) throw error;
    if (error.outcome === 'unknown')
      return {
        ...changed,
        state: 'uncertain',
        reason: 'unknown',
        why: 'It was changed. Whether it restarted is not known',
      };
    const next = again(error);
    if (next.state === 'change') return { ...changed, ...next };
    const why = `It was changed, but its restart failed: ${error.message.replace(/\.$/, '')}`;
    return { ...changed, state: 'failed', reason: 'not-restarted', why };
  }
}
