import type { Selected } from '#fleet/asked.ts';
import { readOnMany } from '#fleet/many-settings.ts';
import { tellingReads } from '#fleet/read-devices.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Reply } from '#render/reply.ts';
import { keysWords } from './config-words.ts';
import { listCard, pageOf } from './listed.ts';
import { mustFit, type OnMany } from './many.ts';
import { oneSetting, type Shown, seenOf, severalSettings } from './many-rows.ts';
import { nearestSteps } from './missing.ts';
import { rowText } from './shown.ts';

interface Asked {
  keys: string[];
  page: number;
}

/** What several devices have: of one setting each device with its value, of more each setting with its values. */
export async function manyCard(
  found: OnMany,
  selected: Selected,
  asked: Asked,
  { webex }: Pick<AdminReads, 'webex'>,
  context: ReadContext,
): Promise<Reply> {
  mustFit(found, selected);
  const { devices } = selected;
  const all = await readOnMany(
    webex.deviceConfigurations,
    devices,
    found.known,
    seenOf,
    tellingReads(devices, context),
  );
  const keys = new Set(all.flatMap((one) => (one.kind === 'read' ? one.found.map(({ key }) => key) : [])));
  const [known, another] = found.known;
  const [only = known?.key ?? '', second] = keys;
  const isOne = !another && second === undefined;
  const shown = isOne ? oneSetting(only, all, selected, context) : severalSettings([...keys], all, found, selected);
  return listed(shown, found, asked, selected);
}

function listed(
  { title, summary, rows, notes, count, next }: Shown,
  { known, missing }: OnMany,
  { keys: asked, page }: Asked,
  { phrase }: Selected,
): Reply {
  const { shown, ...at } = pageOf(rows, page);
  const keys = known.map(({ key }) => key);
  const say = (more: { keys?: string[]; page?: number }) => keysWords('config', { device: phrase, keys, ...more });
  const near = missing.flatMap((one) =>
    nearestSteps(one.near, (meant) => say({ keys: asked.map((key) => (key === one.key ? meant : key)) })),
  );
  return listCard(
    {
      title,
      summary,
      notes: [...notes, ...missing.map(({ key }) => `None of them has ${key}`)],
      near,
      count,
      turn: (to) => say({ page: to }),
      next: [
        ...next,
        { title: 'As a file', say: keysWords('config export', { device: phrase, keys }) },
        { title: 'Read again', say: say({}) },
      ],
    },
    { ...at, rows: shown, lines: shown.map(rowText) },
  );
}
