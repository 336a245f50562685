import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Problem } from '#lib/problem.ts';
import { createDisk } from './disk.ts';
import { NodeSqliteDialect, type OpenDatabase } from './sqlite-dialect.ts';

/** How long to wait for a process that is just ending to let go of the file, in ms. */
const BUSY_TIMEOUT = 1_000;

/** Node never comes back from a recursive mkdir below a folder such as /proc, where nothing can be made. */
function makeFolder(path: string): void {
  const isInPlace = existsSync(dirname(path));
  if (existsSync(path)) return;
  mkdirSync(path, { recursive: !isInPlace, mode: 0o700 });
}

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the upper bytes only say more about them. */
const PERM = 3;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** The dialect for `<dataDir>/bot.sqlite`. The file is made at the first query; faults are Problems that name DATA_DIR. */
export function sqliteDialect(dataDir: string): NodeSqliteDialect {
  return new NodeSqliteDialect(
    () => open(dataDir),
    (error) => explain(error, dataDir),
  );
}

function open(dataDir: string): OpenDatabase {
  const path = join(dataDir, 'bot.sqlite');
  let db: DatabaseSync | undefined;
  try {
    makeFolder(dataDir);
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    // Not by opening the file: closing it again would drop this process's lock on it.
    chmodSync(path, 0o600);
    // The exclusive lock is the kernel's: it keeps a second process out and goes with this one, however it ends.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    db.exec('PRAGMA journal_mode = WAL');
    // FULL would wait for the disk within each commit, and everything else of the bot with it. Every write waits for the
    // same flush of the log instead (sqlite-dialect.ts), which runs beside.
    db.exec('PRAGMA synchronous = NORMAL');
    // What a burst made of the write-ahead log is given back.
    db.exec('PRAGMA journal_size_limit = 8388608');
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return opened(db, `${path}-wal`, dataDir);
  } catch (error) {
    db?.close();
    throw explain(error, dataDir);
  }
}

function opened(db: DatabaseSync, log: string, dataDir: string): OpenDatabase {
  const disk = createDisk(log);
  return {
    db,
    flush: () =>
      disk.flush().catch((error) => {
        throw explain(error, dataDir);
      }),
    close() {
      disk.close();
      db.close();
    },
  };
}

const SqliteError = z.object({ errcode: z.number() });
const FileError = z.object({ syscall: z.string(), code: z.string() });

/** The Problem behind an error of SQLite or of the file system; other errors come back as they are. */
function explain(error: unknown, dataDir: string): unknown {
  const code = SqliteError.safeParse(error).data?.errcode;
  switch (code === undefined ? undefined : code & 0xff) {
    case BUSY:
    case LOCKED:
      return new Problem(`Another process uses the store in DATA_DIR (${dataDir}).`, {
        code: 'store-in-use',
        hint: 'Stop the other bot, give this one its own DATA_DIR, or set DATABASE_URL so that both can share PostgreSQL.',
        cause: error,
      });
    case FULL:
      return full(error, dataDir);
    case CORRUPT:
    case NOTADB:
      return new Problem(`The store in DATA_DIR (${dataDir}) is damaged or is not a store.`, {
        code: 'store-damaged',
        hint: 'Put bot.sqlite back from a backup, or move it away to start with an empty store.',
        cause: error,
      });
    case PERM:
    case READONLY:
    case IOERR:
    case CANTOPEN:
      return notWritable(error, dataDir);
  }
  const file = FileError.safeParse(error).data;
  if (file?.code === 'ENOSPC' || file?.code === 'EDQUOT') return full(error, dataDir);
  return file ? notWritable(error, dataDir) : error;
}

function full(error: unknown, dataDir: string): Problem {
  return new Problem(`The disk that holds DATA_DIR (${dataDir}) is full.`, {
    code: 'store-full',
    hint: 'Free some space there. Nothing was kept of what could not be stored.',
    cause: error,
  });
}

function notWritable(error: unknown, dataDir: string): Problem {
  return new Problem(`The store can't be written in DATA_DIR (${dataDir}).`, {
    code: 'store-not-writable',
    hint: 'Set DATA_DIR to a directory that exists or can be made, and that the user of this process may write.',
    cause: error,
  });
}
