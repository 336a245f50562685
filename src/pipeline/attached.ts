import type { IncomingMessage } from '#chat/index.ts';
import { wordsOf } from '#chat/mention.ts';
import type { Intent } from '#intent/command.ts';
import { intentOf } from '#intent/parse.ts';
import { readWords } from '#intent/words.ts';
import { sameId } from '#lib/ids.ts';
import { Problem } from '#lib/problem.ts';
import { MOST_BYTES, tableText } from '#lib/table-file.ts';
import { WebexError } from '#webex/errors.ts';
import type { Rooms, Talk } from './rooms.ts';

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

/** Whether a message has more than its words: a file, or lines below them. */
export const isSentWith = ({ text, files }: Pick<IncomingMessage, 'text' | 'files'>): boolean =>
  files.length > 0 || readWords(text).body !== undefined;

/**
 * The intent with what was sent with an earlier message of the same space, `of`, as its body. Anybody may send the id of any message
 * with a click: one of another space is none.
 */
export async function withSent(rooms: Rooms, intent: Intent, of: string, talk: Talk): Promise<Intent> {
  const command = rooms.commands.find(({ name }) => name === intent.name);
  const args = { ...Object(intent.args) };
  if (!command?.takesBody || args.body !== undefined) return intent;
  const message = await rooms.webex.messages.get(of).catch((error: unknown) => {
    if (error instanceof WebexError && error.status === 404) return undefined;
    throw error;
  });
  if (!message || !sameId(message.roomId, talk.space.id))
    throw unread('The message with the file is gone', `Send the file once more with: ${intent.say()}.`);
  talk.sentWith = of;
  const { body } = readWords(wordsOf(message, rooms.chat.me));
  if (body !== undefined) return intentOf(intent.name, { ...args, body }, rooms.commands);
  return withFile(rooms, intent, message.files ?? []);
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
