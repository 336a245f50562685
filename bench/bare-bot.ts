import { createHmac, timingSafeEqual } from 'node:crypto';
import express from 'express';
import { Pool } from 'undici';

/**
 * What the bot is measured against: the least that can answer "status Audio.Volume on Fjord" over express and undici. It
 * checks signatures, acknowledges at once and makes the same calls for the same card, and does nothing else: no roles, no
 * audit, no de-duplication, no retries, no schemas, no errors.
 */
const {
  WEBEX_API_BASE = '',
  WEBEX_BOT_TOKEN = '',
  WEBHOOK_SECRET = '',
  PUBLIC_URL = '',
  PORT = '0',
  ANSWER = '',
} = process.env;

/** Names and states are kept as long as the bot keeps them, so that both make the same number of calls. */
const LIST_MS = 60_000;
const DEVICE_MS = 3_000;

interface Device {
  id: string;
  displayName: string;
  connectionStatus: string;
}

const base = new URL(WEBEX_API_BASE);
const pool = new Pool(base.origin, { connections: 64, headersTimeout: 10_000, bodyTimeout: 10_000 });
const authorization = `Bearer ${WEBEX_BOT_TOKEN}`;

async function call<T>(method: 'GET' | 'POST', path: string, json?: object): Promise<T> {
  const response = await pool.request({
    method,
    path: base.pathname + path,
    headers: { authorization, ...(json && { 'content-type': 'application/json; charset=utf-8' }) },
    ...(json && { body: JSON.stringify(json) }),
  });
  const text = await response.body.text();
  if (response.statusCode >= 400) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
  return JSON.parse(text) as T;
}

let list: { at: number; devices: Promise<{ items: Device[] }> } | undefined;
const records = new Map<string, { at: number; device: Device }>();

async function deviceCalled(name: string): Promise<Device> {
  if (!list || Date.now() - list.at > LIST_MS) list = { at: Date.now(), devices: call('GET', '/devices?max=1000') };
  const found = (await list.devices).items.find(({ displayName }) => displayName === name);
  if (!found) throw new Error(`no device is called ${name}`);
  const known = records.get(found.id);
  if (known && Date.now() - known.at <= DEVICE_MS) return known.device;
  const device = await call<Device>('GET', `/devices/${found.id}`);
  records.set(device.id, { at: Date.now(), device });
  return device;
}

/** The text and the card that the bot gave to the same words. */
const answer: { text: string; attachments: object[] } = JSON.parse(ANSWER);

async function reply(messageId: string): Promise<void> {
  const { roomId, text } = await call<{ roomId: string; text: string }>('GET', `/messages/${messageId}`);
  const words = /status (\S+) on (.+)$/.exec(text);
  if (!words) throw new Error(`no answer to "${text}"`);
  const [, path = '', name = ''] = words;
  const { id } = await deviceCalled(name);
  const { result } = await call<{ result?: object }>('GET', `/xapi/status?deviceId=${id}&name=${path}`);
  if (!result) throw new Error(`no status "${path}"`);
  await call('POST', '/messages', { roomId, ...answer });
}

function isSigned(header: unknown, body: Buffer): boolean {
  const signature = Buffer.from(String(header));
  const expected = Buffer.from(createHmac('sha1', WEBHOOK_SECRET).update(body).digest('hex'));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

// Like the bot it ends by itself, so that Node keeps what it compiled for the next start.
process.once('SIGTERM', () => process.exit());

const me = await call<{ id: string }>('GET', '/people/me');
const app = express();
app.post('/', express.raw({ type: () => true }), (req, res) => {
  if (!isSigned(req.headers['x-spark-signature'], req.body)) {
    res.status(401).end();
    return;
  }
  const { data }: { data: { id: string; personId: string } } = JSON.parse(String(req.body));
  res.status(204).end();
  if (data.personId !== me.id) reply(data.id).catch((error) => console.error(error));
});
app.listen(Number(PORT), '127.0.0.1', () =>
  call('POST', '/webhooks', {
    name: 'bare bot',
    targetUrl: `${PUBLIC_URL}/`,
    resource: 'messages',
    event: 'created',
    secret: WEBHOOK_SECRET,
  }),
);
