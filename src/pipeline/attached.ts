import type { Intent } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import { Problem } from '#lib/problem.ts';
import { MOST_BYTES, tableText } from '#lib/table-file.ts';
import type { Rooms } from './rooms.ts';

/** Characters. The largest body a command takes is 4 MB; a plan keeps it until it is confirmed, so less must do. */
const LARGEST = 1_000_000;

/** The intent with the text of an attached file as its body, for commands that take one and were given none. */
export async function withFile(rooms: Rooms, intent: Intent, files: readonly string[]): Promise<Intent> {
  const command = rooms.commands.find(({ name }) => name === intent.name);
  const args = { ...Object(intent.args) };
  const [file, another] = files;
  if (file === undefined || !command?.takesBody || args.body !== undefined) return intent;
  if (another !== undefined) throw unread('I read one file at a time', 'Send the command with one file.');
  const body = command.takesBody === 'table' ? await tableIn(rooms, file) : await textIn(rooms, file);
  if (body.trim() === '') throw unread('That file is empty', 'Send one with text or JSON.');
  return intentOf(intent.name, { ...args, body }, rooms.commands);
}

async function textIn({ webex }: Rooms, file: string): Promise<string> {
  const text = (await webex.contents.text(file)).replace(/^\uFEFF/, '');
  if (text.length > LARGEST)
    throw unread(
      `That file has ${text.length.toLocaleString('en')} characters; I take up to ${LARGEST.toLocaleString('en')}`,
      'Send a smaller one.',
    );
  if (/[\0\uFFFD]/.test(text)) throw unread('That file is no text', 'Commands take text or JSON, encoded as UTF-8.');
  return text;
}

/** What spreadsheets write: UTF-16 as well, and larger. */
async function tableIn({ webex }: Rooms, file: string): Promise<string> {
  const read = tableText(await webex.contents.bytes(file, MOST_BYTES));
  if ('text' in read) return read.text;
  throw unread("I can't read that file", `${read.line === undefined ? '' : `Line ${read.line}: `}${read.fault}.`);
}

const unread = (sentence: string, hint: string) =>
  new Problem(sentence, { code: 'bad-file', hint: `${hint} Nothing was sent.` });
