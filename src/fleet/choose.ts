import type { Intent } from '#intent/command.ts';
import type { Reply } from '#render/reply.ts';
import { conditionOf } from './condition.ts';
import type { AmbiguousDevice } from './problems.ts';

const ROWS = 8;

/** Asks which device is meant; the click goes on with the same words, so that nothing has to be typed again. */
export function chooseReply({ message, hint, phrase, devices }: AmbiguousDevice, intent: Intent): Reply {
  const shown = devices.slice(0, ROWS);
  const rows = shown.map((device) => {
    const { word, colour } = conditionOf(device);
    return {
      name: device.displayName,
      about: device.product.replace(/^Cisco /, ''),
      word,
      colour,
      say: intent.say(`id:${device.id}`),
    };
  });
  const more = devices.length > ROWS ? `${devices.length - ROWS} more are not shown. ` : '';
  const note = `${phrase === undefined ? '' : `${message} `}${more}${hint ?? ''}`.trim();
  return {
    view: 'devices/choose',
    data: { rows, note },
    text: [
      'Which device?',
      note,
      ...rows.map(({ name, about, word }) => `${name} · ${about} · ${word.toLowerCase()}`),
    ].join('\n'),
  };
}
