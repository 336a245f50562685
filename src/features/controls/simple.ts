import { z } from 'zod';
import { type DeviceStep, deviceFor, planOn, send } from '#fleet/device-plan.ts';
import { type Command, defineChange } from '#intent/command.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, deviceOf, onDevice, spelled } from '#intent/device-phrase.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandArguments } from '#webex/xapi.ts';

interface SimpleChange {
  name: string;
  aliases?: string[];
  summary: string;
  /** The xCommand it sends. */
  command: string;
  arguments?: CommandArguments;
  /** Question, button and answer, made of the device's name. */
  title: (name: string) => string;
  action: (name: string) => string;
  done: (name: string) => string;
  detail?: string;
  /** What follows for whoever is in the room, as a sentence of the plan. */
  effect?: string;
  /** What a running call means for it. */
  inCall?: string;
  /** There is nothing to do without a call. */
  onlyInCall?: boolean;
  /** Next steps; `target` is " on id:…". */
  next?: (target: string) => NextStep[];
  /** Tell the space when the device is connected again. */
  comesBack?: boolean;
}

const notInCall = ({ id, displayName }: Device) =>
  new Problem(`${displayName} is not in a call`, {
    code: 'not-in-call',
    hint: 'There is nothing to end. Nothing was sent.',
    next: [{ title: displayName, say: `device id:${id}` }],
  });

/** A verb that takes nothing but a device and sends one xCommand. */
export function simpleChange(change: SimpleChange): Command {
  // "wake Up north" would be read as "wake up" with the device "north".
  const isBeginning = (change.aliases ?? []).some((alias) => alias.startsWith(`${change.name} `));
  const after = isBeginning ? onDevice : (device: string) => ` ${spelled(device)}`;
  return defineChange({
    name: change.name,
    aliases: change.aliases ?? [],
    topic: 'control',
    summary: change.summary,
    usage: `${change.name} [<device>]`,
    example: (device) => `${change.name} ${device}`,
    needs: 'operate',
    args: z.object({ device: DevicePhrase }),
    read: (line) => ({ device: deviceOf(line) }),
    say: ({ device }) => (device === undefined ? change.name : `${change.name}${after(device)}`),

    async plan({ device }, context) {
      const { command, title, action, inCall } = change;
      const tier = tierOf(command, change.arguments);
      const wanted = {
        command,
        tier,
        ...(change.comesBack && { comesBack: true }),
        title,
        action,
        ...(change.arguments && { arguments: change.arguments }),
        ...(inCall !== undefined && { inCall }),
        ...(change.effect !== undefined && { facts: [{ key: 'effect', text: change.effect }] }),
      };
      const target = await deviceFor(device, context);
      const plan = await planOn(target, wanted, context);
      if (change.onlyInCall && plan.facts.some(({ key }) => key === 'idle')) throw notInCall(target);
      return plan;
    },

    async apply(step: DeviceStep, context) {
      const { trackingId } = await send(step, context);
      const reply = said(change.done(step.deviceName), {
        detail: change.detail ?? '',
        next: change.next?.(` on id:${step.deviceId}`) ?? [],
      });
      return {
        reply,
        trackingIds: [trackingId],
      };
    },
  });
}
