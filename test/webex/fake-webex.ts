import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '#lib/clock.ts';
import { createLog } from '#lib/log.ts';
import { createWebex, type Webex, type WebexOptions } from '#webex/index.ts';

export interface Seen {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** What to answer with: a status and a JSON body, or a free hand over the response. */
export type Answer = { status?: number; json?: unknown; headers?: Record<string, string | undefined>; text?: string };
export type Handler = (seen: Seen, res: ServerResponse) => Answer | undefined | Promise<Answer | undefined>;

export interface FakeWebex extends AsyncDisposable {
  apiBase: string;
  seen: Seen[];
  log: string[];
  clock: TestClock;
  webex: Webex;
  webexWith(options: Partial<WebexOptions>): Webex;
}

export const TOKEN = 'very-secret-token';

export interface TestClock extends Clock {
  slept: number[];
  /** Somebody sets the wall clock: no time passes by that. */
  setForth(ms: number): void;
}

/** Time passes only by sleeping, and at once. */
export function testClock(): TestClock {
  let elapsed = 0;
  let start = 1_700_000_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => start + elapsed,
    elapsed: () => elapsed,
    setForth(ms) {
      start += ms;
    },
    async sleep(ms) {
      slept.push(ms);
      elapsed += ms;
    },
  };
}

/** A Webex on loopback that answers as the test says; a handler that returns nothing has answered by itself. */
export async function fakeWebex(handler: Handler): Promise<FakeWebex> {
  const seen: Seen[] = [];
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const url = new URL(req.url ?? '/', 'http://fake');
    const one = {
      method: req.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: req.headers,
      body: Buffer.concat(chunks),
    };
    seen.push(one);
    const answer = await handler(one, res);
    if (!answer) return;
    res.writeHead(answer.status ?? 200, {
      'content-type': 'application/json',
      trackingid: 'ROUTERGW_1',
      ...answer.headers,
    });
    res.end(answer.text ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)));
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  const clock = testClock();
  const made: Webex[] = [];
  const webexWith = (options: Partial<WebexOptions>) => {
    const webex = createWebex({ apiBase, token: TOKEN, clock, log, timeoutMs: 5_000, ...options });
    made.push(webex);
    return webex;
  };
  return {
    apiBase,
    seen,
    log: lines,
    clock,
    webex: webexWith({}),
    webexWith,
    async [Symbol.asyncDispose]() {
      for (const webex of made) await webex.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The error a call ends with; fails the test when it does not end with one. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('the call did not fail');
}
