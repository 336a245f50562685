import type { Node } from '#fleet/catalogue-tree.ts';
import { onDevice } from '#intent/device-phrase.ts';
import type { NextStep } from '#lib/problem.ts';
import { buttons } from '#render/replies.ts';
import type { Reply } from '#render/reply.ts';
import { helpFor, markOf, spelledPath, usageOf } from './entry-words.ts';

const ROWS = 25;
/** More of them would not fit on a card; no family comes near. */
const MOST_CHOICES = 150;

interface Place {
  /** The words for the devices it is looked at for; undefined for all. */
  device?: string | undefined;
  page?: number;
}

/** One level of the tree: what stands below a node, with how much there is below each. */
export function levelOf(node: Node, { where, device, page = 1 }: Place & { where: string }): Reply {
  const { path, children } = node;
  const isRoot = path === '';
  const pages = Math.ceil(children.length / ROWS);
  const at = Math.min(page, pages);
  const first = (at - 1) * ROWS;
  const rows = children.slice(first, first + ROWS).map((child) => row(child, device));
  const title = isRoot ? 'Commands and statuses' : path;
  const about = `${counted(node)}${isRoot ? ` in ${children.length} families` : ''} ${where}`;
  const pageNote = `${first + 1}–${first + rows.length} of ${children.length}`;
  return {
    view: 'xapi/browse',
    data: {
      title,
      about,
      // A form's own arguments are texts.
      args: { path, ...(device !== undefined && { device }) },
      search: device === undefined ? {} : { device },
      isRoot,
      rows,
      pageNote,
      hasPages: pages > 1,
      hasChoices: pages > 1,
      choices: children.slice(0, MOST_CHOICES).map(({ name }) => name),
      ...buttons([
        ...(at > 1 ? [{ title: 'Previous', say: browseWords(path, { device, page: at - 1 }) }] : []),
        ...(at < pages ? [{ title: 'Next', say: browseWords(path, { device, page: at + 1 }) }] : []),
        ...itself(node, device),
        ...(isRoot ? [] : [up(path, device)]),
      ]),
    },
    text: [
      `${title}: ${about}`,
      ...rows.map(({ name, note }) => `${name} · ${note}`),
      ...(pages > 1 ? [pageNote] : []),
    ].join('\n'),
  };
}

function row(node: Node, device: string | undefined) {
  const { name, path, children, command, status } = node;
  const entry = command ?? status;
  if (children.length > 0 || !entry) {
    const also = [...(command ? ['a command'] : []), ...(status ? ['a status'] : [])].join(' and ');
    const note = also === '' ? counted(node) : `${counted(node)}, itself ${also}`;
    return { name, note, mark: '', hasMark: false, colour: 'default', say: browseWords(path, { device }) };
  }
  const note = command && status ? `${usageOf(command)} · also a status` : usageOf(entry);
  const mark = markOf(entry);
  return { name, note, ...mark, hasMark: mark.mark !== '', say: `${helpFor(entry)}${onDevice(device)}` };
}

/** Buttons for a node that has some below and is a command or status itself, such as `Audio.Volume`. */
const itself = ({ command, status }: Node, device: string | undefined): NextStep[] =>
  [command, status].flatMap((entry) =>
    entry ? [{ title: `The ${entry.kind}`, say: `${helpFor(entry)}${onDevice(device)}` }] : [],
  );

function up(path: string, device: string | undefined): NextStep {
  const above = path.split('.').slice(0, -1).join('.');
  return { title: above === '' ? 'All families' : 'Up', say: browseWords(above, { device }) };
}

/** "3 commands and 1 status". */
function counted({ commands, statuses }: Node): string {
  const count = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${number.toLocaleString('en')} ${number === 1 ? one : many}`];
  return [...count(commands, 'command', 'commands'), ...count(statuses, 'status', 'statuses')].join(' and ');
}

/** The path of a name below a path. */
export const pathTo = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

export const browseWords = (path: string, { device, page = 1 }: Place): string =>
  `xapi browse${path === '' ? '' : ` ${spelledPath(path)}`}${page > 1 ? ` page:${page}` : ''}${onDevice(device)}`;
