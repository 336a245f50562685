import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFleet } from '#simulator/devices/fleet.ts';
import { PRODUCTS, productNamed } from '#simulator/devices/products.ts';
import { HANDLERS } from '#simulator/xapi/commands/index.ts';
import { schemaOf, statusKey } from '#simulator/xapi/schema/index.ts';
import { checkCommand, checkValue } from '#simulator/xapi/value-space.ts';
import { START } from './devices-lab.ts';

const schema = schemaOf(productNamed('Cisco Room Bar Pro'));
const commandOf = (name: string, product = 'Cisco Room Bar Pro') => {
  const spec = schemaOf(productNamed(product)).commands.get(name.toLowerCase());
  if (!spec) throw new Error(`${product} has no ${name}`);
  return spec;
};
const check = (name: string, given: Record<string, unknown>, body?: unknown) => {
  const checked = checkCommand(commandOf(name), given, body);
  return checked.ok ? Object.fromEntries(checked.arguments) : checked.errors;
};

describe('the schema', () => {
  test('is large enough to try a bot on', () => {
    expect(schema.commands.size).toBeGreaterThanOrEqual(60);
    expect(schema.statuses.size).toBeGreaterThanOrEqual(60);
  });

  test('every status that a device starts with is in its schema and fits it', () => {
    const fleet = createFleet({ count: 400, seed: 3, orgId: 'o', botId: 'b', personId: 'p', now: () => START });
    const faults = fleet.all().flatMap(({ id, product }) =>
      (fleet.live(id)?.state.find('*') ?? []).flatMap(({ segments, value }) => {
        const path = segments.map(({ name, index }) => (index === undefined ? name : `${name}[n]`)).join('.');
        const spec = schemaOf(product).statuses.get(statusKey(path));
        const fault = spec?.path === path ? checkValue(spec.space, value) : 'not in the schema';
        return fault ? [`${product.platform} ${path}: ${fault}`] : [];
      }),
    );
    expect(new Set(faults)).toEqual(new Set());
  });

  test('every effect belongs to a command of some product', () => {
    const known = new Set(
      PRODUCTS.flatMap((product) => [...schemaOf(product).commands.values()].map(({ name }) => name)),
    );
    expect(Object.keys(HANDLERS).filter((name) => !known.has(name))).toEqual([]);
  });

  test('products differ: a Navigator has no audio, a codec without loudspeaker names no device', () => {
    const navigator = schemaOf(productNamed('Cisco Navigator'));
    expect(navigator.commands.has('audio.volume.set')).toBe(false);
    expect(navigator.commands.has('dial')).toBe(false);
    expect(navigator.statuses.has('audio.volume')).toBe(false);
    expect(navigator.commands.has('systemunit.boot')).toBe(true);
    const argumentsOf = (product: string) => commandOf('Audio.Volume.Set', product).arguments.map(({ name }) => name);
    expect(argumentsOf('Cisco Codec EQ')).toEqual(['Level']);
    expect(argumentsOf('Cisco Desk Pro')).toEqual(['Device', 'Level']);
  });
});

describe('arguments', () => {
  test.each([
    ['Audio.Volume.Set', { Level: 0 }, { Level: 0 }],
    ['Audio.Volume.Set', { level: 100, DEVICE: 'Internal' }, { Level: 100, Device: 'Internal' }],
    ['Presentation.Start', { ConnectorId: [2, 3], Layout: 'Equal' }, { ConnectorId: [2, 3], Layout: 'Equal' }],
    ['Presentation.Start', { ConnectorId: 2 }, { ConnectorId: 2 }],
    ['SystemUnit.Boot', { Force: false }, { Force: 'False' }],
    ['SystemUnit.Boot', {}, {}],
  ])('%s takes %o', (name, given, expected) => {
    expect(check(name, given)).toEqual(expected);
  });

  test.each([
    ['Audio.Volume.Set', { Level: 500 }, ['Level: 500 is not in the range 0..100']],
    ['Audio.Volume.Set', { Level: '50' }, ['Level: "50" is not an integer']],
    ['Audio.Volume.Set', { Level: 1.5 }, ['Level: 1.5 is not an integer']],
    ['Audio.Volume.Set', { Level: [1] }, ['Level: takes one value, not a list']],
    ['Audio.Volume.Set', {}, ['Level: missing required argument']],
    ['Audio.Volume.Set', { Level: 1, level: 2 }, ['Level: given twice']],
    [
      'Audio.Volume.Set',
      { Device: 'Moon', Loud: true },
      [
        'Device: "Moon" is not one of Internal, HeadsetBluetooth, HeadsetUSB, HandsetUSB',
        'Loud: unknown argument of Audio.Volume.Set',
        'Level: missing required argument',
      ],
    ],
    ['SystemUnit.Boot', { Action: 'restart' }, ['Action: "restart" is not one of Restart, Shutdown']],
    ['Presentation.Start', { ConnectorId: [] }, ['ConnectorId: takes at least one value']],
    ['Presentation.Start', { ConnectorId: [2, 99] }, ['ConnectorId: 99 is not in the range 1..15']],
    ['UserInterface.Message.Alert.Display', { Text: 'x'.repeat(256) }, ['Text: must have at most 255 characters']],
    ['Dial', { Number: null }, ['Number: null is not a string']],
    ['Macros.Macro.Save', { Name: 'm' }, ['body: missing']],
  ])('%s refuses %o', (name, given, expected) => {
    expect(check(name, given)).toEqual(expected);
  });

  test('a body goes only to commands that take one', () => {
    expect(check('Macros.Macro.Save', { Name: 'm' }, 'code')).toEqual({ Name: 'm' });
    expect(check('Standby.Activate', {}, 'code')).toEqual(['body: Standby.Activate takes no body']);
  });

  test('any value is taken or refused with one sentence, and what was taken fits when given again', () => {
    const spaces = [...schema.commands.values()].flatMap((spec) => spec.arguments.map((one) => ({ spec, one })));
    fc.assert(
      fc.property(fc.constantFrom(...spaces), fc.jsonValue(), ({ spec, one }, value) => {
        const fault = checkValue(one.space, value);
        const checked = checkCommand({ ...spec, arguments: [one], body: false }, { [one.name]: value }, undefined);
        expect(checked.ok).toBe(fault === undefined);
        if (!checked.ok) expect(checked.errors).toEqual([`${one.name}: ${fault}`]);
        else expect(checkValue(one.space, checked.arguments.get(one.name))).toBeUndefined();
      }),
    );
  });

  test('names of any kind are refused, and reach no prototype', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')), fc.jsonValue()),
        (given) => {
          const checked = checkCommand(commandOf('Standby.Activate'), given, undefined);
          expect(checked.ok).toBe(Object.keys(given).length === 0);
        },
      ),
    );
  });
});
