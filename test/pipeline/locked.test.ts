import { beforeEach, expect, test } from 'vitest';
import { readPolicy } from '#guard/policy/read.ts';
import type { ChangeIntent, Plan } from '#intent/command.ts';
import { Problem } from '#lib/problem.ts';
import { Device } from '#webex/devices.ts';
import { vocabulary } from '../../src/app/policies.ts';
import { createLog } from '../../src/lib/log.ts';
import { hold } from '../../src/pipeline/locked.ts';
import type { Asked } from '../../src/pipeline/perform.ts';
import type { Rooms } from '../../src/pipeline/rooms.ts';
import { createPlace } from '../store/engines.ts';

const FJORD = { id: 'device-fjord', name: 'Fjord' };
const KEW = { id: 'device-kew', name: 'Kew' };
const carol = { by: 'Carol Chen', reason: 'it *hangs*', spaceId: 'elsewhere', parentId: undefined };

let sent: string[] = [];
let lines: string[] = [];
let posted: string[] = [];
beforeEach(() => {
  sent = [];
  lines = [];
  posted = [];
});

const { policy, faults } = readPolicy(
  `
version: 1
roles:
  helpdesk:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate], tiers: 0-3 }]
    deny: [{ commands: operate, devices: "tag:vip" }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`,
  'policy.yaml',
  vocabulary,
);
expect(faults).toBeUndefined();
const deviceOf = ({ id, name }: typeof FJORD, tags: string[] = []) => Device.parse({ id, displayName: name, tags });

type Store = Awaited<ReturnType<Awaited<ReturnType<typeof createPlace>>['open']>>;

/** Only what taking devices uses; a test fails when it uses more. */
function hall(store: Store, plan: Plan<unknown>, devices: readonly Device[] = [deviceOf(FJORD), deviceOf(KEW)]) {
  const clock = { now: () => Date.now(), elapsed: () => performance.now(), sleep: async () => {} };
  const chat = { post: async (_to: unknown, { text }: { text: string }) => ({ id: String(posted.push(text)) }) };
  const rooms = {
    store,
    clock,
    chat,
    fleet: { forget: () => {}, list: async () => devices, locations: async () => new Map() },
    commands: [],
    guard: { admins: () => [], needsOf: () => undefined },
    log: createLog('debug', { write: (line) => void lines.push(line) }),
  };
  const command = async (
    { id }: { id: string },
    _name: string,
    _given: object,
    { before = async () => {} }: { before?: () => Promise<void> } = {},
  ) => {
    await before();
    return { trackingId: String(sent.push(id)), result: {} };
  };
  const talk = { space: { id: 'space' }, eventId: 'event', attempt: { number: 1 } };
  const asked = {
    talk,
    asker: { id: 'bob', displayName: 'Bob Berg', may: () => true, standing: { policy, roles: ['helpdesk'] } },
    words: '',
    run: { apply: { command }, read: {}, targets: new Map() },
  };
  const intent = {
    name: 'volume',
    kind: 'change',
    needs: 'operate',
    summary: 'Set the volume',
    plan: async () => plan,
    say: () => 'volume 30 on fjord',
  };
  const take = (key: string, isAgreed = false) =>
    hold(only<Rooms>(rooms), only<Asked>(asked), only<ChangeIntent>(intent), plan, {
      effectOf: ({ targets, title }) => ({ key, command: 'volume', words: '', title, targets }),
      isAgreed,
    });
  return { take, intent };
}

/** A part in the place of the whole. */
const only = <Whole>(part: object): Whole => part as Whole;

const planOf = (...targets: (typeof FJORD)[]): Plan<unknown> => ({
  tier: 0,
  title: 'Set Fjord to 30 %?',
  action: 'Set 30 %',
  targets,
  facts: [],
  step: { level: 30 },
});
const to = ({ id, name }: typeof FJORD) => ({ id, displayName: name });

test('a command to a device that the plan does not name is kept back, and logged as a fault', async () => {
  await using place = await createPlace();
  const { take } = hall(await place.open(), planOf(FJORD));
  using held = await take('one');
  await held?.command(to(FJORD), 'Audio.Volume.Set', {});
  await expect(held?.command(to(KEW), 'Audio.Volume.Set', {})).rejects.toMatchObject({
    code: 'outside-plan',
    outcome: 'not-sent',
  });
  expect(sent).toEqual([FJORD.id]);
  expect(lines.some((line) => line.includes('outside its plan') && line.includes(KEW.id))).toBe(true);
});

test('after its lock is broken a change sends nothing more, and says by whom and why', async () => {
  await using place = await createPlace();
  const store = await place.open();
  const { take } = hall(store, planOf(FJORD, KEW));
  using held = await take('one');
  await held?.command(to(FJORD), 'Audio.Volume.Set', {});
  await store.locks.break(FJORD.id, carol);
  await expect(held?.command(to(KEW), 'Audio.Volume.Set', {})).rejects.toMatchObject({
    message: 'Stopped: the lock was broken by Carol Chen: it *hangs*',
    outcome: 'not-sent',
  });
  expect(sent).toEqual([FJORD.id]);
});

test('what was waited for is planned again; what was agreed to must still be the same', async () => {
  await using place = await createPlace();
  const store = await place.open();
  const { take, intent } = hall(store, planOf(FJORD));
  const first = await take('one');
  await expect(take('two')).rejects.toMatchObject({ code: 'device-busy', locks: [{ personName: 'Bob Berg' }] });

  const changed = { ...planOf(FJORD), title: 'Set Fjord to 40 %?', step: { level: 40 } };
  intent.plan = async () => changed;
  const looks = store.locks.all;
  store.locks.all = async () => {
    first?.release();
    return looks();
  };
  using second = await take('two');
  expect(second?.plan).toBe(changed);
  expect((await store.effects.get('two'))?.title).toBe('Set Fjord to 40 %?');

  store.locks.all = async () => {
    second?.release();
    return looks();
  };
  intent.plan = async () => ({ ...changed, facts: [{ key: 'in-call', text: 'It is in a call' }] });
  await expect(take('three', true)).rejects.toMatchObject({ code: 'changed-meanwhile' });
  expect(await store.effects.get('three')).toBeUndefined();
});

const THREE = ['tier', 'as', 'sends'] as const;
test.each(THREE)('what was waited for and has another %s by then is not done', async (which) => {
  await using place = await createPlace();
  const store = await place.open();
  const before = { ...planOf(FJORD), sends: ['Audio.Volume.Set'] };
  const { take, intent } = hall(store, before);
  const first = await take('one');
  const looks = store.locks.all;
  store.locks.all = async () => {
    first?.release();
    return looks();
  };
  const others = { tier: { tier: 1 as const }, as: { as: 'reboot' }, sends: { sends: ['SystemUnit.Boot'] } };
  intent.plan = async () => ({ ...before, ...others[which] });
  await expect(take('two')).rejects.toMatchObject({ code: 'changed-meanwhile' });
});

test('rights count again after waiting: a device that is not theirs by then is sent nothing', async () => {
  await using place = await createPlace();
  const store = await place.open();
  const devices = [deviceOf(FJORD)];
  const { take } = hall(store, planOf(FJORD), devices);
  const first = await take('one');
  const looks = store.locks.all;
  store.locks.all = async () => {
    first?.release();
    devices[0] = deviceOf(FJORD, ['vip']);
    return looks();
  };
  await expect(take('two')).rejects.toMatchObject({ code: 'not-allowed' });
  expect(await store.effects.get('two')).toBeUndefined();
  devices[0] = deviceOf(FJORD);
  using third = await take('three');
  expect(third?.plan.title).toBe('Set Fjord to 30 %?');
});

test('a command that the plan does not name is kept back, and logged as a fault', async () => {
  await using place = await createPlace();
  const { take } = hall(await place.open(), { ...planOf(FJORD), sends: ['Audio.Volume.Set'] });
  using held = await take('one');
  await held?.command(to(FJORD), 'audio.volume.set', {});
  await expect(held?.command(to(FJORD), 'SystemUnit.Boot', {})).rejects.toMatchObject({
    message: 'SystemUnit.Boot is no part of this plan',
    outcome: 'not-sent',
  });
  expect(sent).toEqual([FJORD.id]);
  expect(lines.some((line) => line.includes('does not name') && line.includes('SystemUnit.Boot'))).toBe(true);
});

test('nobody knows whose a device is: nothing is sent, and it is said', async () => {
  await using place = await createPlace();
  const store = await place.open();
  const { take } = hall(store, planOf(FJORD, KEW));
  using held = await take('one');
  store.locks.isHeld = async () => {
    throw new Error('no such table: device_lock');
  };
  await expect(held?.command(to(FJORD), 'Audio.Volume.Set', {})).rejects.toMatchObject({
    message: "I can't see whether somebody else changes Fjord",
    outcome: 'not-sent',
  });
  store.locks.begin = async () => {
    throw new Error('no such table: device_lock');
  };
  await expect(take('two')).rejects.toMatchObject({
    message: "I can't see whether somebody else changes Fjord and Kew",
  });
  expect(posted).toEqual([]);
  // A store that is away comes back: the event is worked again then, and the space knows why nothing happens.
  store.locks.begin = async () => {
    throw new Problem('The database does not answer', { code: 'store-unreachable' });
  };
  await expect(take('three')).rejects.toMatchObject({ code: 'store-unreachable' });
  expect(posted).toEqual([expect.stringMatching(/^I can't see whether .* Nothing was sent\. I go on by myself/)]);
  expect(sent).toEqual([]);
});
