import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { z } from 'zod';
import { Problem } from '#lib/problem.ts';

const FORMAT = 'webex-device-bot store';
const FORMAT_VERSION = 1;

/**
 * The first line says what follows, then comes a line `["table", {row}]` for each row, and last a digest of everything
 * before it: a file that was cut off or changed can be told from a whole one.
 */
const Head = z.object({
  format: z.literal(FORMAT),
  version: z.int(),
  /** The shape of the tables. */
  migrations: z.array(z.string()),
  /** Rows by table. */
  counts: z.record(z.string(), z.int().nonnegative()),
});
export type Head = Pick<z.infer<typeof Head>, 'migrations' | 'counts'>;

const Row = z.tuple([z.string(), z.unknown()]);
const End = z.object({ sha256: z.string() });

/** Longer than any row. What has no line break for so long is no export, and must not fill the memory. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

const FILE_FAULTS: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'it is not in a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk may only be read',
};
const FileError = z.object({ code: z.string(), syscall: z.string() });

/** The Problem behind an error of the file system; other errors come back as they are. */
function explain(error: unknown, what: string): unknown {
  const code = FileError.safeParse(error).data?.code;
  if (code === undefined) return error;
  return new Problem(`${what}: ${FILE_FAULTS[code] ?? code}.`, { code: 'transfer-file', cause: error });
}

export interface TransferWriter {
  rows(table: string, rows: readonly object[]): Promise<void>;
}

/**
 * Writes an export, for this user only. It stands under its name once it is whole and on the disk; when `write` fails
 * nothing is left. Throws a Problem when there is a file of that name.
 */
export async function writeTransfer(
  path: string,
  head: Head,
  write: (writer: TransferWriter) => Promise<void>,
): Promise<void> {
  const refuse = () => {
    if (!existsSync(path)) return;
    throw new Problem(`${path} is there already.`, {
      code: 'transfer-file',
      hint: 'Name a file that is not there yet.',
    });
  };
  refuse();
  const part = `${path}.part`;
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'w', 0o600);
    const digest = createHash('sha256');
    const put = async (text: string) => {
      digest.update(text);
      await file?.appendFile(text);
    };
    await put(`${JSON.stringify({ format: FORMAT, version: FORMAT_VERSION, ...head })}\n`);
    await write({ rows: (table, rows) => put(rows.map((row) => `${JSON.stringify([table, row])}\n`).join('')) });
    await file.appendFile(`${JSON.stringify({ sha256: digest.digest('hex') })}\n`);
    await file.sync();
    await file.close();
    refuse();
    await rename(part, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(part, { force: true }).catch(() => undefined);
    throw explain(error, `The export can't be written to ${path}`);
  }
}

/** What the file says of itself. Throws a Problem when it is no export that this version can read. */
export async function readHead(path: string): Promise<Head> {
  for await (const line of linesOf(path)) {
    const read = Head.safeParse(parsed(line));
    if (!read.success) break;
    if (read.data.version > FORMAT_VERSION) throw newer(path);
    return read.data;
  }
  throw new Problem(`${path} is no export of a store.`, {
    code: 'transfer-damaged',
    hint: 'Exports are made with npm run db:export.',
  });
}

/** The rows of an export, one at a time. Throws a Problem when the file turns out not to be whole. */
export async function* rowsOf(
  path: string,
): AsyncGenerator<{ table: string; row: unknown; line: number; length: number }> {
  const digest = createHash('sha256');
  let number = 0;
  let isWhole = false;
  for await (const line of linesOf(path)) {
    number += 1;
    if (isWhole) throw damaged(path, number);
    const json = parsed(line);
    const row = Row.safeParse(json).data;
    const end = row ? undefined : End.safeParse(json).data;
    if (end) {
      if (end.sha256 !== digest.digest('hex')) throw damaged(path);
      isWhole = true;
      continue;
    }
    digest.update(line).update('\n');
    if (row) yield { table: row[0], row: row[1], line: number, length: line.length };
    else if (number > 1) throw damaged(path, number);
  }
  if (!isWhole) throw cutOff(path);
}

/** Reads the file to its end, before a row of it is used. Throws a Problem when it is not whole. */
export async function checkWhole(path: string): Promise<void> {
  for await (const _ of rowsOf(path));
}

/** By line breaks alone: `node:readline` takes other characters for breaks too, and JSON may hold those. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        yield Buffer.concat([...parts, chunk.subarray(from, at)]);
        parts = [];
        length = 0;
        from = at + 1;
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > LONGEST_LINE) throw damaged(path);
    }
  } catch (error) {
    throw explain(error, `${path} can't be read`);
  }
  if (length > 0) yield Buffer.concat(parts);
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString());
  } catch {
    return undefined;
  }
}

export const damaged = (path: string, line?: number): Problem =>
  new Problem(`${path} is damaged${line === undefined ? '' : ` at line ${line}`}. Nothing was imported.`, {
    code: 'transfer-damaged',
    hint: 'Export the store again, or copy the file again.',
  });

const cutOff = (path: string): Problem =>
  new Problem(`${path} ends too early. Nothing was imported.`, {
    code: 'transfer-damaged',
    hint: 'Export the store again, or copy the file again.',
  });

export const newer = (path: string): Problem =>
  new Problem(`${path} was written by a newer version of this bot. Nothing was imported.`, {
    code: 'transfer-newer',
    hint: 'Import it with that version.',
  });
