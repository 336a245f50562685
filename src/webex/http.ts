import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { type Clock, systemClock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import { Problem } from '#lib/problem.ts';
import { noAnswer, refusal, stopped } from './errors.ts';
import { routeOf } from './route.ts';

/** A full device configuration is about 1 MB and 1,000 devices about 2 MB; more than this is no answer of Webex. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's base, with its query, already encoded: `/devices?max=1000`. */
  path: string;
  json?: unknown;
  /** Instead of `json`: a body made ready, with its content type. */
  raw?: { type: string; bytes: Uint8Array };
  /** What is to be kept of the body of an answer of success; without it the whole is. */
  keep?: () => Keeper;
}

/** Is given a body as it comes, all of it. A piece is good only while it is taken: so megabytes pass without being held. */
export interface Keeper {
  take(piece: Buffer): void;
  text(): string;
}

export interface HttpAnswer {
  status: number;
  /** The Link header, which carries the next page. */
  link: string | undefined;
  text: string;
  trackingId: string;
  /** From Retry-After, which also comes with an answer that is not ready yet. */
  retryAfterMs: number | undefined;
}

export interface Http {
  /** The URL every path is put behind, without a slash at its end. */
  readonly base: string;
  send(request: HttpRequest, token: string, timeoutMs: number, signal?: AbortSignal): Promise<HttpAnswer>;
  /** By how much this machine's clock was ahead of Webex's at the last answer, in ms; undefined when Webex has not told. */
  aheadMs(): number | undefined;
  close(): Promise<void>;
}

export interface HttpOptions {
  apiBase: string;
  timeoutMs: number;
  connections: number;
  log: Logger;
  clock?: Pick<Clock, 'now'>;
  /** Told of every request that was begun, with its status, or `none` when no whole answer came. */
  metrics?: Pick<Metrics, 'called'>;
}

/**
 * One request and its answer: authentication, time limit, size limit, tracking ids. It never repeats anything.
 * Throws WebexError for a status of 400 and more, and when no answer came.
 */
export function createHttp(options: HttpOptions): Http {
  const { apiBase, timeoutMs, connections, log, metrics, clock = systemClock } = options;
  const url = parseBase(apiBase);
  const prefix = url.pathname.replace(/\/+$/, '');
  const pool = new Pool(url.origin, {
    connections,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: MAX_RESPONSE_BYTES,
    // Over HTTP/2 the answers of several requests come in one piece of memory: letGo() would take it from the others.
    allowH2: false,
    connect: { timeout: Math.min(timeoutMs, 5_000) },
  });

  let aheadMs: number | undefined;

  async function send(request: HttpRequest, token: string, limitMs: number, signal?: AbortSignal): Promise<HttpAnswer> {
    if (signal?.aborted) throw stopped();
    const sentId = `BOT_${randomUUID()}`;
    const isRead = request.method === 'GET';
    // One timer for connecting, headers and body together: undici's own limits start anew for each of them.
    const abort = new EventEmitter();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      abort.emit('abort');
    }, limitMs);
    const onSignal = () => abort.emit('abort');
    signal?.addEventListener('abort', onSignal, { once: true });
    const begun = performance.now();
    let status: number | 'none' = 'none';
    try {
      const asked = toOptions(request, prefix, `Bearer ${token}`, sentId, abort);
      const { statusCode, headers, text } = await (request.keep ? kept(pool, asked, request.keep) : whole(pool, asked));
      status = statusCode;
      const ahead = clock.now() - Date.parse(single(headers['date']) ?? '');
      if (!Number.isNaN(ahead)) aheadMs = ahead;
      const trackingId = single(headers['trackingid']) ?? sentId;
      log.debug({ method: request.method, path: request.path, status, trackingId }, 'Webex answered');
      const retryAfterMs = retryAfter(single(headers['retry-after']), single(headers['date']));
      if (status >= 400) {
        const details = detailsOf(text).map((detail) => detail.replaceAll(token, '[token]'));
        throw refusal({ status, details, isRead, trackingId, retryAfterMs });
      }
      return { status, link: single(headers['link']), text, trackingId, retryAfterMs };
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw noAnswer(error, isRead, sentId, timedOut);
    } finally {
      metrics?.called(request.method, routeOf(request.path), status, (performance.now() - begun) / 1000);
      clearTimeout(timer);
      signal?.removeEventListener('abort', onSignal);
    }
  }

  return { base: url.origin + prefix, send, aheadMs: () => aheadMs, close: () => pool.destroy() };
}

type Whole = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'> & { text: string };

async function whole(pool: Pool, options: Dispatcher.RequestOptions): Promise<Whole> {
  const { statusCode, headers, body } = await pool.request(options);
  return { statusCode, headers, text: await body.text() };
}

/** Room for any piece: the stream is never full, so no connection is held up because of it. */
const NEVER_FULL = 1024 * 1024;

/** Nothing of the body waits between its coming and its being taken, as it would in a stream that is read from. */
async function kept(pool: Pool, options: Dispatcher.RequestOptions, keep: () => Keeper): Promise<Whole> {
  let answered: Pick<Whole, 'statusCode' | 'headers'> = { statusCode: 0, headers: {} };
  let keeper = all();
  await pool.stream(options, ({ statusCode, headers }) => {
    answered = { statusCode, headers };
    if (statusCode < 400) keeper = keep();
    let before: ArrayBufferLike | undefined;
    return new Writable({
      highWaterMark: NEVER_FULL,
      write(piece: Buffer, _encoding, taken) {
        if (before !== piece.buffer) letGo(before);
        before = piece.buffer;
        keeper.take(piece);
        taken();
      },
    });
  });
  return { ...answered, text: keeper.text() };
}

/**
 * Gives back what was read from a connection, once the next of it is there. V8 counts such memory late, since it is not in its
 * heap: of ten thousand answers of a megabyte hundreds would lie about. Small ones may be of the pool that everybody shares.
 * docs/decisions/0053-pieces-let-go.md
 */
function letGo(memory: ArrayBufferLike | undefined): void {
  if (memory instanceof ArrayBuffer && memory.byteLength > Buffer.poolSize) memory.transfer(0);
}

function all(): Keeper {
  const pieces: Buffer[] = [];
  return { take: (piece) => void pieces.push(Buffer.from(piece)), text: () => Buffer.concat(pieces).toString() };
}

function toOptions(
  request: HttpRequest,
  prefix: string,
  authorization: string,
  trackingId: string,
  signal: EventEmitter,
): Dispatcher.RequestOptions {
  const headers: Record<string, string> = { authorization, accept: 'application/json', trackingid: trackingId };
  const options = { method: request.method, path: prefix + request.path, headers, signal };
  if (request.raw) {
    headers['content-type'] = request.raw.type;
    return { ...options, body: request.raw.bytes };
  }
  if (request.json === undefined) return options;
  headers['content-type'] = 'application/json; charset=utf-8';
  return { ...options, body: JSON.stringify(request.json) };
}

function parseBase(apiBase: string): URL {
  const url = URL.canParse(apiBase) ? new URL(apiBase) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new Problem('The address of the Webex API is not a URL.', {
    code: 'webex-base',
    hint: 'Check WEBEX_API_BASE. Webex itself is https://webexapis.com/v1.',
  });
}

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value);

/**
 * Retry-After as milliseconds: Webex sends seconds, RFC 9110 also allows a date, which counts from the answer's own Date:
 * the clock of this machine may be wrong. Undefined when it makes no sense.
 */
export function retryAfter(header: string | undefined, answeredAt?: string): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  const from = Date.parse(answeredAt ?? '');
  return Number.isNaN(date) ? undefined : Math.max(0, date - (Number.isNaN(from) ? Date.now() : from));
}

/** The readable part of Webex's error body `{message, errors: [{description}], trackingId}`, cut to what a card can show. */
function detailsOf(text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof body !== 'object' || body === null) return [];
  const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors : [];
  const described = errors.flatMap((error: unknown) =>
    typeof error === 'object' && error !== null && 'description' in error ? [error.description] : [],
  );
  const message = 'message' in body ? [body.message] : [];
  const texts = (described.length > 0 ? described : message).filter((entry) => typeof entry === 'string');
  return texts.slice(0, 5).map((entry) => entry.slice(0, 300));
}
