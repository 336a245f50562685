import { z } from 'zod';
import { isSeveral } from '#fleet/asked.ts';
import { type DeviceStep, devicesFor, planOn } from '#fleet/device-plan.ts';
import { type ManyStep, MOST_WATCHED, planOnMany } from '#fleet/many-plan.ts';
import { type ManyWords, sendToMany } from '#fleet/many-send.ts';
import { sendWithUndo } from '#fleet/take-back.ts';
import { type Command, defineChange } from '#intent/command.ts';
import { tierOf, touchesPrivacy } from '#intent/danger.ts';
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
  /** Question, button and answer, made of the device's name; question and button also of "12 devices". */
  title: (name: string) => string;
  action: (name: string) => string;
  done: (name: string) => string;
  detail?: string;
  /** What follows for whoever is in the room, as a sentence of the plan. */
  effect?: string;
  /** What a running call means for it. */
  inCall?: string;
  /** It asks when there is one, also where it would run at once. */
  asksInCall?: boolean;
  /** There is nothing to do without a call. */
  onlyInCall?: boolean;
  /** Next steps; `target` is " on id:…". */
  next?: (target: string) => NextStep[];
  /** Tell the space when the device is connected again. */
  comesBack?: boolean;
  several: OfSeveral;
}

/** How the same is said of several devices. */
interface OfSeveral {
  /** Question and button, where those of one device do not do for "12 devices". */
  title?: (subject: string) => string;
  action?: (subject: string) => string;
  /** While it lasts: "Muting the microphones". */
  doing: string;
  /** "The microphones of 12 devices are muted". */
  done: (subject: string, are: 'is' | 'are') => string;
  /** In place of `effect` and `inCall`. */
  effect?: string;
  inCalls?: string;
}

const notInCall = ({ id, displayName }: Device) =>
  new Problem(`${displayName} is not in a call`, {
    code: 'not-in-call',
    hint: 'There is nothing to end. Nothing was sent.',
    next: [{ title: displayName, say: `device id:${id}` }],
  });

/** A verb that takes nothing but a device, or a selection of devices, and sends one xCommand. */
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
    sends: [change.command],
    args: z.object({ device: DevicePhrase }),
    read: (line) => ({ device: deviceOf(line) }),
    say: ({ device }) => (device === undefined ? change.name : `${change.name}${after(device)}`),

    async plan({ device }, context) {
      const { command, title, action, inCall, several } = change;
      const tier = tierOf(command, change.arguments);
      const wanted = {
        command,
        tier,
        touchesPrivacy: touchesPrivacy(command),
        ...(change.comesBack && { comesBack: true }),
        title,
        action,
        ...(change.arguments && { arguments: change.arguments }),
        ...(inCall !== undefined && { inCall }),
      };
      const effectOf = (text: string | undefined) => (text === undefined ? {} : { facts: [{ key: 'effect', text }] });
      const target = await devicesFor(device, context);
      if (isSeveral(target)) {
        const { inCalls, title: question = title, action: button = action } = several;
        const { onlyInCall = false } = change;
        const more = { ...effectOf(several.effect), ...(inCalls !== undefined && { inCalls }), onlyInCall };
        return planOnMany(target, { ...wanted, ...more, title: question, action: button }, context);
      }
      const plan = await planOn(target, { ...wanted, ...effectOf(change.effect) }, context);
      if (change.onlyInCall && plan.facts.some(({ key }) => key === 'idle')) throw notInCall(target);
      const asks = change.asksInCall === true && plan.facts.some(({ key }) => key === 'in-call');
      return asks ? { ...plan, asks: true } : plan;
    },

    async apply(step: DeviceStep | ManyStep, context) {
      if ('targets' in step) return sendToMany(step, wordsFor(change, step), context);
      const { trackingId, undo } = await sendWithUndo(step, context);
      const target = ` on id:${step.deviceId}`;
      const reply = said(change.done(step.deviceName), {
        detail: change.detail ?? '',
        next: change.next?.(target) ?? [],
      });
      return {
        reply,
        trackingIds: [trackingId],
        ...(undo && { undo }),
      };
    },
  });
}

function wordsFor({ several: { doing, done }, comesBack }: SimpleChange, { targets }: ManyStep): ManyWords {
  const isWatched = targets.length <= MOST_WATCHED;
  const detail = isWatched ? 'I will tell you here when each is back.' : 'Each takes about 2 minutes.';
  return { doing, done, ...(comesBack && { detail }) };
}
