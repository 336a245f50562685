import { expect, test } from 'vitest';
import { deliveryOf, hand, type SignedDelivery } from './signed.ts';
import { openSite, patiently } from './site.ts';

const AT_ONCE = 50;

async function flood(port: number, delivery: SignedDelivery, times: number): Promise<Set<number | undefined>> {
  const statuses = new Set<number | undefined>();
  const some = async () => {
    for (let turn = 0; turn < times / AT_ONCE; turn += 1) statuses.add(await hand(port, delivery));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  return statuses;
}

test('the same webhook 1,000 times, and again after kill -9 and restart, has one reply', async () => {
  await using site = await openSite();
  const alice = site.person('Alice');
  const first = await site.start();
  const id = await alice.posts('qqz17');
  const delivery = deliveryOf(site.cloud, id);
  expect(await flood(site.port, delivery, 1_000)).toEqual(new Set([200]));
  await site.workedOff();
  first.kill('SIGKILL');
  await first.ends();

  const second = await site.start();
  expect(await flood(site.port, delivery, 200)).toEqual(new Set([200]));
  await alice.says('qqz18');
  await site.workedOff();
  const titles = (await alice.reads()).map(({ title }) => title);
  expect(titles).toEqual([`I don't know "qqz17"`, `I don't know "qqz18"`]);
  const metrics = (await site.asks('/metrics')).text;
  expect(metrics).toMatch(/outcome="duplicate"[^\n]* 200\n/);
  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
  await expect.poll(async () => (await site.asks('/healthz')).status, patiently).toBe(0);
});
