import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReachable, type SimDevice } from '#simulator/devices/device.ts';
import { openSchema } from '#simulator/xapi/file/load.ts';
import { SchemaFileError } from '#simulator/xapi/file/read.ts';
import type { RoomOsObject, RoomOsParameter } from '../xapi/big-schema-format.ts';
import { openCloud } from './cloud.ts';
import { openDevicesLab } from './devices-lab.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schema-file-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const entry = (type: RoomOsObject['type'], path: string, attributes: Record<string, unknown>, products = BAR) => ({
  type,
  path,
  products,
  attributes,
});
/** Fjord is a Room Bar Pro. */
const BAR = ['brooklyn'];

const lamp: RoomOsParameter[] = [
  { name: 'Level', required: true, valuespace: { type: 'Integer', Min: '-5', Max: '5', Step: '10' } },
  { name: 'Color', required: false, default: 'Red', valuespace: { type: 'Literal', Values: ['Red', 'HD-60'] } },
  { name: 'Delay', required: false, default: '30', valuespace: { type: 'Integer', Min: '0', Max: '60' } },
  { name: 'Odd', required: false, default: 'SHA_1', valuespace: { type: 'Literal', Values: ['SHA-1'] } },
  { name: 'Label', required: false, valuespace: { type: 'String', MinLength: '2', MaxLength: '4' } },
  { name: 'Option.1', required: false, valuespace: { type: 'StringArray', MaxLength: '3', multiple: '2' } },
];
const SMALL = {
  objects: [
    entry('Command', 'Lamp Set', { params: lamp, privacyimpact: 'True' }),
    entry('Command', 'Lamp Script Save', { params: [], multiline: 'True' }),
    entry('Command', 'constructor', { params: [] }),
    entry('Status', 'Lamp[n] Bulb[n] Color', { valuespace: { type: 'Literal', Values: ['Red', 'Green'] } }),
    entry('Status', 'Lamp[n] Level', { valuespace: { type: 'Integer' }, privacyimpact: 'True' }),
    entry('Status', 'Call[n] Mood', { valuespace: { type: 'String' } }),
    entry('Configuration', 'Lamp[1..2] Mode', {
      default: '[1]: On; [2]: Off; ',
      valuespace: { type: 'Literal', Values: ['Off', 'On'] },
    }),
  ],
};

describe('a schema from a file', () => {
  const small = () => openDevicesLab({ source: openSchema(SMALL) });

  test('is described as JSON Schema, and a device knows nothing else', async () => {
    await using lab = await small();
    const answer = await lab.ask(`/xapi/schema?deviceId=${lab.device('Fjord').id}`);
    expect(answer.body).toEqual([
      {
        deviceId: lab.device('Fjord').id,
        status: {
          'Lamp[1..n].Bulb[1..n].Color': { schema: { type: 'string', enum: ['Red', 'Green'] } },
          'Lamp[1..n].Level': { schema: { type: 'integer' } },
          'Call[1..n].Mood': { schema: { type: 'string', minLength: 0 } },
        },
        commands: {
          'Lamp.Set': {
            arguments: {
              Level: { required: true, schema: { type: 'integer', minimum: -5, maximum: 5 } },
              Color: { required: false, schema: { type: 'string', enum: ['Red', 'HD-60'], default: 'Red' } },
              Delay: { required: false, schema: { type: 'integer', minimum: 0, maximum: 60, default: 30 } },
              Odd: { required: false, schema: { type: 'string', enum: ['SHA-1'] } },
              Label: { required: false, schema: { type: 'string', minLength: 2, maxLength: 4 } },
              'Option.1': {
                required: false,
                schema: { type: 'array', items: { type: 'string', minLength: 0, maxLength: 3 }, maxItems: 2 },
              },
            },
            resultSchema: { type: ['object', 'null'] },
          },
          'Lamp.Script.Save': {
            arguments: {},
            resultSchema: { type: ['object', 'null'] },
            bodySchema: { schema: { type: ['object', 'string'], maxLength: 4_194_304 } },
          },
          constructor: { arguments: {}, resultSchema: { type: ['object', 'null'] } },
        },
      },
    ]);
    expect((await lab.command('Fjord', 'Audio.Volume.Set', { Level: 1 })).body['message']).toBe(
      "[Command 'Audio.Volume.Set' not supported]",
    );
    expect(await lab.status('Fjord', 'Audio.Volume')).toEqual({});
  });

  test.each([
    ['Lamp.Set', { level: 5, 'Option.1': ['a', 'b'] }, undefined, undefined],
    ['constructor', {}, undefined, undefined],
    ['Lamp.Set', { Level: 6 }, undefined, '[Level: 6 is not in the range -5..5]'],
    ['Lamp.Set', { Level: 0, Color: 'Blue' }, undefined, '[Color: "Blue" is not one of Red, HD-60]'],
    ['Lamp.Set', {}, undefined, '[Level: missing required argument]'],
    ['Lamp.Set', { Level: 0, Size: 1 }, undefined, '[Size: unknown argument of Lamp.Set]'],
    ['Lamp.Set', { Level: 0, Label: 'a' }, undefined, '[Label: must have at least 2 characters]'],
    ['Lamp.Set', { Level: 0, 'Option.1': ['a', 'b', 'c'] }, undefined, '[Option.1: takes at most 2 values]'],
    ['Lamp.Set', { Level: 0 }, 'text', '[body: Lamp.Set takes no body]'],
    ['Lamp.Script.Save', {}, undefined, '[body: missing]'],
    ['Lamp.Script.Save', {}, 'text', undefined],
  ])('%s with %o and the body %s is checked', async (name, given, body, message) => {
    await using lab = await small();
    const answer = await lab.command('Fjord', name, given, body);
    expect(answer.status).toBe(message === undefined ? 200 : 400);
    expect(answer.body['message']).toBe(message);
  });

  test('arrays have a few elements; those of calls come and go with the calls', async () => {
    await using lab = await small();
    expect(await lab.status('Fjord', 'Lamp[2].Bulb[1]', 'Lamp[1].Level')).toEqual({
      Lamp: [
        { id: 2, Bulb: [{ id: 1, Color: expect.stringMatching(/^(Red|Green)$/) }] },
        { id: 1, Level: expect.any(Number) },
      ],
    });
    expect(await lab.status('Fjord', 'Call')).toEqual({});
    lab.fleet.setInCall(lab.device('Fjord').id, true);
    expect(await lab.status('Fjord', 'Call')).toEqual({ Call: [{ id: 1, Mood: 'Call 1' }] });
    lab.fleet.setInCall(lab.device('Fjord').id, false);
    expect(await lab.status('Fjord', 'Call')).toEqual({});
  });

  test('what touches privacy is refused on a personal device, by what the file says of it', async () => {
    await using lab = await openDevicesLab({
      source: openSchema({
        objects: SMALL.objects.map((one) => ({ ...one, products: ['octavio', 'polaris', 'bandai'] })),
      }),
    });
    expect((await lab.command('Home office', 'Lamp.Set', { Level: 1 })).status).toBe(403);
    expect((await lab.command('Home office', 'constructor')).status).toBe(200);
    expect(await lab.status('Home office', 'Lamp[1].Level')).toEqual({});
  });

  test('a product that the file does not know keeps what is built in', async () => {
    await using lab = await small();
    const isOther = (one: SimDevice) => isReachable(one) && one.botAccess === 'full' && !BAR.includes(one.product.code);
    const other = lab.fleet.all().find(isOther)?.displayName ?? '';
    expect((await lab.command(other, 'Lamp.Set', { Level: 1 })).status).toBe(400);
    expect(await lab.status(other, 'Lamp')).toEqual({});
    expect(Object.keys((await lab.status(other, 'SystemUnit')) ?? {})).toEqual(['SystemUnit']);
  });

  test('the whole cloud starts with it', async () => {
    const path = join(folder, 'small.json');
    await writeFile(path, `\uFEFF${JSON.stringify(SMALL)}`);
    await using cloud = await openCloud({ schema: path });
    const fjord = cloud.simulator.fleet.all().find(({ displayName }) => displayName === 'Fjord');
    const call = { deviceId: fjord?.id, arguments: { Level: 1 } };
    expect((await cloud.bot.post('/xapi/command/Lamp.Set', call)).status).toBe(200);
    const wrong = await cloud.bot.post('/xapi/command/Lamp.Set', { ...call, arguments: {} });
    expect([wrong.status, wrong.body.message]).toEqual([400, '[Level: missing required argument]']);
  });
});

describe('a file that is no schema', () => {
  const wrong = (more: object) => ({ objects: [{ ...entry('Command', 'Lamp Set', { params: [] }), ...more }] });
  const space = (valuespace: object) => ({ params: [{ name: 'Level', required: true, valuespace }] });

  test.each([
    ['no object at all', [], 'has no list "objects"'],
    ['another JSON', { version: 1 }, 'has no list "objects"'],
    ['entries without a kind', { objects: [{ path: 'Lamp' }] }, 'has no list "objects"'],
    ['nothing in it', { objects: [] }, 'this schema has no commands and no statuses'],
    ['no products', wrong({ products: undefined }), '"products" is wrong'],
    ['a path that is none', wrong({ path: 'Lamp..Set' }), '"path" is wrong (is no path)'],
    ['a path into JavaScript', wrong({ path: '__proto__ Set' }), '"path" is wrong (is no path)'],
    [
      'an unknown value space',
      wrong({ attributes: space({ type: 'Float' }) }),
      '"attributes.params.0.valuespace.type"',
    ],
    ['a space for nothing', wrong({ attributes: space({ type: 'Integer', Min: '5', Max: '1' }) }), 'leaves no room'],
    ['a number that is none', wrong({ attributes: space({ type: 'Integer', Min: 'few' }) }), 'valuespace.Min'],
  ])('%s is refused in one line', async (_, given, says) => {
    const path = join(folder, 'wrong.json');
    await writeFile(path, JSON.stringify(given));
    expect(() => openSchema(path)).toThrow(`${path}: `);
    expect(() => openSchema(path)).toThrow(says);
    expect(() => openSchema(path)).not.toThrow(/\n/);
  });

  test('any other JSON is refused in one line too', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom('Command', 'Status'), (odd, type) => {
        const objects = odd.map((one) => ({ type, path: 'Lamp Set', products: [], attributes: one }));
        const refused = (() => {
          try {
            openSchema({ objects });
          } catch (error) {
            return error;
          }
        })();
        if (refused !== undefined) {
          expect(refused).toBeInstanceOf(SchemaFileError);
          expect(String(refused)).not.toContain('\n');
        }
      }),
    );
  });

  test('neither is what is missing, a folder, no JSON, or too large', async () => {
    const path = join(folder, 'file.json');
    expect(() => openSchema(path)).toThrow(`${path}: there is no such file.`);
    expect(() => openSchema(folder)).toThrow(`${folder}: this is not a file.`);
    await writeFile(path, '{ "objects": [');
    expect(() => openSchema(path)).toThrow(`${path}: this is not JSON.`);
    await truncate(path, 64 * 1_048_576 + 1);
    expect(() => openSchema(path)).toThrow(`${path}: this is larger than 64 MB.`);
  });
});
