import { setTimeout as sleep } from 'node:timers/promises';
import { KEY, type Told, VALUE } from './parts/rollout-task.ts';

/**
 * What people use today, written anew from what it does: the pages of the list one after the other, then a change of every
 * device, all at once. After a 429 it means to wait, but looks for `Retry-After` among names in lower case and would take
 * seconds for milliseconds; it finds none and lets the device go without a word.
 */
const { API_BASE = '', TOKEN = '' } = process.env;
const authorization = `Bearer ${TOKEN}`;

async function listDevices(): Promise<string[]> {
  const ids: string[] = [];
  for (let url: string | undefined = `${API_BASE}/devices?max=100`; url !== undefined; ) {
    const answer = await fetch(url, { headers: { authorization } });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    ids.push(...items.map(({ id }) => id));
    url = /<([^>]*)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return ids;
}

async function patch(deviceId: string): Promise<void> {
  const answer = await fetch(`${API_BASE}/deviceConfigurations?deviceId=${encodeURIComponent(deviceId)}`, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/json-patch+json' },
    body: JSON.stringify([{ op: 'replace', path: `${KEY}/sources/configured/value`, value: VALUE }]),
  });
  const headers: Record<string, string> = Object.fromEntries(answer.headers);
  const shown = await answer.json();
  if (answer.status === 429) {
    const ms = Number(headers['Retry-After']);
    if (!(ms > 0)) return;
    await sleep(ms);
    return patch(deviceId);
  }
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(shown)}`);
}

process.stdout.write('ready\n');
await sleep(1_000);
const ids = await listDevices();
const from = performance.now();
const reported: string[] = [];
await Promise.all(ids.map((id) => patch(id).catch(() => void reported.push(id))));
const told: Told = { wallMs: performance.now() - from, reported };
process.stdout.write(`${JSON.stringify(told)}\n`);
