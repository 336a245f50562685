import fc from 'fast-check';

/** Pieces that are dangerous somewhere: prototypes, markup, templates, mentions, queries, directions, quotes. */
export const HOSTILE = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '<@all>',
  '<@personEmail:a@b.c|You>',
  '<script>alert(1)</script>',
  '<img src=x onerror=1>',
  '[x](http://evil.example)',
  '**fat**',
  '# head',
  '| a | b |',
  '- item',
  '```',
  '${name}',
  '${$root}',
  '{{DATE(2020-01-01T00:00:00Z)}}',
  '{{TIME(x)}}',
  '\u202e\u2066rtl',
  '\u0000\u0007',
  '\ud800',
  '👩‍👩‍👧‍👦',
  '"',
  "'",
  '“',
  '\\',
  "' OR 1=1 --",
  '%_',
  'id:',
  'on',
  'tag:',
  ':',
  '\n\n',
  '\r\n',
];

const VERBS = [
  'devices',
  'device',
  'volume',
  'mute',
  'reboot',
  'use',
  'status',
  'xCommand',
  'xStatus',
  'message',
  'dial',
];
const NOUNS = ['fjord', 'camden', 'on fjord', '30', 'up', 'none', 'Audio Volume Set', 'Level: 20', 'Audio.Volume', '*'];

/** Text as people, programs and attackers send it: words of the bot's own language mixed with hostile pieces and noise. */
export const words = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ unit: 'grapheme', maxLength }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(...VERBS),
          fc.constantFrom(...NOUNS),
          fc.constantFrom(...HOSTILE),
          fc.string({ unit: 'grapheme', maxLength: 8 }),
        ),
        { maxLength: 12 },
      )
      .map((parts) => parts.join(' ').slice(0, maxLength)),
  );

/** A name of a device that nobody should have given it. */
export const hostileName = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 20 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(' '));
