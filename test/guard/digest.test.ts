import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestOf } from '#guard/digest.ts';
import type { Plan } from '#intent/command.ts';

const plan: Plan<unknown> = {
  tier: 2,
  title: 'Restart Fjord?',
  action: 'Restart Fjord',
  targets: [
    { id: 'a', name: 'Fjord' },
    { id: 'b', name: 'Camden' },
  ],
  facts: [
    { key: 'in-call', text: 'It is in a call (12 min).' },
    { key: 'presenting', text: 'Somebody is presenting on it.' },
  ],
  step: { deviceId: 'a', command: 'SystemUnit.Boot', arguments: { Action: 'Restart', List: [1, 2] } },
};

test('stays the same when only the order or the passing of time differs', () => {
  const same: Plan<unknown> = {
    ...plan,
    targets: [...plan.targets].reverse(),
    facts: [
      { key: 'presenting', text: 'Somebody is presenting on it.' },
      { key: 'in-call', text: 'It is in a call (13 min).' },
    ],
    step: {
      arguments: { List: [1, 2], Action: 'Restart' },
      command: 'SystemUnit.Boot',
      deviceId: 'a',
      body: undefined,
    },
  };
  expect(digestOf('reboot', same)).toBe(digestOf('reboot', plan));
});

test.each<[string, Partial<Plan<unknown>>]>([
  ['another target', { targets: [{ id: 'c', name: 'Fjord' }] }],
  ['one target fewer', { targets: plan.targets.slice(0, 1) }],
  ['a call that ended', { facts: plan.facts.slice(1) }],
  ['another warning', { facts: [...plan.facts, { key: 'grave', text: '' }] }],
  ['another tier', { tier: 3 }],
  ['another title', { title: 'Restart Camden?' }],
  ['a name to type', { typed: 'Fjord' }],
  ['another argument', { step: { deviceId: 'a', command: 'SystemUnit.Boot', arguments: { Action: 'Shutdown' } } }],
  ['the other order of a list', { step: { deviceId: 'a', arguments: { Action: 'Restart', List: [2, 1] } } }],
  ['a body', { step: { deviceId: 'a', command: 'SystemUnit.Boot', body: 'x' } }],
])('%s is another plan', (_what, change) => {
  expect(digestOf('reboot', { ...plan, ...change })).not.toBe(digestOf('reboot', plan));
});

test('the same plan of another command is another plan', () => {
  expect(digestOf('hangup', plan)).not.toBe(digestOf('reboot', plan));
});

test('two steps have one digest exactly when they are the same JSON', () => {
  const step = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });
  const asJson = (value: unknown) => JSON.stringify(value);
  fc.assert(
    fc.property(step, step, (left, right) => {
      const copy = JSON.parse(asJson(left));
      expect(digestOf('x', { ...plan, step: copy })).toBe(digestOf('x', { ...plan, step: left }));
      const isSame = digestOf('x', { ...plan, step: left }) === digestOf('x', { ...plan, step: right });
      const sorted = (value: Record<string, unknown>) =>
        asJson(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
      if (sorted(left) === sorted(right)) expect(isSame).toBe(true);
      else if (Object.keys(left).sort().join('\0') !== Object.keys(right).sort().join('\0')) expect(isSame).toBe(false);
    }),
    { numRuns: 200 },
  );
});
