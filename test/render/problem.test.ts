import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problem } from '#lib/problem.ts';
import { checkCard } from '#render/check.ts';
import { createRenderer, problemReply } from '#render/index.ts';

const renderer = createRenderer({ directory: join(import.meta.dirname, '../../cards'), strict: true });

test('a problem says what happened, what to try, and keeps Webex’s tracking id', () => {
  const next = Array.from({ length: 7 }, (_, n) => ({ title: `Step ${n}`, say: `step ${n}` }));
  const problem = new Problem('Fjord is **offline**', {
    code: 'offline',
    hint: 'Try later.',
    trackingId: 'ROUTERGW_1',
    next,
  });
  const { card, text } = renderer.render(problemReply(problem));
  expect(text).toBe('Fjord is **offline**\nTry later.\nTracking id ROUTERGW_1');
  expect(checkCard(card ?? {})).toEqual([]);
  const shown = JSON.stringify(card);
  expect(shown).toContain('"Tracking id ROUTERGW_1"');
  expect(shown).toContain('{"v":1,"say":"step 4"}');
  expect(shown).not.toContain('step 5');
});

test('a problem without hint, steps and tracking id is one line', () => {
  const { card, text } = renderer.render(problemReply(new Problem('No device is called "x"', { code: 'none' })));
  expect(text).toBe('No device is called "x"');
  expect(card?.['body']).toHaveLength(1);
});

test('a problem that quotes 7,000 characters stays short', () => {
  const { card, text } = renderer.render(problemReply(new Problem('🚒'.repeat(7_000), { code: 'words' })));
  expect(checkCard(card ?? {})).toEqual([]);
  expect(text.length).toBeLessThanOrEqual(600);
});

test('any other error shows its event id and nothing of the inside', () => {
  for (const error of [new TypeError('secret at /srv/app.ts'), 'secret', undefined, null]) {
    const { card, text } = renderer.render(problemReply(error, 'ev-42'));
    expect(text).toContain("That didn't work");
    expect(text).toContain('Event ev-42');
    expect(checkCard(card ?? {})).toEqual([]);
    expect(JSON.stringify(card) + text).not.toMatch(/secret|TypeError|\.ts/);
  }
});

test('whatever stands in a problem, its card goes out', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2_000 }),
    fc.constantFrom(
      '${x}',
      '{{DATE(2026-01-01T00:00:00Z)}}',
      '__proto__',
      '[a](http://evil.example)',
      '🚒'.repeat(7_000),
    ),
  );
  const steps = fc.array(fc.record({ title: words, say: words }), { maxLength: 9 });
  fc.assert(
    fc.property(words, words, words, steps, (message, hint, trackingId, next) => {
      const { card } = renderer.render(problemReply(new Problem(message, { code: 'any', hint, trackingId, next })));
      expect(JSON.stringify(card)).not.toContain('${');
    }),
  );
});
