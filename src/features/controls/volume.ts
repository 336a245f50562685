import { z } from 'zod';
import { isSeveral } from '#fleet/asked.ts';
import { type DeviceStep, devicesFor, planOn } from '#fleet/device-plan.ts';
import { type ManyStep, planOnMany } from '#fleet/many-plan.ts';
import { lookedAt, sendToMany } from '#fleet/many-send.ts';
import { leaf } from '#fleet/status-tree.ts';
import { sendWithUndo } from '#fleet/take-back.ts';
import { defineChange, type Outcome } from '#intent/command.ts';
import type { ApplyContext, ReadContext } from '#intent/context.ts';
import { tierOf } from '#intent/danger.ts';
import { DevicePhrase, deviceOf, leftOver, onDevice } from '#intent/device-phrase.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';

const COMMAND = 'Audio.Volume.Set';
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
  sends: [COMMAND],
  args: z.object({ level: Level, device: DevicePhrase }),
  // "volume 30 fjord" is understood as well as "volume 30 on fjord"; a second number is no device.
  read({ words: [level, ...others], on }) {
    const rest = others.map(({ text }) => text).filter((text) => text !== '%');
    if (/^\d+%?$/.test(rest.join(' '))) throw leftOver(rest.join(' '), on);
    return { level: level?.text.toLowerCase().replace(/%$/, ''), device: deviceOf({ on, text: rest.join(' ') }) };
  },
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
    const device = await devicesFor(phrase, context);
    if (isSeveral(device)) {
      const wanted = {
        command: COMMAND,
        tier: tierOf(COMMAND),
        ...(typeof level === 'number' && { arguments: { Level: level } }),
        title: (name: string) =>
          typeof level === 'number' ? `Set ${name} to ${level} %?` : `Turn ${name} ${level} by ${STEP} %?`,
        action: () => (typeof level === 'number' ? `Set ${level} %` : `Turn ${level}`),
      };
      const plan = await planOnMany(device, wanted, context);
      return { ...plan, step: { ...plan.step, level } };
    }
    const was = await volumeOf(device.id, context.webex.xapi);
    const to = typeof level === 'number' ? level : moved(was, level);
    const plan = await planOn(
      device,
      {
        command: COMMAND,
        arguments: { Level: to },
        tier: tierOf(COMMAND),
        title: (name) => `Set ${name} to ${to} %?`,
        action: () => `Set ${to} %`,
        isDoubtful: Number.isNaN(was),
      },
      context,
    );
    return Number.isNaN(was) ? plan : { ...plan, step: { ...plan.step, was: String(was) } };
  },

  async apply(step: DeviceStep | LevelStep, context) {
    if ('targets' in step) return applyToMany(step, context);
    const told = step.was === undefined ? {} : { Audio: { Volume: Number(step.was) } };
    const { trackingId, undo } = await sendWithUndo(step, context, told);
    const target = `on id:${step.deviceId}`;
    const level = Number(step.arguments?.['Level']);
    const changed = step.was !== undefined && step.was !== String(level);
    const next = [
      ...(undo ? [{ title: 'Undo', say: undo.words }] : []),
      { title: 'Quieter', say: `volume down ${target}` },
      { title: 'Louder', say: `volume up ${target}` },
    ];
    const was = step.was === undefined ? '' : changed ? ` (was ${step.was} %)` : ' (as before)';
    const reply = said(`${step.deviceName} is at ${level} %${was}`, { next });
    return { reply, trackingIds: [trackingId], ...(undo && { undo }) };
  },
});

type LevelStep = ManyStep & { level: number | 'up' | 'down' };

/** Each device's own level is read just before: it is what "up" starts from, and what Undo goes back to. */
function applyToMany(step: LevelStep, context: ApplyContext): Promise<Outcome> {
  const { level } = step;
  const is = typeof level === 'number' ? `at ${level} %` : `${STEP} % ${level === 'up' ? 'louder' : 'quieter'}`;
  return sendToMany(
    step,
    {
      doing: 'Setting the volume',
      done: (subject, are) => `${subject} ${are} ${is}`,
      before: async ({ id }) => {
        const was = await volumeOf(id, context.webex.glance).catch(() => Number.NaN);
        if (Number.isNaN(was) && typeof level !== 'number') throw notTold();
        const to = typeof level === 'number' ? level : moved(was, level);
        const given = { Level: to };
        return { arguments: given, ...(Number.isNaN(was) ? {} : lookedAt(COMMAND, given, { Audio: { Volume: was } })) };
      },
    },
    context,
  );
}

const notTold = () =>
  new Problem('It did not tell its volume', { code: 'volume-unknown', hint: 'Nothing was sent to it.' });

/** 0 to 100; NaN when the device has none to tell. */
async function volumeOf(id: string, xapi: ReadContext['webex']['glance']): Promise<number> {
  return Number(leaf(await xapi.status(id, ['Audio.Volume']), 'Audio.Volume') ?? Number.NaN);
}

/** Where "up" and "down" lead from a level; from the middle when the device does not tell it. */
function moved(was: number, direction: 'up' | 'down'): number {
  const from = Number.isNaN(was) ? 50 : was;
  return Math.min(100, Math.max(0, from + (direction === 'up' ? STEP : -STEP)));
}
