import { describe, expect, test } from 'vitest';
import type { Workspace } from '#webex/workspaces.ts';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

const BOTH = ['workspaces:read', 'workspaces:write'] as const;

async function namesOf(list: AsyncIterable<Workspace>): Promise<string[]> {
  const names: string[] = [];
  for await (const { displayName } of list) names.push(displayName);
  return names;
}

describe('reading', () => {
  test('five thousand workspaces come page by page, and no page is asked for before the one ahead is used up', async () => {
    let asked = 0;
    const onExchange = () => {
      asked += 1;
    };
    await using admin = await openAsAdmin(['workspaces:read'], { devices: 5_000, onExchange });
    const ids = new Set<string>();
    for await (const { id } of admin.webex.workspaces.list()) {
      ids.add(id);
      if (ids.size % 500 === 0) expect(asked).toBeLessThanOrEqual(Math.ceil(ids.size / 1_000));
    }
    expect(ids.size).toBe(5_006);
    const page = await admin.webex.workspaces.page({ type: 'notSet' }, 10, 20);
    expect([page.received, page.items.length]).toEqual([20, 20]);
  });

  test('filters are sent as they are documented', async () => {
    await using admin = await openAsAdmin(['workspaces:read']);
    const { workspaces } = admin.webex;
    expect(await namesOf(workspaces.list({ displayName: 'studio' }))).toEqual(['Studio', 'Studio']);
    expect(await namesOf(workspaces.list({ capacity: -1, displayName: 'board room' }))).toEqual(['Board Room 12']);
    expect(await namesOf(workspaces.list({ displayName: 'nothing like this' }))).toEqual([]);
    expect(await namesOf(workspaces.list({ deviceHostedMeetingsEnabled: true, includeDevices: false }))).not.toEqual(
      [],
    );
    const { items } = await workspaces.page({ displayName: 'thames', includeDevices: true }, 0, 10);
    expect(items).toMatchObject([
      {
        displayName: 'Thames',
        health: { level: 'error', issues: [{ level: 'error' }] },
        devices: [{ displayName: 'Thames' }],
      },
    ]);
  });

  test('a page that Webex cut short is not taken for the last one', async () => {
    const all = Array.from({ length: 250 }, (_, at) => ({ id: `w${at}`, displayName: `Room ${at}` }));
    await using fake = await fakeWebex(({ query }) => {
      const start = Number(query.get('start'));
      return { json: { items: all.slice(start, start + 100) } };
    });
    expect(await namesOf(fake.webex.workspaces.list())).toHaveLength(250);
    expect(fake.seen.map(({ query }) => query.get('start'))).toEqual(['0', '100', '200']);
  });

  test('a server that gives the same page again and again is not believed', async () => {
    await using fake = await fakeWebex(() => ({ json: { items: [{ id: 'w', displayName: 'Room' }] } }));
    expect(await failureOf(namesOf(fake.webex.workspaces.list()))).toMatchObject({ code: 'webex-bad-answer' });
  });

  test('odd and missing fields are tolerated, an odd workspace does not hide the others, and 403 is one', async () => {
    await using fake = await fakeWebex(({ path }) =>
      path.endsWith('/x')
        ? { status: 403, json: {} }
        : {
            json: {
              items: [
                { displayName: 'no id' },
                { id: 'w', displayName: 'A\nB', capacity: -1, health: 7, brandNew: true },
              ],
            },
          },
    );
    const { items, received } = await fake.webex.workspaces.page({}, 0, 10);
    expect(received).toBe(2);
    expect(items).toEqual([{ id: 'w', displayName: 'A B' }]);
    expect(await failureOf(fake.webex.workspaces.get('x'))).toMatchObject({ code: 'webex-forbidden', status: 403 });
  });
});

describe('an edit', () => {
  test('that repeats what was read changes nothing but what it names', async () => {
    await using admin = await openAsAdmin(BOTH);
    const { workspaces } = admin.webex;
    for (const name of ['Fjord', 'Tahoe', 'Kew', 'Camden', 'Studio']) {
      const before = await workspaces.get(admin.workspaceNamed(name).id);
      await workspaces.replace(before.id, before.repeat);
      expect(await workspaces.get(before.id)).toEqual(before);
      const after = await workspaces.replace(before.id, { ...before.repeat, capacity: 17 });
      expect(after).toEqual({
        ...before,
        capacity: 17,
        repeat: { ...before.repeat, capacity: 17 },
      });
    }
  });

  test('of a name with odd blanks keeps them, and a third party keeps its SIP address', async () => {
    await using admin = await openAsAdmin(BOTH);
    const { webex, cloud } = admin;
    const { id } = admin.workspaceNamed('Focus 2');
    cloud.places.workspaces.set(id, {
      displayName: 'Focus\u00a0 2',
      calling: { type: 'thirdPartySipCalling' },
      sipAddress: 'focus@example.com',
    });
    const now = await webex.workspaces.get(id);
    expect(now.displayName).toBe('Focus 2');
    await webex.workspaces.replace(id, now.repeat);
    expect(cloud.places.workspaces.get(id)).toMatchObject({
      displayName: 'Focus\u00a0 2',
      sipAddress: 'focus@example.com',
    });
  });

  test('without what was read loses capacity, type and notes, and Webex does not ask', async () => {
    await using admin = await openAsAdmin(BOTH);
    const { workspaces } = admin.webex;
    const after = await workspaces.replace(admin.workspaceNamed('Fjord').id, { displayName: 'Fjord' });
    expect([after.capacity, after.type, after.notes]).toEqual([undefined, undefined, undefined]);
    expect(after.calendar).toEqual({ type: 'microsoft', emailAddress: 'fjord@fjordbank.example' });
  });
});

test('a workspace is created, looked at and removed with its devices; removing it again is fine', async () => {
  await using admin = await openAsAdmin([...BOTH, 'devices:read']);
  const { workspaces, devices } = admin.webex;
  const made = await workspaces.create({ displayName: 'Attic', type: 'huddle', capacity: 3 });
  expect(made).toMatchObject({ displayName: 'Attic', type: 'huddle', capacity: 3, calling: { type: 'freeCalling' } });
  expect((await workspaces.capabilities(made.id))['temperature']).toEqual({ supported: false, configured: false });
  const { id } = admin.workspaceNamed('Kew');
  const inside = (await workspaces.get(id, { includeDevices: true })).devices ?? [];
  expect(inside.map(({ displayName }) => displayName)).toEqual(['Kew']);
  await workspaces.remove(id);
  await workspaces.remove(id);
  expect(await failureOf(workspaces.get(id))).toMatchObject({ status: 404 });
  expect(await failureOf(devices.get(inside[0]?.id ?? ''))).toMatchObject({ status: 404 });
});

test('a create whose answer was lost is not sent again: two workspaces may have one name', async () => {
  await using fake = await fakeWebex((_, res) => void res.destroy());
  const { workspaces, activationCodes, devices } = fake.webex;
  const phone = { mac: 'd82e3eef4e5c', model: 'DMS Cisco 8865', workspaceId: 'w' };
  for (const lost of [
    workspaces.create({ displayName: 'Attic' }),
    workspaces.replace('w', { displayName: 'Attic' }),
    workspaces.personalise('w', 'bob@example.com'),
    activationCodes.create({ workspaceId: 'w' }),
    devices.setTags('d', ['a']),
    devices.addPhone(phone),
  ]) {
    expect(await failureOf(lost)).toMatchObject({ outcome: 'unknown' });
  }
  expect(fake.seen).toHaveLength(6);
});

test('making a personal device is begun, watched and ends, well or not', async () => {
  const clock = { now: Date.parse('2026-05-04T10:00:00Z') };
  await using admin = await openAsAdmin([...BOTH, 'personalise:write'], { now: () => clock.now });
  const { workspaces } = admin.webex;
  const { id } = admin.workspaceNamed('Tahoe');
  expect(await failureOf(workspaces.personalizationTask(id))).toMatchObject({ status: 404 });
  const begin = () => workspaces.personalise(id, 'bob.berg@fjordbank.example');
  const [device] = admin.cloud.fleet.inWorkspace(id);
  await begin();
  expect(await workspaces.personalizationTask(id)).toEqual({ state: 'running', retryAfterMs: 10_000 });
  admin.cloud.fleet.setConnection(device?.id ?? '', 'disconnected');
  clock.now += 30_000;
  expect(await workspaces.personalizationTask(id)).toEqual({ state: 'failed', reason: 'Device is offline' });
  admin.cloud.fleet.setConnection(device?.id ?? '', 'connected');
  await begin();
  clock.now += 30_000;
  expect(await workspaces.personalizationTask(id)).toEqual({ state: 'done' });
  expect(device).toMatchObject({ workspaceId: undefined });
  expect(await failureOf(workspaces.personalise(id, 'bob.berg@fjordbank.example'))).toMatchObject({
    code: 'webex-bad-request',
  });
});
