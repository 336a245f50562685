import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCard } from '#render/check.ts';
import { openLab } from '../lab.ts';
import type { Said } from '../persona.ts';
import { officialFaults } from '../render/official.ts';
import { hostileName } from './words.ts';

/** What a person reads of a card: every text outside of what its buttons send. */
function shownIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(shownIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'data' ? [] : shownIn(item)));
}

/** Faults of a card, and of the text beside it, whatever the device's name is. */
function faultsOf(said: Said): string[] {
  const { card } = said;
  if (typeof card !== 'object' || card === null) return [`there is no card, but "${said.text}"`];
  const shown = shownIn(card).join('\n');
  return [
    ...checkCard({ ...card }),
    ...officialFaults(card),
    ...(/\$\{|\{\{(DATE|TIME)\((2020|x)/.test(shown) ? ['a template stands in a text'] : []),
    ...(JSON.stringify(card).includes('${') ? ['a template stands in the card'] : []),
    ...(said.text.startsWith("That didn't work") ? [said.text] : []),
  ];
}

const LONG = [
  'x'.repeat(500),
  '𝒳'.repeat(250),
  '"'.repeat(500),
  '${'.repeat(250),
  'a\u0301'.repeat(250),
  '😀'.repeat(125),
];

test('no name of a device breaks a card, fills a template or mentions anybody', async () => {
  await using lab = await openLab();
  const fjord = lab.cloud.fleet.get(lab.deviceId('Fjord'));
  const harolds = ['Harold Nordlund', 'Harold Smith'].flatMap((name) => lab.cloud.fleet.get(lab.deviceId(name)) ?? []);
  if (!fjord) throw new Error('there is no Fjord');
  const id = `id:${fjord.id}`;

  await fc.assert(
    fc.asyncProperty(fc.oneof(hostileName, fc.constantFrom(...LONG)), async (name) => {
      fjord.displayName = name;
      for (const device of harolds) device.displayName = `Harold ${name}`;
      lab.clock.skip(61_000);
      for (const asked of [
        'devices tag:vip location:oslo',
        `device ${id}`,
        `status Audio ${id}`,
        `status Audio.Volume on ${id}`,
        `mute on ${id}`,
        `xCommand SystemUnit Boot Action: Shutdown on ${id}`,
        `volume 31 on ${id}`,
        `xCommand Audio Volume Set Level: 500 on ${id}`,
        'device harold',
        'device no such device at all',
        'history',
        'help volume',
      ]) {
        const said = await lab.alice.says(asked);
        expect([asked, faultsOf(said)]).toEqual([asked, []]);
        const message = lab.cloud.world.messages.get(said.id);
        expect(message?.mentionedPeople ?? message?.mentionedGroups ?? message?.html).toBeUndefined();
      }
    }),
    {
      numRuns: 12,
      examples: [...LONG.map((name): [string] => [name]), ['__proto__'], [' '], ['\u0000\u202e'], ['none']],
    },
  );
});
