import { z } from 'zod';
import type { Exchange } from '#simulator/exchange.ts';
import type { Delivery } from '#simulator/webhooks.ts';
import { FAILURES, type Rule, ruleFor } from './rules.ts';
import { CONTENT, Envelope, EVENTS, Failure } from './shapes.ts';

export interface CheckOptions {
  /** The cloud was told to misbehave: a 429 may come without Retry-After. */
  withFaults?: boolean;
}

/** What breaks Webex's contract in one exchange: in the request when a bot made it, and in the answer. Nothing: []. */
export function checkExchange(exchange: Exchange, options: CheckOptions = {}): string[] {
  const found = ruleFor(exchange.method, exchange.path);
  const isBots = exchange.caller?.type === 'bot' || isGranted(exchange) || found?.rule.isOpen;
  const faults = [
    ...(isBots ? checkRequest(exchange, found?.rule).map((fault) => `request: ${fault}`) : []),
    ...checkAnswer(exchange, found, options).map((fault) => `answer ${exchange.status}: ${fault}`),
  ];
  return faults.map((fault) => `${exchange.method} ${exchange.path} ${fault}`);
}

/** The bot acts with a token that somebody granted to its integration. */
const isGranted = ({ via }: Exchange): boolean => via === 'integration' || via === 'service-app';

function checkRequest(exchange: Exchange, rule: Rule | undefined): string[] {
  if (!rule) return ['Webex has no such endpoint'];
  const { query, requestHeaders } = exchange;
  const faults = explain('query', rule.query.safeParse({ ...query }));
  if (!rule.isOpen && !/^Bearer \S+$/.test(requestHeaders.authorization ?? ''))
    faults.push('authorization is no Bearer token');
  return [...faults, ...checkRequestBody(exchange, rule)];
}

function checkRequestBody({ requestBody, requestHeaders, status }: Exchange, { bodies }: Rule): string[] {
  const type = mediaType(requestHeaders['content-type']);
  if (!bodies) return hasContent(requestBody) ? ['takes no body'] : [];
  const schema = Object.hasOwn(bodies, type) ? bodies[type] : undefined;
  if (!schema) return [`content-type is "${type}", not ${Object.keys(bodies).join(' or ')}`];
  // A request that was refused before its body was read tells nothing about it.
  if (requestBody === undefined && status >= 400) return [];
  return explain('body', schema.safeParse(requestBody));
}

function checkAnswer(
  exchange: Exchange,
  found: ReturnType<typeof ruleFor>,
  { withFaults = false }: CheckOptions,
): string[] {
  const { status, responseBody, responseHeaders } = exchange;
  const faults: string[] = [];
  const trackingId = header(responseHeaders, 'trackingid');
  if (!/^(ROUTERGW|ROUTER|NA)_[0-9a-f-]{36}$/i.test(trackingId)) faults.push(`Trackingid is "${trackingId}"`);
  if (!found && ![401, 404, 405, 429, 500, 502, 503, 504].includes(status)) faults.push('an unknown endpoint is 404');
  if (status >= 400) return [...faults, ...checkFailure(exchange, found?.rule, trackingId, withFaults)];
  if (!found) return faults;
  const { rule, id } = found;
  if (!rule.success.includes(status)) return [...faults, `success is ${rule.success.join(' or ')}`];
  if (!rule.isOpen && exchange.caller === undefined) faults.push('without a valid token the answer is 401');
  if (!rule.answer || status === rule.emptyAt) {
    if (responseBody !== undefined) faults.push('should have no JSON');
    return faults;
  }
  if (mediaType(header(responseHeaders, 'content-type')) !== 'application/json') faults.push('is not application/json');
  faults.push(...explain('body', rule.answer.safeParse(responseBody)));
  faults.push(...checkEcho(exchange, rule, id), ...checkPage(exchange, rule));
  return faults;
}

function checkFailure(
  { status, responseBody, responseHeaders, caller }: Exchange,
  { failure: shape = Failure, isOpen = false }: Partial<Rule> = {},
  trackingId: string,
  withFaults: boolean,
): string[] {
  const faults = FAILURES.includes(status) ? [] : ['is no status of the contract'];
  faults.push(...explain('body', shape.safeParse(responseBody)));
  const failure = Failure.safeParse(responseBody);
  if (failure.data && failure.data.trackingId !== trackingId) faults.push('trackingId differs from the header');
  if (!isOpen && caller === undefined && status !== 401) faults.push('without a valid token the answer is 401');
  const retryAfter = header(responseHeaders, 'retry-after');
  if (status === 429 && retryAfter === '' && !withFaults) faults.push('Retry-After is missing');
  if (retryAfter !== '' && !/^[1-9]\d*$/.test(retryAfter))
    faults.push(`Retry-After is "${retryAfter}", not whole seconds`);
  return faults;
}

/** An answer is about what was asked for. Ids may differ in their padding. */
function checkEcho({ requestBody, query, responseBody }: Exchange, { echoes }: Rule, id: string | undefined): string[] {
  if (!echoes) return [];
  const { field, of } = echoes;
  const asked = { path: { [field]: id }, body: requestBody, query }[of];
  const wanted = Loose.safeParse(asked).data?.[field];
  const got = Loose.safeParse(responseBody).data?.[field];
  if (typeof wanted !== 'string' || typeof got !== 'string') return [];
  return got.replace(/=+$/, '') === wanted.replace(/=+$/, '') ? [] : [`${field} is not the one that was asked for`];
}

const Loose = z.record(z.string(), z.unknown());
const Items = z.object({ items: z.array(z.unknown()) });

function checkPage(
  { query, path, requestHeaders, responseBody, responseHeaders }: Exchange,
  { isPaged = false }: Rule,
): string[] {
  const faults: string[] = [];
  const link = header(responseHeaders, 'link');
  const count = Items.safeParse(responseBody).data?.items.length ?? 0;
  if (typeof query['max'] === 'string' && count > Number(query['max']))
    faults.push(`has ${count} items, more than max`);
  if (link === '') return faults;
  if (!isPaged) return [...faults, 'has a Link, but no pages'];
  const next = /^<(https?:\/\/[^<>\s]+)>; ?rel="next"$/.exec(link)?.[1];
  if (next === undefined || !URL.canParse(next)) return [...faults, `Link is "${link}"`];
  const url = new URL(next);
  if (url.host !== requestHeaders.host) faults.push(`Link leads to ${url.host}`);
  if (!url.pathname.endsWith(path.replace(/\/$/, ''))) faults.push(`Link leads to ${url.pathname}`);
  for (const name of Object.keys(query)) if (!url.searchParams.has(name)) faults.push(`Link forgets ${name}`);
  return faults;
}

/** What breaks the contract in one delivery to a webhook. Nothing: []. */
export function checkDelivery({
  targetUrl,
  headers,
  body,
}: Pick<Delivery, 'targetUrl' | 'headers' | 'body'>): string[] {
  const faults: string[] = [];
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (mediaType(named.get('content-type')) !== 'application/json') faults.push('is not application/json');
  const spark = named.get('x-spark-signature');
  if (spark !== undefined && !/^[0-9a-f]{40}$/.test(spark)) faults.push('X-Spark-Signature is no hex SHA-1');
  const webex = named.get('x-webex-signature');
  if (webex !== undefined && !/^SHA-256=[0-9a-f]{64}, ?SHA-512=[0-9a-f]{128}$/.test(webex)) {
    faults.push('X-Webex-Signature is not "SHA-256=<hex>, SHA-512=<hex>"');
  }
  const envelope = Envelope.safeParse(parsed(body));
  faults.push(...explain('envelope', envelope));
  if (envelope.success) {
    const { resource, event, data } = envelope.data;
    if (resource === 'all' || !EVENTS[resource]?.includes(event)) faults.push(`${resource} has no event ${event}`);
    for (const name of CONTENT[resource] ?? []) if (name in data) faults.push(`data gives ${name} away`);
  }
  return faults.map((fault) => `delivery to ${targetUrl}: ${fault}`);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function explain(what: string, result: z.ZodSafeParseResult<unknown>): string[] {
  return (result.error?.issues ?? []).map(({ path, message }) => `${[what, ...path].join('.')} ${message}`);
}

const header = (headers: Exchange['responseHeaders'], name: string): string => {
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return value === undefined ? '' : String(value);
};
const mediaType = (value: string | undefined): string => (value ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
const hasContent = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && Object.keys(body).length > 0;
