import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import type { Delivery } from '#simulator/webhooks.ts';
import type { Program } from '../programs.ts';
import { hand } from './signed.ts';
import { openSite, patiently } from './site.ts';
import { speak } from './speak.ts';

/** From now on no file of this process may grow beyond so many bytes; what is written further fails. Linux. */
const limitFiles = ({ pid }: Program, bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);

test.runIf(process.platform === 'linux')(
  'the disk is full: events are refused, nothing is sent that could not be noted, /readyz names DATA_DIR, and it goes on by itself',
  async () => {
    const deliveries: Delivery[] = [];
    await using site = await openSite({ onDelivery: (delivery) => void deliveries.push(delivery) });
    const program = await site.start();
    const alice = site.person('Alice');
    await alice.says('qqz1');
    const slow = { method: 'GET', path: '/xapi/status', effect: 'latency', ms: 1_000 } as const;
    const planning = site.cloud.faults.add({ ...slow, times: 1 });
    speak(site.cloud, 'Alice', 'volume 30 on fjord');
    await expect.poll(() => planning.hits, patiently).toBe(1);

    limitFiles(program, 1);
    for (const words of ['qqz2', 'qqz3', 'qqz4']) speak(site.cloud, 'Alice', words);
    const refused = () => deliveries.filter(({ status }) => status === 503);
    await expect.poll(() => refused().length, patiently).toBe(3);
    await expect.poll(async () => (await site.asks('/readyz')).status, patiently).toBe(503);
    expect((await site.asks('/readyz')).text).toContain(`DATA_DIR (${site.dataDir})`);
    expect((await site.asks('/healthz')).status).toBe(200);
    // It has come to the command by now, and can't note that it is about to be sent.
    await expect.poll(() => program.out(), patiently).toContain('event not served yet');
    expect(site.arrivals.commands()).toEqual([]);

    limitFiles(program, 'unlimited');
    await expect.poll(async () => (await site.asks('/readyz')).status, patiently).toBe(200);
    // What was refused comes again; the bot itself would fetch it within half a minute.
    for (const delivery of refused()) expect(await hand(site.port, delivery)).toBe(200);
    await alice.says('qqz5');
    await expect.poll(async () => (await alice.reads()).length, patiently).toBe(7);
    expect((await alice.reads()).map(({ title }) => title)).toEqual([
      `I don't know "qqz1"`,
      expect.stringContaining('Nothing was sent. I go on by myself when it does.'),
      'Fjord is at 30 % (was 45 %)',
      ...['qqz2', 'qqz3', 'qqz4', 'qqz5'].map((words) => `I don't know "${words}"`),
    ]);
    expect(site.arrivals.commands()).toHaveLength(1);
    program.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
  },
);
