import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCensor, createRedactor } from '#lib/redact.ts';

const SECRET = 'k3y/with+signs=';

test('a value is taken out of any text, also as it stands in an address', () => {
  const censor = createCensor([SECRET, 'short', '']);
  expect(censor(`a ${SECRET} b`)).toBe('a [secret] b');
  expect(censor(`https://x.example/?key=${encodeURIComponent(SECRET)}&a=1`)).toBe(
    'https://x.example/?key=[secret]&a=1',
  );
  // A short one would be found inside ordinary words.
  expect(censor('in short')).toBe('in short');
});

test('of two values that begin alike nothing is left', () => {
  expect(createCensor(['canary-47', 'canary-4711'])('canary-4711 canary-47')).toBe('[secret] [secret]');
});

test('whatever stands around it, neither a text nor a line of the log keeps it', () => {
  const [censor, redact] = [createCensor([SECRET]), createRedactor([SECRET])];
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      expect(censor(before + SECRET + after)).not.toContain(SECRET);
      expect(redact(`${JSON.stringify({ msg: before + SECRET + after })}\n`)).not.toContain(SECRET);
    }),
  );
});
