import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkOn } from '../draw.ts';
import { signIn } from '../oauth-browser.ts';
import type { Said } from '../persona.ts';
import { openSite, patiently, press, type Site } from './site.ts';

const STOPPED = /^I was stopped after (\d+) of (\d+) workspaces: Set \d+ workspaces by their names$/;
const countOf = (said: Said, pattern: RegExp): number =>
  Number(said.lines.map((line) => pattern.exec(line)?.[1]).find(Boolean) ?? 0);

let site: Site;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site[Symbol.asyncDispose]());

test('kill -9 among many workspaces: each is told as it was left, the rest is done when asked, and none is written twice', async () => {
  const { oauth, faults, places } = site.cloud;
  const callback = `http://127.0.0.1:${site.port}/oauth/callback`;
  oauth.register(callback);
  const login = {
    WEBEX_INTEGRATION_CLIENT_ID: oauth.clientId,
    WEBEX_INTEGRATION_CLIENT_SECRET: oauth.clientSecret,
  };
  for (let number = 1; number <= 16; number += 1) places.workspaces.add({ displayName: `Nook ${number} (2p)` });
  const alice = site.person('Alice');
  const first = await site.start(login);
  const link = await alice.says('login for workspaces');
  await signIn(linkOn(link.card), { as: 'alice.andersen@fjordbank.example' });
  await alice.hears(link);
  const asked = await alice.says('workspaces fix');
  expect(asked.title).toBe('Set 20 workspaces by their names?');

  // Three are written and never answered, the others take their time: some are done, some begun and some waiting.
  const put = { method: 'PUT', path: '/workspaces/' };
  faults.add({ ...put, effect: 'hang', after: true, times: 3 });
  faults.add({ ...put, effect: 'latency', ms: 100 });
  await press(alice, asked, 'Set 20 workspaces');
  const isSet = () =>
    places.workspaces.all().filter(({ displayName, capacity }) => /\dp\)$/.test(displayName) && capacity !== undefined)
      .length;
  // Eight are on their way at once: of more than that some have ended, and it is noted that they did.
  await expect.poll(isSet, { ...patiently, interval: 1 }).toBeGreaterThan(9);
  first.kill('SIGKILL');
  await first.ends();
  faults.clear();
  const counter = faults.add({ ...put, effect: 'latency', ms: 1 });
  const written = () => faults.list().find(({ id }) => id === counter.id)?.hits ?? 0;

  const second = await site.start(login);
  await site.workedOff();
  expect(written()).toBe(0);
  const told = (await alice.reads()).at(-1);
  if (!told) throw new Error('nothing was told');
  const [, done] = STOPPED.exec(told.title) ?? [];
  const unknown = countOf(told, /^(\d+) not known/);
  const open = countOf(told, /^(\d+) not begun/);
  expect(unknown).toBeGreaterThanOrEqual(3);
  expect(open).toBeGreaterThan(0);
  expect(Number(done) + unknown + open).toBe(20);

  const again = await alice.presses(told, `Do the ${open} left`);
  expect(again.title).toBe(`Set ${open === 1 ? 'Nook' : `${open} workspaces by their names?`}`);
  await press(alice, again, `Set ${open} workspaces`);
  await site.workedOff();
  expect(written()).toBe(open);
  expect((await alice.reads()).at(-1)?.title).toBe(`Set by their names: ${open} workspaces`);
  // What was done before is taken back by the card that told of it.
  const undo = await alice.presses(told, 'Undo');
  expect(undo.title).toMatch(/^Give .+ back what (it|they) had\?$/);

  second.kill('SIGTERM');
  expect(await second.ends()).toBe(0);
});
