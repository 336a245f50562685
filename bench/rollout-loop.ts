import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import { KEY, type Told, VALUE } from './parts/rollout-task.ts';

/**
 * What a rollout is measured against: the fastest there can be. It knows the limit of the cloud to the digit, so it never
 * draws a 429 but in a storm, and keeps 64 connections busy. It knows nothing else: no plan, no rows, no locks, nobody's
 * rights, no canary, nothing is confirmed, and a process that ends has forgotten everything.
 */
const { API_BASE = '', TOKEN = '', PER_SECOND = '', BURST = '' } = process.env;
const CONNECTIONS = 64;
/** The cloud begins to count when the first request is there, not when it is sent. */
const SPARE = 8;
const AGAIN_MS = 1_000;

const base = new URL(API_BASE);
const pool = new Pool(base.origin, { connections: CONNECTIONS });
const authorization = `Bearer ${TOKEN}`;
const perMs = Number(PER_SECOND) / 1_000;
const size = Number(BURST) - SPARE;
const body = JSON.stringify([{ op: 'replace', path: `${KEY}/sources/configured/value`, value: VALUE }]);

async function listDevices(): Promise<string[]> {
  const ids: string[] = [];
  for (let path: string | undefined = `${base.pathname}/devices?max=1000`; path !== undefined; ) {
    const answer: Dispatcher.ResponseData = await pool.request({ method: 'GET', path, headers: { authorization } });
    const { items } = (await answer.body.json()) as { items: { id: string }[] };
    ids.push(...items.map(({ id }) => id));
    const next: string | undefined = /<([^>]*)>; rel="next"/.exec(String(answer.headers['link'] ?? ''))?.[1];
    path = next === undefined ? undefined : next.slice(base.origin.length);
  }
  return ids;
}

let tokens = size;
let filledAt = performance.now();
let openAt = 0;

/** Resolves when the cloud will take one more. */
async function turn(): Promise<void> {
  for (;;) {
    const now = performance.now();
    tokens = Math.min(size, tokens + (now - filledAt) * perMs);
    filledAt = now;
    const waitMs = Math.max(openAt - now, tokens < 1 ? (1 - tokens) / perMs : 0);
    if (waitMs <= 0) break;
    await sleep(waitMs);
  }
  tokens -= 1;
}

async function patch(deviceId: string): Promise<'done' | 'again'> {
  const {
    statusCode,
    headers,
    body: answer,
  } = await pool.request({
    method: 'PATCH',
    path: `${base.pathname}/deviceConfigurations?deviceId=${encodeURIComponent(deviceId)}`,
    headers: { authorization, 'content-type': 'application/json-patch+json' },
    body,
  });
  answer.resume();
  await once(answer, 'end');
  if (statusCode === 200) return 'done';
  if (statusCode === 429) openAt = Math.max(openAt, performance.now() + Number(headers['retry-after'] ?? 1) * 1_000);
  else await sleep(AGAIN_MS);
  return 'again';
}

process.stdout.write('ready\n');
await sleep(1_000);
const waiting = await listDevices();
const from = performance.now();
tokens = size;
filledAt = from;
async function work(): Promise<void> {
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    await turn();
    if ((await patch(id)) === 'again') waiting.push(id);
  }
}
await Promise.all(Array.from({ length: CONNECTIONS }, work));
const told: Told = { wallMs: performance.now() - from, reported: [] };
process.stdout.write(`${JSON.stringify(told)}\n`);
await pool.close();
