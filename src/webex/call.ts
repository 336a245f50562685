import type { z } from 'zod';
import { type Auth, authorised } from './auth.ts';
import { badAnswer, WebexError } from './errors.ts';
import type { Http, HttpAnswer, HttpRequest } from './http.ts';
import type { CallContext, Repeat, Retry } from './retry.ts';

export interface CallRequest extends HttpRequest {
  /** Left out: `safe` for GET and DELETE, `rate-limit` for POST, PUT and PATCH. */
  repeat?: Repeat;
}

export interface Answer<T> {
  data: T;
  link: string | undefined;
  trackingId: string;
}

/** What every resource file is built on: one call to Webex, its answer read by a schema. Throws WebexError. */
export interface Call {
  readonly base: string;
  <T>(request: CallRequest, schema: z.ZodType<T>): Promise<Answer<T>>;
  /** For answers that are not JSON: the text as it came. */
  text(request: CallRequest): Promise<string>;
  /** For answers without a body, such as 204. */
  none(request: CallRequest): Promise<void>;
  /** For answers whose status tells something: as it came. */
  raw(request: CallRequest): Promise<HttpAnswer>;
}

export function createCall(http: Http, retry: Retry, context: CallContext, auth: Auth): Call {
  const repeatOf = ({ method, repeat }: CallRequest): Repeat =>
    repeat ?? (method === 'GET' || method === 'DELETE' ? 'safe' : 'rate-limit');

  const patient = { ...context, maxWaitMs: context.maxWriteWaitMs ?? context.maxWaitMs };
  const patienceFor = ({ method }: CallRequest): CallContext => (method === 'GET' ? context : patient);

  async function send(request: CallRequest, limitMs: number) {
    const answer = await authorised(auth, (token) => http.send(request, token, limitMs, context.signal));
    if (request.method !== 'GET') context.onWrite?.(answer.trackingId);
    return answer;
  }

  async function call<T>(request: CallRequest, schema: z.ZodType<T>): Promise<Answer<T>> {
    const isRead = request.method === 'GET';
    const { body, link, trackingId } = await retry(
      async (limitMs) => {
        const answer = await send(request, limitMs);
        // Read inside the attempt: a read whose answer was cut short or came from a proxy is worth a second try.
        return { body: parseJson(answer.text, isRead, answer.trackingId), ...answer };
      },
      repeatOf(request),
      patienceFor(request),
      resourceOf(request),
    );
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw badAnswer(isRead, trackingId, parsed.error);
    return { data: parsed.data, link, trackingId };
  }

  async function text(request: CallRequest): Promise<string> {
    return (await raw(request)).text;
  }

  async function none(request: CallRequest): Promise<void> {
    await raw(request);
  }

  const raw = (request: CallRequest) =>
    retry((limitMs) => send(request, limitMs), repeatOf(request), patienceFor(request), resourceOf(request));

  return Object.assign(call, { base: http.base, none, raw, text });
}

/** `/xapi/command/Dial` → `xapi`. */
const resourceOf = ({ path }: CallRequest): string => /^\/([^/?]*)/.exec(path)?.[1] ?? '';

export function parseJson(text: string, isRead: boolean, trackingId: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badAnswer(isRead, trackingId, error);
  }
}

/** An id or a name as one segment of a path. `.` and `..` would climb out of it. */
export function segment(value: string): string {
  if (value === '' || value === '.' || value === '..') {
    throw new WebexError(`"${value}" can't be an id or a name in Webex.`, {
      code: 'webex-bad-request',
      kind: 'refused',
      outcome: 'not-sent',
    });
  }
  return encodeURIComponent(value);
}

export type QueryValue = string | number | string[] | undefined;

/** `?a=1&name=x&name=y`, or nothing; undefined is left out, a list becomes a repeated parameter. */
export function query(values: Record<string, QueryValue>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) params.append(name, String(one));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
