import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { linkOn } from '../draw.ts';
import { signIn } from '../oauth-browser.ts';
import { openSite, patiently, press } from './site.ts';

test('kill -9 while a start is checked: it starts after all, and what was said of the check does not stay', async () => {
  await using site = await openSite();
  const { oauth, faults } = site.cloud;
  oauth.register(`http://127.0.0.1:${site.port}/oauth/callback`);
  const login = {
    WEBEX_INTEGRATION_CLIENT_ID: oauth.clientId,
    WEBEX_INTEGRATION_CLIENT_SECRET: oauth.clientSecret,
  };
  const alice = site.person('Alice');
  const first = await site.start(login);
  const link = await alice.says('login for everything');
  await signIn(linkOn(link.card), { as: 'alice.andersen@fjordbank.example' });
  await alice.hears(link);
  const plan = await alice.says('rollout Standby.Delay=77 on all no canary never stop');
  const count = Number(/on (\d+) devices/.exec(plan.title)?.[1]);

  faults.add({ method: 'GET', path: '/deviceConfigurations', effect: 'latency', ms: 5_000 });
  const checks = async () => (await alice.reads()).filter(({ text }) => /^Checking/.test(text)).length;
  // For some seconds what was read for the plan is as good as new.
  await sleep(3_100);
  await press(alice, plan, `Start on ${count} devices`);
  await expect.poll(checks, { ...patiently, interval: 20 }).toBe(1);
  // It is noted right after it stands there; the check goes on for some seconds yet.
  await sleep(500);
  first.kill('SIGKILL');
  await first.ends();
  faults.clear();
  expect(await checks()).toBe(1);

  const second = await site.start(login);
  await site.workedOff();
  expect(await checks()).toBe(0);
  const titles = async () => (await alice.reads()).map(({ title }) => title);
  await expect.poll(async () => (await titles()).some((title) => /^Done: /.test(title)), patiently).toBe(true);
  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
});
