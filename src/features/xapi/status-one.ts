import { isNamed, matchDevices } from '#fleet/match.ts';
import { readyForStatus } from '#fleet/ready.ts';
import { unanswered } from '#fleet/status-expression.ts';
import { type Missing, meantSteps, missingLines, reasonOf, whyMissing } from '#fleet/status-missing.ts';
import { leaves } from '#fleet/status-tree.ts';
import type { ReadContext } from '#intent/context.ts';
import { Problem } from '#lib/problem.ts';
import { quoted } from '#lib/quoted.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { exampleSteps, statusWords } from './status-words.ts';
import { MOST_WATCHED } from './watch-words.ts';

const ROWS = 20;
/** A file holds values whole. */
const LONGEST_VALUE = 300;

/** What one device tells about itself; each path that it tells nothing of is named, with what may have been meant. */
export async function oneDevice(
  { paths, page }: { paths: string[]; page: number },
  device: Device,
  context: ReadContext,
): Promise<Reply> {
  readyForStatus(device, context.now);
  const found = leaves(await context.webex.xapi.status(device.id, paths));
  const silent = unanswered(
    paths,
    found.map(({ path }) => path),
  );
  const missing = await whyMissing(silent, [device], context);
  if (found.length === 0) throw nothingTold(paths, missing, device);
  const target = `id:${device.id}`;
  const say = (more: { page?: number; as?: string }, verb?: string) =>
    statusWords({ paths, device: target, ...more }, verb);
  const pages = Math.ceil(found.length / ROWS);
  const at = Math.min(page, pages);
  const shown = found
    .slice((at - 1) * ROWS, at * ROWS)
    .map(({ path, value }) => ({ path, value: shortened(String(value), LONGEST_VALUE) }));
  const only = found.length === 1 ? shown[0] : undefined;
  const misses = missingLines(missing);
  const near = meantSteps(paths, missing, (meant) => statusWords({ paths: meant, device: target }));
  const next = [
    ...(at > 1 ? [{ title: 'Previous', say: say({ page: at - 1 }) }] : []),
    ...(at < pages ? [{ title: 'Next', say: say({ page: at + 1 }) }] : []),
    { title: 'Refresh', say: say({ page: at }) },
    ...(pages === 1 && paths.length <= MOST_WATCHED ? [{ title: 'Watch', say: say({}, 'watch') }] : []),
    ...(only ? [] : [{ title: 'Export CSV', say: say({ as: 'csv' }, 'export') }]),
    { title: device.displayName, say: `device ${target}` },
  ];
  return {
    view: 'xapi/status',
    data: {
      title: only ? `${only.path}: ${only.value}` : headingOf(paths),
      device: device.displayName,
      facts: only ? [] : shown.map(({ path, value }) => ({ title: path, value })),
      misses: misses.map((text) => ({ text })),
      hasNear: near.length > 0,
      near: near.slice(0, 5),
      pageNote: pages > 1 ? `Page ${at} of ${pages} · ${found.length} values` : '',
      hasPages: pages > 1,
      ...buttons(next),
    },
    text: [
      device.displayName,
      ...shown.map(({ path, value }) => `${path}: ${value}`),
      ...misses,
      ...(pages > 1 ? [`Page ${at} of ${pages}`] : []),
    ].join('\n'),
  };
}

/** "Audio.Volume, Standby.State", or how many when they would fill the card. */
export const headingOf = (paths: readonly string[]): string => {
  const all = paths.join(', ');
  return all.length <= 120 ? all : `${paths.length} statuses`;
};

/** No path has a value: says why of each. */
export function nothingTold(paths: string[], missing: readonly Missing[], device: Device, verb = 'status'): Problem {
  const next = meantSteps(paths, missing, (meant) => statusWords({ paths: meant, device: `id:${device.id}` }, verb));
  const [first, another] = missing;
  const name = device.displayName;
  if (!first || another)
    return new Problem(`${name} has nothing to tell for these ${missing.length} statuses`, {
      code: 'empty-status',
      hint: missingLines(missing).join(' '),
      next,
    });
  const isUnknown = first.kind === 'unknown';
  return new Problem(
    isUnknown ? `${name} has no status "${first.path}"` : `${name} has nothing to tell for "${first.path}" now`,
    { code: isUnknown ? 'no-such-status' : 'empty-status', hint: reasonOf(first), next },
  );
}

/** "status fjord" names a device and no path. A part of a name counts only where the space has no device of its own. */
export async function mustBePath(
  paths: readonly string[],
  { fleet, store, space }: ReadContext,
  verb = 'status',
): Promise<void> {
  const name = paths.length === 1 ? (paths[0] ?? '').replaceAll('.', ' ').replace(/\[(\d+)\]/g, ' $1') : '';
  const [device, another] = matchDevices(name, await fleet.list());
  if (!device || another) return;
  if (!isNamed(device, name) && (await store.spaces.device(space.id)) !== undefined) return;
  throw new Problem(`Which status of ${device.displayName}?`, {
    code: 'no-path',
    hint: `For example: ${verb} Audio.Volume on ${quoted(device.displayName)}. Its card says how it is doing.`,
    next: [{ title: device.displayName, say: `device id:${device.id}` }, ...exampleSteps(`id:${device.id}`, verb)],
  });
}
