import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coerceArguments } from '#intent/coerce.ts';
import { type FormField, fieldsOf, givenIn } from '#intent/form-fields.ts';
import type { RawArguments } from '#intent/terminal.ts';
import { formReply } from '#render/form.ts';
import { createRenderer } from '#render/index.ts';
import { checkCard } from '../../src/render/check.ts';

type Value = string | number | boolean;
type Sample = { schema: Record<string, unknown>; value: Value | Value[] };

const name = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}(\.[1-9])?$/);
/** What devices offer: words, numbers as words, and signs that mean something to forms. */
const literals = fc.uniqueArray(
  fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9.,_%+ -]{1,12}$/).filter((text) => text.trim() === text),
    fc.constantFrom('True', 'False', 'a,b', '50%', 'é'),
  ),
  { minLength: 1, maxLength: 30, selector: (text) => text.toLowerCase() },
);
const line = fc.stringMatching(/^[^\s\p{C}][^\p{C}\n\r]{0,30}$/u).filter((text) => text.trim() === text && text !== '');

const scalar: fc.Arbitrary<Sample> = fc.oneof(
  literals.chain((all) => fc.constantFrom(...all).map((value) => ({ schema: { type: 'string', enum: all }, value }))),
  fc
    .tuple(fc.integer({ min: -1000, max: 1000 }), fc.nat(70_000))
    .chain(([minimum, span]) =>
      fc
        .integer({ min: minimum, max: minimum + span })
        .map((value) => ({ schema: { type: 'integer', minimum, maximum: minimum + span }, value })),
    ),
  line.map((value) => ({ schema: { type: 'string', minLength: 0, maxLength: 8192 }, value })),
  fc.boolean().map((value) => ({ schema: { type: 'boolean' }, value })),
);
const several: fc.Arbitrary<Sample> = scalar
  .filter(({ schema }) => schema['type'] !== 'boolean')
  .map(({ schema, value }) => ({ schema: { type: 'array', items: schema, maxItems: 3 }, value: [value] as Value[] }));

const command = fc.uniqueArray(
  fc.record({
    name,
    required: fc.boolean(),
    isGiven: fc.boolean(),
    sample: fc.oneof({ weight: 4, arbitrary: scalar }, several),
  }),
  { maxLength: 14, selector: ({ name: one }) => one.toLowerCase() },
);

/** What a client sends for an input that a person set to these values. */
function filled({ kind }: FormField, value: Value | Value[]): string {
  const texts = [value].flat().map(String);
  if (kind === 'choice' || kind === 'choices') return texts.map(encodeURIComponent).join(',');
  return kind === 'lines' ? texts.join('\n') : (texts[0] ?? '');
}

test('a form that is filled in gives exactly the command its schema allows', () => {
  fc.assert(
    fc.property(command, (args) => {
      const schemas = Object.fromEntries(
        args.map((one) => [one.name, { required: one.required, schema: one.sample.schema }]),
      );
      const fields = fieldsOf({ arguments: schemas, takesBody: false, body: undefined }, new Map());
      const wanted = args.filter(({ required, isGiven }) => required || isGiven);
      const inputs = Object.fromEntries(
        wanted.map(({ name: one, sample }) => {
          const field = fields.find((candidate) => candidate.name === one);
          if (!field) throw new Error(`no field for ${one}`);
          return [field.id, filled(field, sample.value)];
        }),
      );
      const raw: RawArguments = new Map();
      for (const { key, value, quoted } of givenIn(inputs).given)
        raw.set(key, [...(raw.get(key) ?? []), { text: value, quoted }]);
      const { arguments: typed, faults } = coerceArguments(raw, schemas);
      expect(faults).toEqual([]);
      expect({ ...typed }).toEqual(Object.fromEntries(wanted.map(({ name: one, sample }) => [one, sample.value])));
    }),
    { numRuns: 300 },
  );
});

test('whatever was typed, the form is a card that Webex takes, and holds what was typed', () => {
  const renderer = createRenderer({ directory: join(import.meta.dirname, '../../cards'), strict: true });
  fc.assert(
    fc.property(command, fc.array(fc.tuple(name, fc.string({ maxLength: 60 })), { maxLength: 6 }), (args, typed) => {
      const schemas = Object.fromEntries(
        args.map((one) => [one.name, { required: one.required, schema: one.sample.schema }]),
      );
      const raw: RawArguments = new Map(typed.map(([key, text]) => [key, [{ text, quoted: true }]]));
      const { faults } = coerceArguments(raw, schemas);
      const fields = fieldsOf({ arguments: schemas, takesBody: true, body: { type: 'string' } }, raw, { faults });
      const reply = formReply({
        path: 'Some.Command.Run',
        device: 'id:1',
        deviceName: 'Fjord ${x}',
        tier: 2,
        note: 'It asks before it runs.',
        faults: faults.map(({ sentence }) => sentence),
        fields,
        next: [],
      });
      const { card } = renderer.render(reply);
      expect(card && checkCard(card)).toEqual([]);
    }),
    { numRuns: 100 },
  );
});
