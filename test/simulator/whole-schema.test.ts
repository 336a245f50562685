import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isReachable, type SimDevice } from '#simulator/devices/device.ts';
import type { Fleet } from '#simulator/devices/fleet.ts';
import { openSchema } from '#simulator/xapi/file/load.ts';
import type { SchemaSource } from '#simulator/xapi/source.ts';
import { checkValue } from '#simulator/xapi/value-space.ts';
import { bigSchema } from '../xapi/big-schema.ts';
import { makeLively } from '../xapi/lively.ts';
import { DescribedCommand, validCall } from '../xapi/valid-call.ts';
import { openDevicesLab } from './devices-lab.ts';

let source: SchemaSource;
beforeAll(() => {
  source = openSchema(bigSchema());
});

const Described = z.array(
  z.object({
    status: z.record(z.string(), z.object({ schema: z.unknown() })),
    commands: z.record(z.string(), DescribedCommand),
  }),
);

/** A device of each product that anybody may use. */
function oneOfEach(fleet: Fleet): SimDevice[] {
  const usable = fleet.all().filter((one) => isReachable(one) && !one.personId && one.botAccess === 'full');
  return [...new Map(usable.map((one) => [one.product.name, one])).values()];
}

describe('a schema of the size of the public RoomOS file', () => {
  test('every command of every product takes a valid call', { timeout: 60_000 }, async () => {
    await using lab = await openDevicesLab({ source, count: 100, dropMs: 600_000 });
    const devices = oneOfEach(lab.fleet);
    expect(devices).toHaveLength(12);
    const refused: string[] = [];
    const seen = new Set<string>();
    for (const { id, displayName } of devices) {
      const [described] = Described.parse((await lab.ask(`/xapi/schema?deviceId=${id}`)).body);
      const commands = Object.entries(described?.commands ?? {});
      expect(commands.length).toBeGreaterThan(150);
      for (const [name, command] of commands) {
        // Products share most of their commands to the letter.
        const key = JSON.stringify([name, command]);
        if (seen.has(key)) continue;
        seen.add(key);
        for (const which of ['all', 'required'] as const) {
          const call = validCall(command, which);
          const { status, body } = await lab.command(displayName, name, call.arguments, call.body);
          if (status !== 200) refused.push(`${displayName} ${name} ${status} ${body['message']}`);
        }
      }
    }
    expect(refused).toEqual([]);
    expect(seen.size).toBeGreaterThan(500);
  });

  test('every status of every product has a value, which fits its value space', { timeout: 60_000 }, async () => {
    await using lab = await openDevicesLab({ source, count: 100 });
    const faults = new Set<string>();
    const seen = new Set<string>();
    for (const device of oneOfEach(lab.fleet)) {
      makeLively(lab.fleet, device);
      const live = lab.fleet.live(device.id);
      const statuses = [...(live?.schema.statuses.values() ?? [])];
      expect(statuses.length).toBeGreaterThan(150);
      for (const { path, space } of statuses) {
        const leaves = live?.state.find(path.replaceAll('[n]', '[*]')) ?? [];
        const values = leaves.filter(({ segments }) => segments.length === path.split('.').length);
        if (values.length === 0) faults.add(`${device.product.name} ${path} has no value`);
        for (const { value } of values) {
          const fault = checkValue(space, value);
          if (fault) faults.add(`${device.product.name} ${path}: ${fault}`);
        }
        if (seen.has(path)) continue;
        seen.add(path);
        const answer = await lab.status(device.displayName, path.replaceAll('[n]', '[*]'));
        if (Object.keys(answer ?? {}).length === 0) faults.add(`${path} is not answered`);
      }
    }
    expect([...faults]).toEqual([]);
    expect(seen.size).toBeGreaterThan(750);
  });

  test('a device says the same each time, and another says something of its own', async () => {
    await using lab = await openDevicesLab({ source });
    await using again = await openDevicesLab({ source });
    const told = await lab.status('Fjord', '*.*');
    expect(JSON.stringify(told).length).toBeGreaterThan(20_000);
    expect(await again.status('Fjord', '*.*')).toEqual(told);
    expect(await lab.status('Hardanger', 'Conference')).not.toEqual(await lab.status('Fjord', 'Conference'));
  });

  test('what the simulator acts out is acted out', async () => {
    await using lab = await openDevicesLab({ source });
    expect((await lab.command('Fjord', 'Audio.Volume.Set', { Level: 12 })).body).toMatchObject({ result: {} });
    expect(await lab.status('Fjord', 'Audio.Volume')).toEqual({ Audio: { Volume: 12 } });
    expect((await lab.command('Fjord', 'Audio.Volume.Set', { Level: 500 })).body['message']).toBe(
      '[Level: 500 is not in the range 0..100]',
    );
    expect(await lab.status('Fjord', 'Call')).toEqual({});
    await lab.command('Fjord', 'Dial', { Number: 'hardanger@fjordbank.example' });
    expect(await lab.status('Fjord', 'Call.RemoteNumber')).toEqual({
      Call: [{ id: 1, RemoteNumber: 'hardanger@fjordbank.example' }],
    });
  });
});
