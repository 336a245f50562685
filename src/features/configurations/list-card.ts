import type { ReadContext } from '#intent/context.ts';
import { mayGive } from '#intent/may.ts';
import type { NextStep } from '#lib/problem.ts';
import type { Reply } from '#render/reply.ts';
import type { Device } from '#webex/devices.ts';
import { keysWords } from './config-words.ts';
import { listCard, pageOf } from './listed.ts';
import type { LookedUp } from './looked-up.ts';
import { nearestSteps } from './missing.ts';
import { type Entry, isByRule, isPending, isSetHere, lockOf, rowOf, rowText } from './shown.ts';

interface Asked {
  keys: string[];
  page: number;
}

interface Shown {
  title: string;
  summary: string;
  rows: { entry: Entry; heading: string }[];
  notes?: string[];
  near?: NextStep[];
  choices?: { title: string; value: string }[];
}

/** What is odd about a device's configurations, and all families to browse. */
export function overview(entries: readonly Entry[], device: Device, asked: Asked, context: ReadContext): Reply {
  const is = (test: (configuration: Entry[1]) => boolean) => entries.filter(([, configuration]) => test(configuration));
  const [pending, byRule] = [is(isPending), is(isByRule)];
  const setHere = is((one) => isSetHere(one) && !isByRule(one));
  const locked = is((one) => lockOf(one) !== undefined);
  const groups: [string, Entry[]][] = [
    ['Pending', pending],
    ['Set by a rule of the organisation', byRule],
    ['Configured on the device', setHere],
  ];
  const told = new Set<string>();
  const rows = groups.flatMap(([heading, group]) => {
    const fresh = group.filter(([key]) => !told.has(key));
    for (const [key] of fresh) told.add(key);
    return fresh.map((entry) => ({ entry, heading }));
  });
  const count = (number: number, what: string) => (number === 0 ? [] : [`${number.toLocaleString('en')} ${what}`]);
  const summary = [
    `${entries.length.toLocaleString('en')} in all`,
    ...count(setHere.length, 'configured on the device'),
    ...count(byRule.length, 'by a rule'),
    ...count(pending.length, 'pending'),
    ...count(locked.length, "can't be edited"),
  ].join(' · ');
  const notes = rows.length === 0 ? ['Everything is at its default.'] : [];
  return listed(
    { title: `Configurations of ${device.displayName}`, summary, rows, notes, choices: familiesOf(entries) },
    device,
    asked,
    context,
  );
}

/** The configurations that keys name, a page of them. */
export function table(found: LookedUp, device: Device, asked: Asked, context: ReadContext): Reply {
  const { entries, missing } = found;
  const [key, another] = asked.keys;
  const title = another === undefined ? `${key} on ${device.displayName}` : `Configurations of ${device.displayName}`;
  const number = entries.length.toLocaleString('en');
  return listed(
    {
      title,
      summary: `${number} ${entries.length === 1 ? 'configuration' : 'configurations'}`,
      rows: entries.map((entry) => ({ entry, heading: '' })),
      notes: missing.map((one) => `${device.displayName} has no ${one.key}`),
      near: missing.flatMap(({ near }) =>
        nearestSteps(near, (meant) => keysWords('config', { device: `id:${device.id}`, keys: [meant] })),
      ),
    },
    device,
    asked,
    context,
  );
}

function listed(
  { title, summary, rows, notes = [], near = [], choices = [] }: Shown,
  { id }: Device,
  { keys, page }: Asked,
  context: ReadContext,
): Reply {
  const device = `id:${id}`;
  const { shown, ...at } = pageOf(rows, page);
  const drawn = shown.map(({ entry, heading }, index) =>
    rowOf(entry, id, heading === shown[index - 1]?.heading ? '' : heading),
  );
  return listCard(
    {
      title,
      summary,
      notes,
      near,
      choices,
      args: { device },
      turn: (to) => keysWords('config', { device, keys, page: to }),
      next: [
        ...(mayGive('config set', context) && keys.length === 0
          ? [{ title: 'Change one…', say: `config set ${device}` }]
          : []),
        { title: 'As a file', say: keysWords('config export', { device, keys }) },
        ...(keys.length === 0
          ? [{ title: 'Compare…', say: `config diff ${device}` }]
          : [{ title: 'All configurations', say: `config ${device}` }]),
      ],
    },
    {
      ...at,
      rows: drawn,
      lines: drawn.flatMap((row) => [...(row.hasHeading ? [`${row.heading}:`] : []), rowText(row)]),
    },
  );
}

/** "Audio (24)"; families of several, such as Network[1] and Network[2], are one. */
function familiesOf(entries: readonly Entry[]): { title: string; value: string }[] {
  const families = new Map<string, { count: number; value: string }>();
  for (const [key] of entries) {
    const first = key.split('.')[0] ?? '';
    const name = first.replace(/\[.*$/, '');
    const known = families.get(name);
    families.set(name, { count: (known?.count ?? 0) + 1, value: first === name ? `${name}.*` : `${name}[*].*` });
  }
  return [...families].map(([name, { count, value }]) => ({ title: `${name} (${count})`, value }));
}
