import { expect, test } from 'vitest';
import { z } from 'zod';
import { openLab } from '../lab.ts';
import { openReceiver, type Received } from './audit-receiver.ts';

const SECRET = 'a secret of the receiver';
const webhook = (url: string) => ({ url, secret: SECRET, hosts: [{ name: '127.0.0.1', isPrivate: false }] });
const Body = z.object({
  version: z.literal(1),
  chain: z.object({ id: z.string(), startedAt: z.number(), keyId: z.string() }),
  previous: z.string(),
  entries: z.array(
    z.object({ chain: z.string(), n: z.number(), mac: z.string(), action: z.string(), outcome: z.string() }),
  ),
});
const bodyOf = ({ text }: Received) => Body.parse(JSON.parse(text));
const entriesOf = (received: readonly Received[]) => received.flatMap((one) => bodyOf(one).entries);

test('everything that is audited goes out once, in order, over a restart too', async () => {
  await using receiver = await openReceiver();
  await using lab = await openLab({ auditWebhook: webhook(receiver.url) });
  await lab.bob.says('volume 30 on fjord');
  await lab.vera.says('volume 40 on fjord');
  await expect.poll(() => entriesOf(receiver.received).length, { timeout: 15_000 }).toBe(2);
  // What nobody noted as gone goes out again.
  await expect.poll(async () => (await lab.store().audit.outbox.waiting()).count, { timeout: 15_000 }).toBe(0);
  await lab.restart();
  await lab.bob.says('volume 35 on fjord');
  await expect.poll(() => entriesOf(receiver.received).length, { timeout: 15_000 }).toBe(3);
  expect(entriesOf(receiver.received).map(({ action, outcome, n }) => [action, outcome, n])).toEqual([
    ['volume', 'done', 1],
    ['volume', 'denied', 2],
    ['volume', 'done', 1],
  ]);
  expect(receiver.received.every((one) => receiver.isSigned(one, SECRET))).toBe(true);
  expect(lab.logged().join('')).not.toContain(SECRET);
});

test('while it takes nothing the bot goes on, and an admin is told; then it gets everything', async () => {
  let status = 500;
  await using receiver = await openReceiver(() => status);
  await using lab = await openLab({ auditWebhook: webhook(receiver.url) });
  await lab.bob.says('volume 30 on fjord');
  await expect.poll(() => receiver.received.length, { timeout: 15_000 }).toBeGreaterThan(0);
  await expect
    .poll(async () => (await lab.alice.says('audit verify')).lines.find((line) => line.startsWith('Sent on')), {
      timeout: 15_000,
    })
    .toMatch(/^Sent on {3}\d+ entr\w+ waits?, the oldest from .*\. It answers 500\.$/);
  await lab.bob.says('volume 35 on fjord');
  status = 200;
  const before = receiver.received.length;
  lab.clock.skip(120_000);
  await expect.poll(() => entriesOf(receiver.received.slice(before)).length, { timeout: 15_000 }).toBeGreaterThan(2);
  const taken = entriesOf(receiver.received.slice(before)).map(({ n }) => n);
  expect(taken).toEqual(taken.map((_, index) => index + 1));
  await expect
    .poll(async () => (await lab.alice.says('audit verify')).lines.join('\n'), { timeout: 15_000 })
    .not.toContain('It answers 500');
});
