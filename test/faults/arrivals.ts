import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Simulator } from '#simulator/server.ts';

/** A request of the bot as it came in at the simulator, whatever became of its answer. */
export interface Arrival {
  method: string;
  /** Below the API's base, without its query. */
  path: string;
  query: URLSearchParams;
  /** Milliseconds of a clock that never jumps. */
  at: number;
  /** Undefined until it is answered. */
  answer: { status: number; at: number } | undefined;
  /** Parsed; undefined until it was read whole. */
  body(): unknown;
}

/** A command for a device, which the simulator carried out or was to carry out. */
export interface Command {
  name: string;
  deviceId: string;
  arguments: Record<string, unknown>;
  isAnswered: boolean;
}

interface WatchOptions {
  now?: () => number;
  /** Told when an answer has gone out, before the bot can have seen it. */
  onAnswer?: (arrival: Arrival) => void;
}

export interface Arrivals {
  all: Arrival[];
  /** Commands that came in whole, those too whose sender was killed before the answer. */
  commands(): Command[];
  close(): void;
}

const Started = z.object({ request: z.custom<IncomingMessage>(), response: z.custom<ServerResponse>() });
const Body = z.object({ deviceId: z.string(), arguments: z.record(z.string(), z.unknown()).default({}) });
const COMMAND = '/xapi/command/';

/**
 * Sees each request of the bot when it comes in. The simulator's own record has those only whose answer went out, and a
 * killed process takes no answers.
 */
export function watchArrivals(
  { apiBase, botToken }: Pick<Simulator, 'apiBase' | 'botToken'>,
  { now = () => performance.now(), onAnswer }: WatchOptions = {},
): Arrivals {
  const { port, pathname } = new URL(apiBase);
  const all: Arrival[] = [];

  function onStart(message: unknown): void {
    const { request, response } = Started.parse(message);
    if (String(request.socket.localPort) !== port || request.headers.authorization !== `Bearer ${botToken}`) return;
    const url = new URL(request.url ?? '/', 'http://simulator');
    const arrival: Arrival = {
      method: request.method ?? '',
      path: decodeURIComponent(url.pathname.slice(pathname.length)),
      query: url.searchParams,
      at: now(),
      answer: undefined,
      body: () => ('body' in request ? request.body : undefined),
    };
    response.once('finish', () => {
      arrival.answer = { status: response.statusCode, at: now() };
      onAnswer?.(arrival);
    });
    all.push(arrival);
  }

  subscribe('http.server.request.start', onStart);
  return {
    all,
    commands: () =>
      all.flatMap(({ method, path, body, answer }) => {
        const read = Body.safeParse(body());
        if (method !== 'POST' || !path.startsWith(COMMAND) || !read.success) return [];
        return [{ name: path.slice(COMMAND.length), ...read.data, isAnswered: answer !== undefined }];
      }),
    close: () => unsubscribe('http.server.request.start', onStart),
  };
}
