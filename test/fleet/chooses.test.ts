import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkChoice, chooses } from '#fleet/chooses.ts';
import { recordOfPlace } from '#fleet/places.ts';
import { selected } from '#fleet/selection.ts';
import { Device } from '#webex/devices.ts';

const locations = new Map([
  ['o', { id: 'o', name: 'Oslo' }],
  ['l', { id: 'l', name: 'London' }],
]);
const devices = fc.uniqueArray(
  fc
    .record({
      id: fc.string({ minLength: 1 }),
      tags: fc.subarray(['lobby', 'vip']),
      product: fc.constantFrom('Board Pro', 'Room Bar'),
      locationId: fc.constantFrom('o', 'l', undefined),
      personId: fc.constantFrom('p', undefined),
      workspaceId: fc.constantFrom('w', undefined),
    })
    .map((known) => Device.parse({ displayName: known.id, ...known })),
  { minLength: 1, maxLength: 6, selector: ({ id }) => id },
);
const filter = fc.constantFrom(
  'tag:lobby',
  'tag:vip',
  'location:Oslo',
  'product:"Board Pro"'.replaceAll('"', ''),
  'is:personal',
);
const filters = fc.array(filter, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
const words = fc.oneof(
  fc.constant('all'),
  filters,
  fc.tuple(fc.oneof(fc.constant('all'), filters), filters).map(([from, but]) => `${from} except ${but}`),
);

test('a rule chooses the devices that the same words name in chat', async () => {
  await fc.assert(
    fc.asyncProperty(devices, words, async (all, said) => {
      // In chat a part that names nothing is told; for a rule it is an empty set.
      const [from = '', but] = said.split(' except ');
      const namedBy = (part: string) => selected(part, all, async () => locations).catch(() => []);
      const left = but === undefined ? [] : await namedBy(but);
      const named = (await namedBy(from)).filter((device) => !left.includes(device));
      const chosen = all.filter((device) => chooses(said, device, locations));
      expect(new Set(chosen)).toEqual(new Set(named));
      checkChoice(said);
    }),
  );
});

test('where Webex does not name places, what goes by them can not be told', () => {
  const [lobby, other] = [['lobby'], []].map((tags) => Device.parse({ id: 'x', displayName: 'X', tags }));
  if (!lobby || !other) throw new Error('no devices');
  const nowhere = new Map();
  expect(chooses('location:Oslo', lobby, nowhere)).toBeUndefined();
  expect(chooses('tag:lobby except location:Oslo', lobby, nowhere)).toBeUndefined();
  expect(chooses('tag:lobby except location:Oslo', other, nowhere)).toBe(false);
  expect(chooses('location:Oslo except tag:lobby', lobby, nowhere)).toBe(false);
});

test.each(['Fjord', 'Fjord, Kew', 'tag:', 'colour:red', 'is:red', 'all except Fjord', ''])(
  '"%s" is no choice for a rule',
  (said) => {
    expect(() => checkChoice(said)).toThrow();
  },
);

test('a workspace is chosen by its place alone: what a rule says of tags and products can not be told of it', () => {
  const fjord = recordOfPlace({ id: 'w1', name: 'Fjord' }, { kind: 'workspace', locationId: 'o' });
  const chosen = (said: string) => chooses(said, fjord, locations);
  expect(['all', 'location:Oslo', 'workspace:w1', 'location:Oslo except workspace:w2'].map(chosen)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['location:London', 'all except location:Oslo', 'workspace:w2'].map(chosen)).toEqual([false, false, false]);
  expect(['tag:vip', 'is:personal', 'location:Oslo tag:vip', 'all except tag:vip'].map(chosen)).toEqual(
    Array(4).fill(undefined),
  );
  // A device that only an administrator sees has all of it.
  const bar = recordOfPlace(
    { id: 'd1', name: 'Bar' },
    { kind: 'device', tags: ['vip'], product: 'Room Bar', locationId: 'o' },
  );
  expect(['tag:vip', 'product:bar', 'tag:lobby'].map((said) => chooses(said, bar, locations))).toEqual([
    true,
    true,
    false,
  ]);
});

test.each([
  ['product:"Board Pro"', 'product:Board Pro'],
  ['tag:"vip" product:“Board Pro”', 'tag:vip product:Board Pro'],
  ["all except product:'Board Pro'", 'all except product:Board Pro'],
  ['location: "Oslo" ', 'location:Oslo'],
])('the quotes of a rule are no part of what it names: %s', (quoted, plain) => {
  for (const product of ['Board Pro', 'Room Bar']) {
    const device = Device.parse({ id: 'd', displayName: 'D', product, tags: ['vip'], locationId: 'o' });
    expect(chooses(quoted, device, locations)).toBe(chooses(plain, device, locations));
    expect(chooses(quoted, device, locations)).toBe(
      quoted.startsWith('all') ? product !== 'Board Pro' : quoted.startsWith('location') || product === 'Board Pro',
    );
  }
});
