import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Logger } from '#lib/log.ts';
import { Problem } from '#lib/problem.ts';

const BIGINT = 20;

/**
 * The dialect for the PostgreSQL at DATABASE_URL. Connections are made when needed; one that can't be made is a Problem
 * that names DATABASE_URL and never holds any part of its user or password.
 */
export function postgresDialect(databaseUrl: string, log: Logger): PostgresDialect {
  const where = place(databaseUrl);
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'webex-device-bot',
    max: 10,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    keepAlive: true,
    types: { getTypeParser: (oid, format) => (oid === BIGINT ? Number : pg.types.getTypeParser(oid, format)) },
  });
  // Without a listener a connection that breaks while it is idle would end the process; the pool replaces it.
  pool.on('error', (error) => log.warn(reasonOf(error), 'an idle database connection broke'));
  // Nor may one that breaks while it is in use: the pool listens only to those it holds. The query itself fails too.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn(reasonOf(error), 'a database connection broke'));
  });
  return new PostgresDialect({
    pool: {
      async connect() {
        try {
          return await pool.connect();
        } catch (error) {
          throw explain(error, where);
        }
      },
      end: () => pool.end(),
      options: pool.options,
    },
  });
}

/** `host:port/database` of the URL, for messages. */
function place(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  // With a raw "#", "/" or "?" in the password the parser takes a part of the password for the host.
  const isClear = url && (url.username !== '' || !databaseUrl.includes('@'));
  const rest = url ? url.pathname + url.search + url.hash : '';
  if (!url || !isClear || rest.includes('@') || !/^postgres(ql)?:$/.test(url.protocol)) {
    // No cause: the error of the URL parser quotes the whole URL.
    throw new Problem("DATABASE_URL can't be read as the address of a PostgreSQL database.", {
      code: 'store-address',
      hint: 'It looks like postgres://user:password@host:5432/database. Write special characters of the password percent-encoded, for example # as %23.',
    });
  }
  return `${url.hostname || 'localhost'}:${url.port || '5432'}${url.pathname}`;
}

/** The pool hangs the whole client, with its address and keys, on the error: only this much is for the log. */
const reasonOf = (error: Error) => ({ code: Coded.safeParse(error).data?.code, reason: error.message });

const Coded = z.object({ code: z.string() });

/** https://www.postgresql.org/docs/current/errcodes-appendix.html and Node's own codes. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  ETIMEDOUT: 'there was no answer in time',
  '28P01': 'the user or the password was refused',
  '28000': 'the user was refused, or the server wants TLS (add ?sslmode=require)',
  '3D000': 'there is no such database',
  '42501': 'the user lacks a permission',
  '53300': 'the server has no connection left',
  '57P03': 'the server is starting or stopping',
};

/** The Problem behind a connection that could not be made. */
function explain(error: unknown, where: string): Problem {
  const code = Coded.safeParse(error).data?.code ?? '';
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : 'no connection could be made';
  return new Problem(`The database of DATABASE_URL (${where}) can't be reached: ${reason}.`, {
    code: 'store-unreachable',
    hint: 'Check that PostgreSQL runs and that host, port, database, user and password in DATABASE_URL are right.',
    ...(code && { cause: error }),
  });
}
