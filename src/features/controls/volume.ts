import { z } from 'zod';
import { type DeviceStep, deviceFor, planOn, send } from '#fleet/device-plan.ts';
import { leaf } from '#fleet/status-tree.ts';
import { defineChange } from '#intent/command.ts';
import { DevicePhrase, onDevice } from '#intent/device-phrase.ts';
import { said } from '#render/replies.ts';

const MUST = 'Volume must be a number from 0 to 100, "up" or "down".';
/** How far "up" and "down" go. */
const STEP = 10;
/** Plain digits only: "0x20" and "1e1" are numbers to a computer, and slips to a person. */
const Digits = z
  .string()
  .regex(/^(100|\d{1,2})%?$/, MUST)
  .transform((text) => Number.parseInt(text, 10));
const Level = z.union([z.enum(['up', 'down']), z.int().min(0, MUST).max(100, MUST), Digits], { error: MUST });

/** The device that was said with a level that does not fit. */
const Said = z.object({ device: z.string().max(200).optional().catch(undefined) }).catch({ device: undefined });

/** Sets the loudspeaker: runs at once, says what it was, and can be taken back. */
export const volume = defineChange({
  name: 'volume',
  aliases: ['vol'],
  topic: 'control',
  summary: 'Set the loudspeaker',
  usage: 'volume <0–100|up|down> [on <device>]',
  example: (device) => `volume 40 on ${device}`,
  needs: 'operate',
  args: z.object({ level: Level, device: DevicePhrase }),
  // "volume 30 fjord" is understood as well as "volume 30 on fjord".
  read: ({ words: [level, ...rest], on }) => ({
    level: level?.text.toLowerCase().replace(/%$/, ''),
    device:
      on ??
      (rest
        .filter(({ text }) => text !== '%')
        .map(({ text }) => text)
        .join(' ') ||
        undefined),
  }),
  instead: (raw) => {
    const target = onDevice(Said.parse(raw).device);
    return [
      { title: '30 %', say: `volume 30${target}` },
      { title: '50 %', say: `volume 50${target}` },
      { title: 'Quieter', say: `volume down${target}` },
      { title: 'Louder', say: `volume up${target}` },
    ];
  },
  say: ({ level, device }) => `volume ${level}${onDevice(device)}`,

  async plan({ level, device: phrase }, context) {
    const device = await deviceFor(phrase, context);
    const was = Number(
      leaf(await context.webex.xapi.status(device.id, ['Audio.Volume']), 'Audio.Volume') ?? Number.NaN,
    );
    const to = typeof level === 'number' ? level : moved(was, level);
    const plan = await planOn(
      device,
      {
        command: 'Audio.Volume.Set',
        arguments: { Level: to },
        tier: 0,
        title: (name) => `Set ${name} to ${to} %?`,
        action: () => `Set ${to} %`,
        isDoubtful: Number.isNaN(was),
      },
      context,
    );
    return Number.isNaN(was) ? plan : { ...plan, step: { ...plan.step, was: String(was) } };
  },

  async apply(step: DeviceStep, context) {
    const { trackingId } = await send(step, context);
    const target = `on id:${step.deviceId}`;
    const level = Number(step.arguments?.['Level']);
    const changed = step.was !== undefined && step.was !== String(level);
    const next = [
      ...(changed ? [{ title: 'Undo', say: `volume ${step.was} ${target}` }] : []),
      { title: 'Quieter', say: `volume down ${target}` },
      { title: 'Louder', say: `volume up ${target}` },
    ];
    const was = step.was === undefined ? '' : changed ? ` (was ${step.was} %)` : ' (as before)';
    return { reply: said(`${step.deviceName} is at ${level} %${was}`, { next }), trackingIds: [trackingId] };
  },
});

/** Where "up" and "down" lead from a level; from the middle when the device does not tell it. */
function moved(was: number, direction: 'up' | 'down'): number {
  const from = Number.isNaN(was) ? 50 : was;
  return Math.min(100, Math.max(0, from + (direction === 'up' ? STEP : -STEP)));
}
