import { describe, expect, test } from 'vitest';
import { createFleet } from '#simulator/devices/fleet.ts';
import { accounts, type Json, openDevicesLab, START } from './devices-lab.ts';

const names = (body: Json) => Object.values(body['items'] ?? {}).map((one) => String(one['displayName']));
const options = { seed: 1, orgId: 'org', botId: 'bot', personId: 'bob', now: () => START };

describe('the fleet', () => {
  test('the first 24 have the same names, places and troubles for every seed', () => {
    const outline = (seed: number) =>
      createFleet({ ...options, count: 24, seed })
        .all()
        .map((one) => [one.displayName, one.product.name, one.locationName, one.connectionStatus, one.tags]);
    expect(outline(1)).toEqual(outline(99));
    expect(outline(1)).toContainEqual(['Fjord', 'Cisco Room Bar Pro', 'Oslo', 'connected', ['lobby', 'vip']]);
  });

  test('a seed gives the same devices again, another seed gives others', () => {
    const fleetOf = (seed: number) => createFleet({ ...options, count: 300, seed }).all();
    expect(fleetOf(7)).toEqual(fleetOf(7));
    expect(fleetOf(7).map(({ id }) => id)).not.toEqual(fleetOf(8).map(({ id }) => id));
  });

  test('ten thousand devices have names, ids, serials and addresses of their own', () => {
    const all = createFleet({ ...options, count: 10_000 }).all();
    for (const field of ['displayName', 'id', 'serial', 'mac', 'ip'] as const) {
      expect(new Set(all.map((one) => one[field])).size).toBe(10_000);
    }
    const offline = all.filter((one) => !one.connectionStatus.startsWith('connected')).length;
    expect(offline).toBeGreaterThan(300);
    expect(offline).toBeLessThan(800);
  });

  test('the bot sees what it was granted, an admin all, others their own device, guests nothing', () => {
    const fleet = createFleet({ ...options, count: 24 });
    const seenBy = (who: keyof typeof accounts) => fleet.visibleTo(accounts[who]).map((one) => one.displayName);
    expect(seenBy('bot')).toHaveLength(23);
    expect(seenBy('bot')).not.toContain('Vault');
    expect(seenBy('alice')).toHaveLength(24);
    expect(seenBy('bob')).toEqual(['Home office']);
    expect(seenBy('gus')).toEqual([]);
  });

  test('a grant counts for the whole workspace and can be taken back', () => {
    const fleet = createFleet({ ...options, count: 24 });
    const vault = fleet.all().find((one) => one.displayName === 'Vault');
    const place = vault?.workspaceId ?? '';
    fleet.grant(place, 'bot', 'readonly');
    expect(fleet.visibleTo(accounts.bot)).toContain(vault);
    fleet.grant(place, 'bot', 'none');
    expect(fleet.visibleTo(accounts.bot)).not.toContain(vault);
  });

  test('listeners hear once of a change that sets many statuses, and no more after they left', async () => {
    const fleet = createFleet({ ...options, count: 3 });
    const heard: string[] = [];
    const stop = fleet.onChange((id) => heard.push(id));
    const id = fleet.all()[0]?.id ?? '';
    fleet.setStatus(id, { 'Audio.Volume': 10, 'Audio.VolumeMute': 'On' });
    fleet.setInCall(id, true);
    await Promise.resolve();
    expect(heard).toEqual([id]);
    stop();
    fleet.setInCall(id, false);
    await Promise.resolve();
    expect(heard).toEqual([id]);
  });

  test('statuses set by hand are checked and spelled by the schema', () => {
    const fleet = createFleet({ ...options, count: 24 });
    const id = fleet.all()[0]?.id ?? '';
    fleet.setStatus(id, { 'audio.volume': 11, 'roompreset[2].defined': 'True' });
    expect(fleet.state(id)?.volume).toBe(11);
    expect(() => fleet.setStatus(id, { 'Audio.Volumme': 1 })).toThrow();
    expect(() => fleet.setStatus(id, { 'Audio.Volume': 'loud' })).toThrow();
    expect(() => fleet.setStatus(id, { 'Call.Status': 'Connected' })).toThrow();
    expect(() => fleet.setStatus(id, JSON.parse('{"__proto__.Audio": 1}'))).toThrow();
    expect(fleet.setStatus('nobody', {})).toBe(false);
  });

  test('the side panel tells what one would see in the room', () => {
    const fleet = createFleet({ ...options, count: 24 });
    const state = (name: string) => fleet.state(fleet.all().find((one) => one.displayName === name)?.id ?? '');
    expect(state('Fjord')).toMatchObject({
      connectionStatus: 'connected',
      volume: 45,
      microphones: 'On',
      people: 4,
      calls: [],
    });
    expect(state('Hardanger')?.calls).toMatchObject([{ status: 'Connected', since: '2026-05-04T10:08:00.000Z' }]);
    expect(state('Reception panel')).not.toHaveProperty('volume');
    expect(fleet.state('nobody')).toBeUndefined();
  });
});

describe('GET /devices', () => {
  test('answers the documented fields with the caller’s permissions', async () => {
    await using lab = await openDevicesLab();
    const { body } = await lab.ask('/devices?displayName=fjord');
    expect(names(body)).toEqual(['Fjord', 'Sognefjord', 'Lysefjord']);
    expect(body['items']?.[0]).toMatchObject({
      product: 'Cisco Room Bar Pro',
      type: 'roomdesk',
      permissions: ['xapi'],
      tags: ['lobby', 'vip'],
      connectionStatus: 'connected',
      lastSeen: '2026-05-04T10:20:00.000Z',
    });
    const galleri = await lab.ask('/devices?displayName=galleri');
    expect(galleri.body['items']?.[0]?.['permissions']).toEqual(['xapi:readonly']);
  });

  test.each([
    ['displayName=HAROLD', ['Harold Nordlund', 'Harold Smith']],
    ['product=codec%20eq', ['Hardanger', 'Yosemite']],
    ['tag=lobby,vip', ['Fjord']],
    ['tag=boardroom&tag=vip', ['Hardanger', 'Thames']],
    ['tag=nobody', []],
    ['connectionStatus=connected_with_issues', ['Lysefjord', 'Thames']],
    ['connectionStatus=offline_expired', ['Alcatraz']],
    ['errorCode=temperaturecheck', ['Thames']],
    ['permission=xapi:readonly', ['Galleri']],
    ['personId=bob', ['Home office']],
    ['plannedMaintenance=upcoming', ['Big Sur']],
    ['type=phone', []],
    ['orgId=elsewhere', []],
    ['devicePlatform=microsoftTeamsRoom', []],
    ['product=desk&tag=hotdesk&displayName=k', ['Kew']],
  ])('filters by %s', async (query, expected) => {
    await using lab = await openDevicesLab();
    expect(names((await lab.ask(`/devices?${query}`)).body)).toEqual(expected);
  });

  test('finds a device by each of its identifiers', async () => {
    await using lab = await openDevicesLab();
    const fjord = lab.device('Fjord');
    const queries: Record<string, string>[] = [
      { serial: fjord.serial },
      { mac: fjord.mac },
      { mac: fjord.mac.replaceAll(':', '').toLowerCase() },
      { workspaceId: fjord.workspaceId ?? '' },
    ];
    for (const query of queries) {
      expect(names((await lab.ask(`/devices?${new URLSearchParams(query)}`)).body)).toEqual(['Fjord']);
    }
    const oslo = await lab.ask(`/devices?${new URLSearchParams({ locationId: fjord.locationId, capability: 'xapi' })}`);
    expect(names(oslo.body)).toContain('Geiranger');
    expect(names(oslo.body)).not.toContain('Thames');
  });

  test('pages by Link, which keeps the filters, until all have been seen once', async () => {
    await using lab = await openDevicesLab({ count: 250 });
    const seen: string[] = [];
    let next: string | undefined = '/devices?tag=meeting&max=17';
    let pages = 0;
    while (next) {
      const { body, link } = await lab.ask(next);
      seen.push(...names(body));
      next = link?.match(/^<([^>]+)>; rel="next"$/)?.[1];
      pages += 1;
    }
    const expected = lab.fleet.visibleTo(accounts.bot).filter((one) => one.tags.includes('meeting'));
    expect(seen).toEqual(expected.map((one) => one.displayName));
    expect(pages).toBe(Math.ceil(expected.length / 17));
  });

  test('pages by start and max too, cuts max to the cap and refuses nonsense', async () => {
    await using lab = await openDevicesLab({ count: 1_200 });
    expect(names((await lab.ask('/devices')).body)).toHaveLength(100);
    expect(names((await lab.ask('/devices?max=5000')).body)).toHaveLength(1_000);
    const last = await lab.ask('/devices?start=1000&max=999');
    expect(names(last.body)).toHaveLength(199);
    expect(last.link).toBeNull();
    for (const bad of ['max=0', 'max=-1', 'max=x', 'start=-1', 'start=1.5']) {
      expect((await lab.ask(`/devices?${bad}`)).status).toBe(400);
    }
  });
});

describe('one device', () => {
  const patch = (body: unknown, type = 'application/json-patch+json', caller = 'alice') => ({
    method: 'PATCH',
    headers: { 'content-type': type, caller },
    body: JSON.stringify(body),
  });

  test('unknown and not granted look the same: 404', async () => {
    await using lab = await openDevicesLab();
    expect((await lab.ask('/devices/nobody')).status).toBe(404);
    expect((await lab.ask(`/devices/${lab.device('Vault').id}`)).status).toBe(404);
    expect((await lab.ask(`/devices/${lab.device('Fjord').id}`)).body['displayName']).toBe('Fjord');
  });

  test('tags: add appends without doubles, replace sets, remove clears all', async () => {
    await using lab = await openDevicesLab();
    const path = `/devices/${lab.device('Fjord').id}`;
    const tagsAfter = async (body: unknown) => (await lab.ask(path, patch(body))).body['tags'];
    expect(await tagsAfter([{ op: 'add', path: 'tags', value: ['new', 'vip'] }])).toEqual(['lobby', 'vip', 'new']);
    expect(await tagsAfter({ op: 'replace', path: '/tags', value: ['only'] })).toEqual(['only']);
    expect(await tagsAfter([{ op: 'remove', path: 'tags', value: ['nothing'] }])).toEqual([]);
    expect(names((await lab.ask('/devices?tag=only')).body)).toEqual([]);
  });

  test('tags: the content type, the operations and who asks are checked', async () => {
    await using lab = await openDevicesLab();
    const path = `/devices/${lab.device('Fjord').id}`;
    const add = [{ op: 'add', path: 'tags', value: ['x'] }];
    expect((await lab.ask(path, patch(add, 'application/json'))).status).toBe(415);
    for (const bad of [
      [],
      [{ op: 'move', path: 'tags', value: ['x'] }],
      [{ op: 'add', path: 'displayName', value: ['x'] }],
      [{ op: 'add', path: 'tags', value: [''] }],
      [{ op: 'add', path: 'tags' }],
    ]) {
      expect((await lab.ask(path, patch(bad))).status).toBe(400);
    }
    // A bot may not, however much access it was given; a device's owner may, an administrator may with every device.
    expect((await lab.ask(path, patch(add, undefined, 'bot'))).status).toBe(403);
    expect((await lab.ask(path, { method: 'DELETE' })).status).toBe(403);
    expect((await lab.ask(path, patch(add, undefined, 'bob'))).status).toBe(404);
    const own = `/devices/${lab.device('Home office').id}`;
    expect((await lab.ask(own, patch(add, undefined, 'bob'))).body['tags']).toEqual(['x']);
    expect((await lab.ask(`/devices/${lab.device('Vault').id}`, patch(add))).status).toBe(200);
    expect(lab.device('Fjord').tags).toEqual(['lobby', 'vip']);
  });

  test('a deleted device is gone from the list', async () => {
    await using lab = await openDevicesLab();
    const path = `/devices/${lab.device('Fjord').id}`;
    expect((await lab.ask(path, { method: 'DELETE', headers: { caller: 'alice' } })).status).toBe(204);
    expect((await lab.ask(path)).status).toBe(404);
    expect(names((await lab.ask('/devices')).body)).not.toContain('Fjord');
  });
});
