import type { DeviceStep } from '#fleet/device-plan.ts';
import { leaves } from '#fleet/status-tree.ts';
import { shown } from '#lib/hide.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';

const ROWS = 15;

/** The card of a command that ran: what it was given and what the device answered; `undo` are words that take it back. */
export function ranReply(step: DeviceStep, result: unknown, undo: string | undefined): Reply {
  // A device may answer with what nobody in the space should read.
  const told = leaves(result).map(({ path, value }) => ({
    path,
    value: shown(path.split('.').at(-1) ?? path, String(value)),
  }));
  const first = told.slice(0, ROWS);
  const title = `${step.command} ran on ${step.deviceName}`;
  const asked = Object.entries(step.arguments ?? {}).map(
    ([key, value]) => `${key}: ${shown(key, [value].flat().join(', '))}`,
  );
  return {
    view: 'xapi/done',
    data: {
      title,
      asked: asked.join(' · '),
      hasAsked: asked.length > 0,
      facts: first.map(({ path, value }) => ({ title: path, value })),
      more: told.length > ROWS ? `and ${told.length - ROWS} more values` : '',
      hasMore: told.length > ROWS,
      ...buttons([
        ...(undo === undefined ? [] : [{ title: 'Undo', say: undo }]),
        { title: step.deviceName, say: `device id:${step.deviceId}` },
      ]),
    },
    text: [title, ...first.map(({ path, value }) => `${path}: ${value}`)].join('\n'),
  };
}
