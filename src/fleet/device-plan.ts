import type { Tier } from '#intent/asker.ts';
import type { Fact, Plan } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandArguments, CommandResult } from '#webex/xapi.ts';
import { isPanel, mustKnow } from './abilities.ts';
import { activity } from './activity.ts';
import { askedDevice, askedDevices, isSeveral, type Selected } from './asked.ts';
import { readyForCommand } from './ready.ts';

/** One xCommand on one device: what a plan promises and `apply` sends. */
export interface DeviceStep {
  deviceId: string;
  deviceName: string;
  command: string;
  arguments?: CommandArguments;
  body?: string | Record<string, unknown>;
  /** What was true before, for "was 45 %" and Undo; not part of what is asked. */
  was?: string;
}

export interface Wanted {
  command: string;
  arguments?: CommandArguments;
  body?: string | Record<string, unknown>;
  tier: Tier;
  /** It is refused on personal devices, whatever its tier; those of tier 1 are in any case. */
  touchesPrivacy?: boolean;
  /** Made of the device's name, or of "12 devices". */
  title: (name: string) => string;
  action: (name: string) => string;
  /** What to know before all else. */
  warning?: Fact;
  /** What else to tell before somebody agrees. */
  facts?: Fact[];
  /** Its status leaves a doubt whether the device has this at all. */
  isDoubtful?: boolean;
  /** It goes away and comes back. */
  comesBack?: boolean;
  /** What a running call means for this change; left out when it means nothing. */
  inCall?: string;
}

/** The device a change is meant for, ready to take a command. Throws the Problem that says why it is not. */
export async function deviceFor(phrase: string | undefined, context: ReadContext): Promise<Device> {
  const device = await askedDevice(phrase, context);
  readyForCommand(device, context.now);
  return device;
}

/** The same, or the selection when the words mean more than one device: `planOnMany` looks which of those are ready. */
export async function devicesFor(phrase: string | undefined, context: ReadContext): Promise<Device | Selected> {
  const asked = await askedDevices(phrase, context);
  if (!isSeveral(asked)) readyForCommand(asked, context.now);
  return asked;
}

/** Whether a change is for the owner of a personal device alone. */
export const isPrivate = ({ tier, touchesPrivacy = false }: Pick<Wanted, 'tier' | 'touchesPrivacy'>): boolean =>
  tier === 1 || touchesPrivacy;

/** The plan of one xCommand on one device: refuses privacy-impacting ones on personal devices, and tells of a running call. */
export async function planOn(device: Device, wanted: Wanted, context: ReadContext): Promise<Plan<DeviceStep>> {
  const name = device.displayName;
  if (isPrivate(wanted) && device.personId) {
    throw new Problem(`${name} is somebody's personal device`, {
      code: 'personal-device',
      hint: `${wanted.command} touches that person's privacy, so I don't send it there. Nothing was sent.`,
    });
  }
  // A touch panel is in no call, and must not be said to keep quiet about one.
  const isCodec = !isPanel(device);
  if (!isCodec || wanted.isDoubtful) await mustKnow(wanted.command, device, context);
  const doing = isCodec && wanted.inCall !== undefined ? await activity(device, wanted.inCall, context) : [];
  const facts = [...(wanted.warning ? [wanted.warning] : []), ...doing, ...(wanted.facts ?? [])];
  return {
    tier: wanted.tier,
    title: wanted.title(name),
    action: wanted.action(name),
    targets: [{ id: device.id, name }],
    sends: [wanted.command],
    facts,
    step: {
      deviceId: device.id,
      deviceName: name,
      command: wanted.command,
      ...(wanted.arguments && { arguments: wanted.arguments }),
      ...(wanted.body !== undefined && { body: wanted.body }),
    },
    ...(wanted.comesBack && { comesBack: true }),
    ...(wanted.tier === 3 && { typed: name }),
  };
}

/** Sends the step's command. Throws the client's error with the device's name in it. */
export async function send(step: DeviceStep, context: ApplyContext): Promise<CommandResult> {
  try {
    return await context.command({ id: step.deviceId, displayName: step.deviceName }, step.command, {
      ...(step.arguments && { arguments: step.arguments }),
      ...(step.body !== undefined && { body: step.body }),
    });
  } finally {
    context.fleet.forget(step.deviceId);
  }
}
