import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';

/**
 * What the way in is measured against: the least that can receive Webex's events over express. It reads the raw body,
 * checks one signature, parses and answers. What it acknowledged is nowhere.
 */
const { WEBHOOK_SECRET = '' } = process.env;

function isSigned(header: unknown, body: Buffer): boolean {
  const signature = Buffer.from(String(header));
  const expected = Buffer.from(createHmac('sha1', WEBHOOK_SECRET).update(body).digest('hex'));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}

// Like the bot it ends by itself, so that Node keeps what it compiled for the next start.
process.once('SIGTERM', () => process.exit());

const app = express();
app.post('/webhooks/webex', express.raw({ type: () => true }), (req, res) => {
  if (!isSigned(req.headers['x-spark-signature'], req.body)) {
    res.status(401).end();
    return;
  }
  const { data }: { data: { id: string } } = JSON.parse(String(req.body));
  res.status(data.id ? 200 : 400).end();
});
const server = app.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${port}\n`);
});
