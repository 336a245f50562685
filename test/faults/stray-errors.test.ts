import { expect, test } from 'vitest';
import { openSite } from './site.ts';

/**
 * Loaded before the bot: whenever it asks Webex about one device, an error is thrown that nobody catches, and a promise
 * fails that nobody waits for, both out of the work of that event.
 */
const fault = (deviceId: string) => `
  import { subscribe } from 'node:diagnostics_channel';
  subscribe('undici:request:create', ({ request }) => {
    if (!request.path.includes(${JSON.stringify(`/devices/${encodeURIComponent(deviceId)}`)})) return;
    Promise.reject(new Error('a stray rejection'));
    setImmediate(() => { throw new Error('a stray error'); });
  });
`;

test('errors that nobody catches in the work of one space are logged with its event, and no space notices', async () => {
  await using site = await openSite();
  const fjord = site.cloud.fleet.all().find(({ displayName }) => displayName === 'Fjord');
  const hook = `data:text/javascript,${encodeURIComponent(fault(fjord?.id ?? ''))}`;
  const program = await site.start({ NODE_OPTIONS: `--import=${hook}` });
  const [alice, bob] = [site.person('Alice'), site.person('Bob')];
  const [broken, ...others] = await Promise.all([
    alice.posts('device fjord'),
    bob.says('device hardanger'),
    site.person('Vera').says('status Audio.Volume on camden', { space: 'Room operations' }),
  ]);
  expect(others.map(({ title }) => title.split(' ')[0])).toEqual(['Hardanger', 'Audio.Volume:']);
  // The space itself goes on too.
  await expect.poll(async () => (await alice.reads()).length, { timeout: 20_000 }).toBe(1);
  expect((await alice.says('whoami')).title).toMatch(/admin/);
  expect((await site.asks('/readyz')).status).toBe(200);

  const lines = program.out().split('\n');
  for (const message of ['a stray error', 'a stray rejection']) {
    const line = lines.find((one) => one.includes(`"message":"${message}"`));
    expect(line).toContain('"level":50');
    expect(line).toContain(`"eventId":"${broken}"`);
  }
  program.kill('SIGTERM');
  expect(await program.ends()).toBe(0);
});
