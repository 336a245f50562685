import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { finished, goesOn, itemsOf } from '../features/rollouts/rollout-lab.ts';
import { type Lab, type LabOptions, openLab } from '../lab.ts';
import type { Said } from '../persona.ts';
import { atRest } from '../rest.ts';

const KEY = 'Standby.Delay';
/** Nobody has it at the start. */
const WANTED = 77;

let lab: Lab;
/** By the names that devices had at the start. */
let ids: Map<string, string>;
afterEach(() => lab[Symbol.asyncDispose]());

async function open(options: LabOptions = {}): Promise<void> {
  lab = await openLab(options);
  ids = new Map(lab.cloud.fleet.all().map((device) => [device.displayName, device.id]));
  await lab.logIn('Alice');
}

const plan = (words: string): Promise<Said> => lab.alice.says(`rollout ${KEY}=${WANTED} ${words}`);
const start = (card: Said): Promise<Said> => {
  const [title] = /(Start on|Take back on) \d+ devices?/.exec(JSON.stringify(card.card)) ?? [];
  if (title === undefined) throw new Error(`nothing to start:\n${card.lines.join('\n')}`);
  return lab.alice.presses(card, title);
};
const id = (name: string) => ids.get(name) ?? '';
const valueAt = (name: string) => lab.cloud.configurations.read(id(name), KEY)?.value;
const patched = (name: string) => lab.cloud.configurations.patches(id(name));
/** Changes of configurations that reached Webex, of one device or of all. */
const sent = (name?: string) =>
  lab
    .byLogin()
    .filter(({ method, path }) => method === 'PATCH' && path === '/deviceConfigurations')
    .filter(({ query }) => name === undefined || Object(query)['deviceId'] === id(name));
const outcomes = async (number = 1): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await itemsOf(lab, number)).map(({ name, state, reason }) => [
      name,
      reason === '' ? state : `${state}: ${reason}`,
    ]),
  );
/** Spoils changes of some devices. */
const spoil = (name: string, rule: object) =>
  lab.cloud.faults.add({
    method: 'PATCH',
    path: '/deviceConfigurations',
    devices: [id(name)],
    effect: 'status',
    ...rule,
  });

test('each device that fails is a row with its reason, and the rest goes on', async () => {
  await open({ timeoutMs: 500 });
  const before = lab.cloud.configurations.snapshot();
  const card = await plan('on all never stop no canary');
  spoil('Fjord', { status: 400 });
  spoil('Galleri', { status: 403 });
  spoil('Camden', { status: 500, times: 1 });
  spoil('Kew', { status: 500 });
  spoil('Tower', { effect: 'html', after: true });
  spoil('Vault', { effect: 'drop', after: true, times: 1 });
  spoil('Tahoe', { effect: 'drop', times: 1 });
  spoil('Mission', { effect: 'hang', times: 1 });
  spoil('Yosemite', { effect: 'malformed', after: true, times: 1 });
  const gone = id('Sequoia');
  lab.cloud.fleet.remove(gone);
  await start(card);
  expect(await finished(lab, 1)).toBe('done');

  const { Thames, Fjord, Galleri, Kew, Sequoia, ...others } = await outcomes();
  expect({ Thames, Fjord, Galleri, Kew, Sequoia }).toEqual({
    Thames: 'blocked: not-editable',
    Fjord: 'failed: refused',
    Galleri: 'failed: forbidden',
    // It was asked for what became of it, and nothing did.
    Kew: 'failed: answered-500',
    Sequoia: 'failed: gone',
  });
  expect([...new Set(Object.values(others))].sort()).toEqual(['confirmed', 'pending: offline']);
  const failed = ['Fjord', 'Galleri', 'Kew'];
  for (const name of Object.keys(others)) expect([name, valueAt(name), patched(name)]).toEqual([name, WANTED, 1]);
  expect(failed.map(patched)).toEqual([0, 0, 0]);
  expect(sent('Kew')).toHaveLength(4);

  lab.cloud.faults.clear();
  await start(await lab.alice.hears(await lab.alice.says('rollout undo 1')));
  expect(await finished(lab, 2)).toBe('done');
  before.delete(gone);
  expect(lab.cloud.configurations.snapshot()).toEqual(before);
});

test('it stops within the devices in hand once too many failed', async () => {
  await open();
  lab.cloud.faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'status', status: 400 });
  await start(await plan('on all stop at 3 failures no canary'));
  expect(await finished(lab, 1)).toBe('stopped');
  const found = Object.values(await outcomes());
  const failed = found.filter((outcome) => outcome === 'failed: refused').length;
  expect(failed).toBe(sent().length);
  expect(failed).toBeGreaterThanOrEqual(3);
  expect(failed).toBeLessThanOrEqual(3 + 16);
  expect(found.filter((outcome) => outcome === 'change')).toHaveLength(23 - failed);
});

test.each([
  ['loses its connection', 'offline', 'failed: unhealthy'],
  ['has a new error code', 'error', 'failed: unhealthy'],
  ['does not take it', 'stuck', 'failed: not-confirmed'],
] as const)('a canary that %s keeps all the others as they are', async (_, does, outcome) => {
  await open();
  const before = lab.cloud.configurations.snapshot();
  lab.cloud.configurations.upset({ devices: 1, does });
  await start(await plan('on all canary 2'));
  expect(await finished(lab, 1)).toBe('stopped');
  const rows = await itemsOf(lab, 1);
  const canaries = rows.filter(({ stage, state }) => stage === 0 && state !== 'blocked');
  expect(canaries.map(({ state, reason }) => `${state}: ${reason}`)).toEqual([outcome, outcome]);
  expect(sent()).toHaveLength(2);
  expect(rows.filter(({ state }) => state === 'change')).toHaveLength(21);

  lab.cloud.configurations.calm();
  await start(await lab.alice.hears(await lab.alice.says('rollout undo 1')));
  expect(await finished(lab, 2)).toBe('done');
  expect(lab.cloud.configurations.snapshot()).toEqual(before);
});

test('a canary of one among many is asked by itself how it is, as it is after its change', async () => {
  await open({ devices: 110 });
  lab.cloud.configurations.upset({ devices: 1, does: 'error' });
  const card = await lab.alice.says(`rollout ${KEY}=${WANTED} on all canary 1`);
  await start(/Start on/.test(JSON.stringify(card.card)) ? card : await lab.alice.hears(card));
  expect(await finished(lab, 1)).toBe('stopped');
  expect(Object.values(await outcomes()).filter((one) => one === 'failed: unhealthy')).toHaveLength(1);
  expect(sent()).toHaveLength(1);
  const after = lab.byLogin().slice(lab.byLogin().findIndex(({ method }) => method === 'PATCH'));
  expect(after.filter(({ path }) => path === '/devices')).toEqual([]);
  expect(after.filter(({ path }) => /^\/devices\/./.test(path))).not.toEqual([]);
});

test.each([403, 500])('a device that Webex answers %i about is looked at in the list of all', async (status) => {
  await open({ devices: 110 });
  const card = await lab.alice.says(`rollout ${KEY}=${WANTED} on all canary 1 waves 1`);
  const ready = /Start on/.test(JSON.stringify(card.card)) ? card : await lab.alice.hears(card);
  lab.cloud.faults.add({ method: 'GET', path: '^/devices/[^/]+$', effect: 'status', status });
  await start(ready);
  expect(await finished(lab, 1)).toBe('done');
});

test('one that is spread out looks at the devices while it goes, and stops at the first that is worse off', async () => {
  await open();
  lab.cloud.configurations.upset({ devices: 1, does: 'error' });
  await start(await plan('on tag:vip over 30 min no canary stop at 1 failure'));
  expect(await finished(lab, 1)).toBe('stopped');
  const states = (await itemsOf(lab, 1)).map(({ state, reason }) => `${state} ${reason}`.trim());
  expect(states).toContain('failed unhealthy');
  expect(states.filter((state) => state === 'change').length).toBeGreaterThanOrEqual(2);
  expect(sent().length).toBeLessThan(states.length - 1);
});

test('a device that is renamed while it goes is told of by its new name', async () => {
  await open();
  await start(await plan('on Fjord, Big Sur over 10 min no canary'));
  await goesOn(lab, 1, () => sent().length > 0);
  const [next = ''] = ['Fjord', 'Big Sur'].filter((name) => sent(name).length === 0);
  lab.cloud.fleet.rename(id(next), 'Small Sur');
  expect(await finished(lab, 1)).toBe('done');
  expect(await outcomes()).toHaveProperty('Small Sur');
  expect([next, valueAt(next), patched(next)]).toEqual([next, WANTED, 1]);
});

const ALICE = 'alice.andersen@fjordbank.example';
const MANY = { devices: 60 };
/** Changes take a moment, so that something happens in the middle of them. */
const slowly = (ms = 100) =>
  lab.cloud.faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'latency', ms });
const rolloutOf = async (number = 1) => {
  const rollout = await lab.store().rollouts.numbered(number);
  if (!rollout) throw new Error(`there is no rollout ${number}`);
  return rollout;
};
/** Devices that can take it: one is left out. */
const begins = async (words = 'on all never stop no canary'): Promise<void> => {
  const card = await plan(words);
  slowly();
  await start(card);
  await lab.until(() => sent().length > 0, 'the first change');
};
/** What was under way comes to its end. */
const quiet = async (): Promise<number> => {
  for (let before = -1; before !== sent().length; await sleep(150)) {
    before = sent().length;
    await atRest(lab.store());
  }
  return sent().length;
};
/** Every device that took it took it once. */
const onceEach = () => {
  const all = lab.cloud.fleet.all().map(({ id }) => lab.cloud.configurations.patches(id));
  expect(Math.max(...all)).toBe(1);
};

test('a pause lets end what is under way, and nothing of what happens meanwhile is overwritten', async () => {
  await open(MANY);
  await begins();
  await lab.alice.says('rollout pause 1');
  const atPause = sent().length;
  const after = await quiet();
  expect(after - atPause).toBeLessThanOrEqual(16);
  expect(after).toBeLessThan(59);
  const waiting = (await itemsOf(lab, 1)).filter(({ state }) => state === 'change').map(({ name }) => name);
  const [other = '', same = '', tagged = ''] = waiting;
  // What was read of them is too old by then.
  lab.clock.skip(3_600_000);
  lab.cloud.configurations.set(id(other), KEY, 33);
  lab.cloud.configurations.set(id(same), KEY, WANTED);
  expect(await quiet()).toBe(after);
  lab.cloud.faults.clear();
  await lab.alice.says('rollout resume 1');
  expect(await finished(lab, 1)).toBe('done');
  const found = await outcomes();
  expect(found).toMatchObject({ [other]: 'skipped: changed', [same]: 'same', [tagged]: 'confirmed' });
  expect([valueAt(other), patched(other), patched(same)]).toEqual([33, 0, 0]);
  onceEach();
  expect((await rolloutOf()).ranMs).toBeLessThan(3_600_000);
});

test('a cancel ends it with what is under way, and what was done can be taken back', async () => {
  await open(MANY);
  const before = lab.cloud.configurations.snapshot();
  await begins();
  const atEnd = sent().length;
  // From elsewhere: nothing comes there after the answer, so it says how it ended.
  const answer = await lab.alice.says('rollout cancel 1', { space: 'Room operations' });
  expect(answer.lines[0]).toMatch(/^Cancelled/);
  expect(await finished(lab, 1)).toBe('cancelled');
  const done = sent().length;
  expect(done - atEnd).toBeLessThanOrEqual(48);
  expect(done).toBeLessThan(59);
  lab.cloud.faults.clear();
  await start(await lab.alice.hears(await lab.alice.says('rollout undo 1')));
  expect(await finished(lab, 2)).toBe('done');
  expect(lab.cloud.configurations.snapshot()).toEqual(before);
  expect(await quiet()).toBe(2 * done);
});

test('a bot that is stopped and started goes on by itself, without a repeat', async () => {
  await open(MANY);
  await begins();
  const renewals = () => lab.exchanges('/access_token').length;
  const before = renewals();
  lab.cloud.oauth.expire(ALICE);
  await lab.restart();
  expect((await rolloutOf()).status).toBe('running');
  lab.cloud.faults.clear();
  expect(await finished(lab, 1)).toBe('done');
  const found = Object.values(await outcomes());
  expect(found.filter((one) => one === 'confirmed' || one === 'pending: offline')).toHaveLength(59);
  onceEach();
  // However many devices were under way with the old one.
  expect(renewals()).toBe(before + 1);
});

test('a login that is revoked in the middle pauses it; it goes on after the next login, without a repeat', async () => {
  await open(MANY);
  await begins();
  lab.cloud.oauth.revoke(ALICE);
  await goesOn(lab, 1, (status) => status === 'paused', { stepMs: 0 });
  expect(await rolloutOf()).toMatchObject({ needsLogin: true, why: 'Alice Andersen has to log in to Webex again.' });
  expect(await quiet()).toBeLessThan(59);
  lab.cloud.faults.clear();
  const link = async () =>
    (await lab.alice.reads()).some(({ card }) => JSON.stringify(card ?? '').includes('Action.OpenUrl'));
  await expect.poll(link).toBe(true);
  await lab.logIn('Alice');
  await lab.alice.says('rollout resume 1');
  expect(await finished(lab, 1)).toBe('done');
  onceEach();
  expect(Object.values(await outcomes()).filter((one) => /confirmed|pending/.test(one))).toHaveLength(59);
});

test('when its hour of the day is over the rest waits for the next one', async () => {
  await open();
  // 15:00 to 16:00 UTC. Two of those do not come together in one.
  await start(await plan('on all never stop no canary over 2h window 16:00-17:00 Europe/Oslo'));
  const days = new Set<string>();
  for (let known = 0; ; ) {
    const { status, dueAt } = await rolloutOf();
    if (status === 'done') break;
    await atRest(lab.store());
    lab.clock.skip(status === 'waiting' ? Math.max(0, dueAt - lab.clock.now()) : 30_000);
    for (const { responseHeaders } of sent().slice(known)) {
      const at = new Date(String(Object(responseHeaders)['date'])).toISOString();
      // The clock may go on while one is under way.
      expect(at).toMatch(/T(15:|16:00)/);
      days.add(at.slice(0, 10));
    }
    known = sent().length;
  }
  expect(days.size).toBeGreaterThan(1);
  onceEach();
});

test('hours that will not come again leave it paused', async () => {
  await open();
  await start(await plan('on all never stop no canary over 1h window today 14:00-15:00 Europe/Oslo'));
  lab.clock.skip(3_600_000);
  await goesOn(lab, 1, (status) => status === 'paused', { stepMs: 0 });
  expect((await rolloutOf()).why).toBe('Its hours are over, and it is not through.');
  expect(await quiet()).toBeLessThan(23);
});

test('devices that are somebody else’s are waited for, and then left out; a lock that is broken keeps a change back', async () => {
  await open();
  const { locks } = lab.store();
  const hold = (name: string) => ({
    holder: `another change of ${name}`,
    devices: [{ id: id(name), name }],
    ...{ personId: 'bob', personName: 'Bob Berg', title: 'Standby', spaceId: 'space' },
  });
  const card = await plan('on Fjord, Camden, Galleri, Tower never stop no canary');
  await locks.takeFree(hold('Fjord'));
  await locks.takeFree(hold('Camden'));
  using _ = keeping(() => void locks.extend(hold('Fjord').holder));
  // It is in hand, and Webex makes it wait.
  spoil('Galleri', { status: 429, retryAfter: 1 });
  await start(card);
  await lab.until(() => lab.cloud.configurations.patches(id('Tower')) > 0, 'one that is nobody else’s');
  locks.release(hold('Camden').holder);
  await locks.break(id('Galleri'), { by: 'Bob Berg', reason: 'now', spaceId: 'space', parentId: undefined });
  expect(await finished(lab, 1)).toBe('done');
  expect(await outcomes()).toEqual({
    Camden: 'confirmed',
    Fjord: 'failed: locked',
    Galleri: 'skipped: lock-broken',
    Tower: 'confirmed',
  });
  expect((await itemsOf(lab, 1)).find(({ name }) => name === 'Fjord')?.why).toBe('Bob Berg is changing it: Standby');
  onceEach();
});

/** Does it again and again for a while. */
function keeping(work: () => void): Disposable {
  const timer = setInterval(work, 5);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

test('a second rollout of the same leaves the devices to the first; of something else it goes on beside it', async () => {
  await open();
  await start(await plan('on all no canary window 20:00-21:00 UTC'));
  const same = await plan('on Fjord, Camden');
  expect(same.lines).toContain('Left out: 2 in rollout 1 of Alice Andersen');
  await start(await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord, Camden no canary'));
  await goesOn(lab, 3, (status) => status === 'done', { stepMs: 1_000 });
  expect([(await rolloutOf(1)).status, (await rolloutOf(2)).status]).toEqual(['waiting', 'empty']);
});

const policy = (alices: string, more = '') => `
version: 1
roles:
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
  other:
    members: [${ALICE}]
    allow: [${alices}]
${more}`;

test('whoever may not do it any more, or not there, changes nothing more', async () => {
  await open({ policy: policy('{ commands: all, tiers: 0-3 }') });
  const [first, second] = ['Tower', 'Yosemite'];
  await start(await plan('on all never stop no canary over 1h'));
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    for (let tries = 0; !(await isSo()); tries += 1) {
      if (tries > 500) throw new Error(`it is ${(await rolloutOf()).status}`);
      await atRest(lab.store());
      lab.clock.skip(15_000);
    }
  };
  const policies = () => lab.logged().filter((line) => line.includes('a policy is in force')).length;
  const rewritten = async (text: string) => {
    const before = policies();
    await lab.writePolicy(text);
    await expect.poll(policies, { timeout: 10_000, interval: 5 }).toBe(before + 1);
  };
  await until(() => sent().length > 2);
  await rewritten(policy('{ commands: look, tiers: 0-3 }'));
  await until(async () => (await rolloutOf()).status === 'paused');
  expect(await rolloutOf()).toMatchObject({ why: 'Alice Andersen may not roll out anything here any more.' });
  expect(await quiet()).toBeLessThan(20);

  await rewritten(policy('{ commands: all, tiers: 0-3, devices: "all except tag:closed" }'));
  for (const name of [first, second]) {
    const device = lab.cloud.fleet.get(id(name));
    if (device) lab.cloud.fleet.setTags(device, ['closed']);
  }
  await lab.alice.says('rollout resume 1');
  await until(async () => (await rolloutOf()).status === 'done');
  const found = await outcomes();
  const late = [first, second].filter((name) => patched(name) === 0);
  expect(late).not.toEqual([]);
  for (const name of late) expect(found[name]).toBe('skipped: not-allowed');
  onceEach();
});

test('a service app that stands in and loses its rights holds it up like a person', async () => {
  const rules = 'service-app: [{ commands: [rollout, "rollout start", "rollout resume"], roles: other, tiers: 0-2 }]';
  lab = await openLab({ ...MANY, policy: policy('{ commands: all, tiers: 0-3 }', rules) });
  ids = new Map(lab.cloud.fleet.all().map((device) => [device.displayName, device.id]));
  await begins();
  lab.cloud.oauth.deauthoriseServiceApp();
  await goesOn(lab, 1, (status) => status === 'paused', { stepMs: 0 });
  expect((await rolloutOf()).why).toBe('Webex does not accept the service app any more.');
  expect(await quiet()).toBeLessThan(59);
  expect(new Set(sent().map(({ via }) => via))).toEqual(new Set(['service-app']));
});
