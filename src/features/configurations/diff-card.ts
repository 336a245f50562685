import { holdsSecret } from '#fleet/configuration-secrets.ts';
import { sourceWords } from '#fleet/configuration-state.ts';
import { sameValue } from '#fleet/configuration-values.ts';
import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import { shortened } from '#lib/shorten.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import type { Difference, Kind } from './compared.ts';
import { setWords, textOf } from './set-words.ts';
import { lockOf, shownValue } from './shown.ts';

const PAGE = 6;

interface Asked {
  page: number;
  notes: string[];
  say(more: { page?: number; as?: string; isTurned?: true }): string;
}

type Devices = readonly [Device, Device];

/** What differs between two devices, a page of it, with the way to make the second one like the first. */
export function diffCard(
  { differ, same }: { differ: readonly Difference[]; same: number },
  devices: Devices,
  { page, notes, say }: Asked,
  context: ReadContext,
): Reply {
  const [left, right] = devices;
  const pages = Math.max(1, Math.ceil(differ.length / PAGE));
  const at = Math.min(page, pages);
  const shown = differ.slice((at - 1) * PAGE, at * PAGE);
  const rows = shown.map((one, index) =>
    rowOf(one, devices, shown[index - 1]?.kind !== one.kind, mayGive('config set', context)),
  );
  const names = `${left.displayName} and ${right.displayName}`;
  const count = differ.length.toLocaleString('en');
  const title =
    differ.length === 0
      ? `${names} are configured alike`
      : `${names} differ in ${count} ${differ.length === 1 ? 'configuration' : 'configurations'}`;
  const summary = summaryOf(differ, same, devices);
  const pageNote = pages > 1 ? `Page ${at} of ${pages}` : '';
  return {
    view: 'configurations/diff',
    data: {
      title,
      summary,
      hasSummary: summary !== '',
      hasRows: rows.length > 0,
      left: left.displayName,
      right: right.displayName,
      copyTitle: `Make ${shortened(right.displayName, 30)} like ${shortened(left.displayName, 30)}…`,
      rows,
      notes: notes.map((text) => ({ text })),
      pageNote,
      hasPages: pages > 1,
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: say({ page: at - 1 }) }] : []),
        ...(at < pages ? [{ title: 'Next', say: say({ page: at + 1 }) }] : []),
        ...(differ.length > 0
          ? [
              { title: 'As a file', say: say({ as: 'csv' }) },
              { title: 'The other way round', say: say({ isTurned: true }) },
            ]
          : []),
      ]),
    },
    text: [
      title,
      summary,
      ...rows.map((row) => `${row.key}: ${row.left} (${row.leftNote}) · ${row.right} (${row.rightNote})`),
      ...notes,
      ...(pageNote === '' ? [] : [pageNote]),
    ].join('\n'),
  };
}

function summaryOf(differ: readonly Difference[], same: number, [left, right]: Devices): string {
  const count = (kind: Kind, words: string) => {
    const number = differ.filter((one) => one.kind === kind).length;
    return number === 0 ? [] : [`${number.toLocaleString('en')} ${words}`];
  };
  return [
    `${same.toLocaleString('en')} ${same === 1 ? 'is' : 'are'} the same`,
    ...count('value', 'with other values'),
    ...count('source', 'with another source'),
    ...count('left', `only on ${left.displayName}`),
    ...count('right', `only on ${right.displayName}`),
  ].join(' · ');
}

function rowOf({ key, kind, left, right }: Difference, devices: Devices, isFirst: boolean, canChange: boolean) {
  const heading = isFirst ? headingOf(kind, devices) : '';
  const copy = canChange ? copyWords(key, left, right, devices[1]) : undefined;
  return {
    heading,
    hasHeading: heading !== '',
    key,
    left: side(key, left),
    leftNote: left ? sourceWords(left) : 'not there',
    right: side(key, right),
    rightNote: right ? sourceWords(right) : 'not there',
    canCopy: copy !== undefined,
    copy: copy ?? '',
  };
}

const side = (key: string, one: Configuration | undefined): string => (one ? shownValue(key, one.value) : '–');

function headingOf(kind: Kind, [left, right]: Devices): string {
  if (kind === 'value') return 'Other values';
  if (kind === 'source') return 'The same value from another source';
  return `Only on ${kind === 'left' ? left.displayName : right.displayName}`;
}

/** Undefined where nothing would give the other device the same, or nobody may see what it is. */
function copyWords(
  key: string,
  from: Configuration | undefined,
  to: Configuration | undefined,
  { id }: Device,
): string | undefined {
  if (!from || !to || holdsSecret(key, from.value) || lockOf(to) !== undefined) return undefined;
  const device = `id:${id}`;
  // Where the defaults are the same, its own value is what makes the difference.
  if (from.source === 'default' && sameValue(from.value, to.defaultValue) && to.configured.value !== null)
    return setWords({ device, settings: [{ key, reset: true }] });
  const text = textOf(from.value);
  if (text === undefined) return undefined;
  return setWords({ device, settings: [{ key, text }], hold: sameValue(from.value, to.value) });
}
