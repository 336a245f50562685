import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { optionsWords } from '#features/rollouts/options-words.ts';
import { pacingOf, phraseOf, type RolloutOptions, readRollout } from '#features/rollouts/rollout-words.ts';

/** A Sunday evening in Oslo, 19:00. */
const NOW = { now: Date.parse('2026-11-22T18:00:00Z'), timeZone: 'Europe/Oslo' };
const read = (words: string) => readRollout(words, NOW);
const optionsOf = (words: string) => {
  const { faults, warnings, ...options } = read(words);
  expect({ faults, warnings }).toEqual({ faults: [], warnings: [] });
  return options;
};
/** What is said of a rollout of one setting on tag:x. */
const pacing = (words: string) => {
  const { what, on, ...rest } = optionsOf(`A.B=1 on tag:x ${words}`);
  expect({ what, on }).toEqual({ what: ['A.B=1'], on: ['tag:x'] });
  return rest;
};
const faults = (words: string) => read(`A.B=1 on tag:x ${words}`).faults;
const warnings = (words: string) => read(`A.B=1 on tag:x ${words}`).warnings;

test('everything at once', () => {
  expect(
    optionsOf(
      'Audio.DefaultVolume=60 Standby.Delay=10 on tag:earlyAdopters except Fjord canary 5% stop at 2% failures over 2h window 20:00–06:00 Europe/Oslo start tomorrow 20:00 waves 4 then reboot',
    ),
  ).toEqual({
    what: ['Audio.DefaultVolume=60', 'Standby.Delay=10'],
    on: ['tag:earlyAdopters', 'except', 'Fjord'],
    canary: { percent: 5 },
    stop: { percent: 2 },
    overMs: 7_200_000,
    window: { from: '20:00', to: '06:00', zone: 'Europe/Oslo' },
    startAt: { text: 'tomorrow 20:00' },
    waves: 4,
    thenReboot: true,
  });
});

test('as people say it, in any order, with commas and "and"', () => {
  expect(
    optionsOf(
      'A.B=1 on tag:x, Kew in 4 waves, canary: 5 %, and between 8 pm and 6am in europe/london, stop after 3 failed except tag:vip starting tomorrow at 8.30pm and then restart them',
    ),
  ).toEqual({
    what: ['A.B=1'],
    on: ['tag:x,', 'Kew', 'except', 'tag:vip'],
    canary: { percent: 5 },
    stop: { count: 3 },
    window: { from: '20:00', to: '06:00', zone: 'Europe/London' },
    startAt: { text: 'tomorrow 20:30' },
    waves: 4,
    thenReboot: true,
  });
});

describe('what is rolled out, and on what', () => {
  test('stays as it was typed, quotes included', () => {
    const { what, on } = optionsOf(
      'SystemUnit.Name="the  big one" Audio.Mode=“On” on “Canary Wharf”, location:"San Jose" canary 1',
    );
    expect({ what, on }).toEqual({
      what: ['SystemUnit.Name="the  big one"', 'Audio.Mode=“On”'],
      on: ['“Canary Wharf”,', 'location:"San Jose"'],
    });
    expect(phraseOf(on)).toBe('Canary Wharf, location:San Jose');
  });

  test('a command may hold any words', () => {
    const words = 'xCommand Message Alert Display Text: over 2h Duration: 30 on all';
    expect(optionsOf(words)).toEqual({ what: words.split(' ').slice(0, -2), on: ['all'] });
    const value = ['xConfiguration', 'Standby', 'Control:', 'On'];
    expect(optionsOf(`${value.join(' ')} on all`)).toEqual({ what: value, on: ['all'] });
    expect(optionsOf(`${value.join(' ')} canary 5`)).toEqual({ what: value, on: [], canary: { count: 5 } });
  });

  test('options of settings may stand before the devices too, and a file may stand for either', () => {
    expect(optionsOf('A.B=1 canary 5% on tag:x never stop')).toMatchObject({
      canary: { percent: 5 },
      stop: 'never',
      on: ['tag:x'],
    });
    expect(optionsOf('profile:lobby canary 5% on tag:x')).toMatchObject({ what: ['profile:lobby'], on: ['tag:x'] });
    expect(optionsOf('reboot canary 5')).toEqual({ what: ['reboot'], on: [], canary: { count: 5 } });
    expect(optionsOf('canary 5% over 1h')).toEqual({ what: [], on: [], canary: { percent: 5 }, overMs: 3_600_000 });
    expect(optionsOf('on tag:x')).toEqual({ what: [], on: ['tag:x'] });
    expect(optionsOf('')).toEqual({ what: [], on: [] });
  });

  test('a name may begin with a word that is an option elsewhere', () => {
    expect(optionsOf('A.B=1 on Canary Wharf canary 5%')).toMatchObject({
      on: ['Canary', 'Wharf'],
      canary: { percent: 5 },
    });
    expect(read('A.B=1 on Fjord, Window 3, Kew').faults).toEqual([
      'I can\'t read "Window 3, Kew". Say it as "window 20:00–06:00"; if it is a name, put it into quotes',
    ]);
    expect(optionsOf('A.B=1 on Fjord, "Window 3", Kew').on).toEqual(['Fjord,', '"Window 3",', 'Kew']);
  });

  test('"not" is a part of a selection or a name, unless it begins "not before"', () => {
    expect(optionsOf('A.B=1 on all but not tag:x canary 1').on).toEqual(['all', 'but', 'not', 'tag:x']);
    expect(optionsOf('A.B=1 on Do not disturb').on).toEqual(['Do', 'not', 'disturb']);
    expect(read('A.B=1 on tag:x not before whenever').faults).toEqual([
      'I can\'t read "not before whenever". Say it as "not before tomorrow 22:00"; if it is a name, put it into quotes',
    ]);
  });
});

test.each([
  ['canary 10', { canary: { count: 10 } }],
  ['canary of 10 devices', { canary: { count: 10 } }],
  ['canary 0.5%', { canary: { percent: 0.5 } }],
  ['canary 2,5 percent', { canary: { percent: 2.5 } }],
  ['no canary', { canary: 'none' }],
  ['canary 5% for 10 min', { canary: { percent: 5 }, watchMs: 600_000 }],
  ['canary 2 for 1h', { canary: { count: 2 }, watchMs: 3_600_000 }],
  ['canary 2 devices, watched for 1,5 hours', { canary: { count: 2 }, watchMs: 5_400_000 }],
  ['canary of 5 percent and watch it for 1h 30min', { canary: { percent: 5 }, watchMs: 5_400_000 }],
  ['canary for 20 minutes', { watchMs: 1_200_000 }],
  ['canary 5% for 10m over 2h', { canary: { percent: 5 }, watchMs: 600_000, overMs: 7_200_000 }],
  ['without a canary', { canary: 'none' }],
  ['stop at 2%', { stop: { percent: 2 } }],
  ['stop at 1 failure', { stop: { count: 1 } }],
  ['never stop', { stop: 'never' }],
  ['over 90 min', { overMs: 5_400_000 }],
  ['over 1h 30min', { overMs: 5_400_000 }],
  ['over 1.5 hours', { overMs: 5_400_000 }],
  ['over 2 days and 1 hour', { overMs: 176_400_000 }],
  ['window 20:00-06:00', { window: { from: '20:00', to: '06:00' } }],
  ['window 20:00 — 06:00 UTC', { window: { from: '20:00', to: '06:00', zone: 'UTC' } }],
  ['window 8pm-6am', { window: { from: '20:00', to: '06:00' } }],
  ['in the window from 20 to 6 (Asia/Kolkata)', { window: { from: '20:00', to: '06:00', zone: 'Asia/Kolkata' } }],
  ['between noon and midnight', { window: { from: '12:00', to: '00:00' } }],
  ['window 18:00–24:00', { window: { from: '18:00', to: '00:00' } }],
  ['window tomorrow 20:00–06:00', { window: { from: '20:00', to: '06:00', date: '2026-11-23' } }],
  ['window 2026-11-30 20:00–06:00', { window: { from: '20:00', to: '06:00', date: '2026-11-30' } }],
  ['start 22:00', { startAt: { text: '22:00' } }],
  ['at 22:00 America/New_York', { startAt: { text: '22:00', zone: 'America/New_York' } }],
  ['tomorrow 20:00', { startAt: { text: 'tomorrow 20:00' } }],
  ['not before tomorrow 22:00', { startAt: { text: 'tomorrow 22:00' } }],
  ['not earlier than 22:00', { startAt: { text: '22:00' } }],
  ['not before 2026-11-23', { startAt: { text: '2026-11-23 00:00' } }],
  ['start Friday 8pm Europe/London', { startAt: { text: 'friday 20:00', zone: 'Europe/London' } }],
  ['starting on sat at 08:00', { startAt: { text: 'sat 08:00' } }],
  ['start 22:00 on friday', { startAt: { text: 'friday 22:00' } }],
  ['at 8pm tomorrow Europe/London', { startAt: { text: 'tomorrow 20:00', zone: 'Europe/London' } }],
  ['not before 22:00 Europe/London on fri', { startAt: { text: 'fri 22:00', zone: 'Europe/London' } }],
  ['window 20:00–06:00 on friday', { window: { from: '20:00', to: '06:00', date: '2026-11-27' } }],
  ['start in 2 hours', { startAt: { text: '2026-11-22 21:00', zone: 'Europe/Oslo' } }],
  ['not before monday', { startAt: { text: 'monday 00:00' } }],
  ['window fri 20:00–06:00', { window: { from: '20:00', to: '06:00', date: '2026-11-27' } }],
  // It is Sunday, 19:00.
  ['window sun 18:00–20:00', { window: { from: '18:00', to: '20:00', date: '2026-11-22' } }],
  ['window sunday 10:00–12:00', { window: { from: '10:00', to: '12:00', date: '2026-11-29' } }],
  ['2026-11-23 20:00', { startAt: { text: '2026-11-23 20:00' } }],
  ['on 2026-11-23T20:00', { startAt: { text: '2026-11-23 20:00' } }],
  ['start on 2026-11-23', { startAt: { text: '2026-11-23 00:00' } }],
  ['start now', {}],
  ['waves 4', { waves: 4 }],
  ['then reboot', { thenReboot: true }],
])('%s', (words, expected) => {
  expect(pacing(words)).toEqual(expected);
});

test.each([
  ['canary 0%', '"canary 0" is no canary. Say "no canary" to begin with all devices'],
  ['canary 120%', 'A canary of 120% is not a part of the devices. Say for example "canary 5%"'],
  ['canary 1.5', 'A canary is a share such as 5%, or 1 to 10,000 devices'],
  ['canary five', 'I can\'t read "canary five". Say it as "canary 5%"; if it is a name, put it into quotes'],
  ['canary 5% canary 10%', '"canary 5%" and "canary 10%" are said, and only one of them can hold'],
  ['no canary, canary 5%', '"no canary" and "canary 5%" are said, and only one of them can hold'],
  ['canary 5% for 25h', 'A canary can be watched for 1 min to 24 h, not for 25h'],
  ['canary 5% for 30 s', 'A canary can be watched for 1 min to 24 h, not for 30 s'],
  ['canary 5% for 10', '"10" is no length of time. Say "canary 5% for 10 min"'],
  ['canary 5% for 2 moons', '"2 moons" is no length of time. Say "canary 5% for 10 min"'],
  ['no canary for 10 min', 'Without a canary there is nobody to be watched. Say for example "canary 5% for 10 min"'],
  [
    'canary 5% for 1h canary for 10 min',
    '"canary 5% for 1h" and "canary for 10 min" are said, and only one of them can hold',
  ],
  [
    'window tomorrow 20:00–22:00 over 90 min canary 5% for 1h',
    '2 h 30 min do not fit into the window 2026-11-23 20:00–22:00, which has 2 h',
  ],
  [
    'window tomorrow 20:00–22:00 canary 5% for 2h',
    'The canary is watched for all of the window 2026-11-23 20:00–22:00, so the others have no time in it',
  ],
  ['stop at 0%', '"stop at 0%" would never begin. Say "stop at 1 failure"'],
  ['stop at 101%', 'More than all devices can\'t fail: 101%. Say for example "stop at 2%"'],
  ['stop at 2% never stop', '"stop at 2%" and "never stop" are said, and only one of them can hold'],
  ['over 5s', 'A rollout can be spread over 1 min to 30 days, not over 5s'],
  ['over 31 days', 'A rollout can be spread over 1 min to 30 days, not over 31 days'],
  ['over 2 moons', '"2 moons" is no length of time. Say "over 2h" or "over 90 min"'],
  ['over two hours', 'I can\'t read "over two hours". Say it as "over 2h"; if it is a name, put it into quotes'],
  ['window 20:00–20:00', 'The window 20:00–20:00 has no end. Leave it out to roll out at any time'],
  ['window 20:00–25:00', '"25:00" is no time of day. Write it as 20:00 or 8pm'],
  ['window 13pm–6am', '"13pm" is no time of day. Write it as 20:00 or 8pm'],
  ['window 20:00–06:00 Europe/Olso', '"Europe/Olso" is no time zone. Nearest: Europe/Oslo, Europe/Lisbon'],
  ['window 20:00–06:00 soon', '"soon" is no time zone. Write it as Europe/Oslo'],
  [
    'window 20:00–06:00 between 8pm and 6am',
    '"window 20:00–06:00" and "between 8pm and 6am" are said, and only one of them can hold',
  ],
  ['window 2026-02-30 20:00–06:00', '2026-02-30 is no date'],
  ['window 2026-11-20 20:00–06:00', 'The window 2026-11-20 20:00–06:00 is over'],
  ['window today 08:00–18:00', 'The window 2026-11-22 08:00–18:00 is over'],
  ['window tomorrow 20:00–22:00 over 3h', '3 h do not fit into the window 2026-11-23 20:00–22:00, which has 2 h'],
  [
    'window tomorrow 20:00–22:00 start 2026-11-23 23:00',
    'The start 2026-11-23 23:00 is after the window 2026-11-23 20:00–22:00',
  ],
  ['start 2026-11-20 20:00', 'The start is over: 2026-11-20 20:00'],
  ['today 18:30', 'The start is over: today 18:30'],
  ['start 2026-13-01 20:00', '2026-13-01 is no date'],
  ['tomorrow', 'I can\'t read "tomorrow". Say it as "tomorrow 20:00"; if it is a name, put it into quotes'],
  ['waves 0', 'A rollout goes in 1 to 100 waves, not in 0'],
  ['then party', 'I can\'t read "then party". Say it as "then reboot"; if it is a name, put it into quotes'],
  ['canary 5% quickly please', 'I can\'t tell what "quickly please" belongs to'],
  ['canary 5% "stop at 2%"', 'I can\'t tell what ""stop at 2%"" belongs to'],
])('%s is a fault', (words, fault) => {
  expect(faults(words)).toEqual([fault]);
});

test('a window shorter than the time it is to take needs several nights, and that is told', () => {
  expect(warnings('over 2h window 01:00–02:00')).toEqual([
    '2 h are longer than the window, so it takes 2 windows of 1 h',
  ]);
  expect(warnings('over 10h window 20:00–06:00')).toEqual([]);
});

test('a canary that is watched for longer than the window leaves the others to the next one, and that is told', () => {
  expect(warnings('canary 2 for 3h window 01:00–02:00')).toEqual([
    'The canary is watched for longer than the window of 1 h is open, so the others wait for the next one',
  ]);
  expect(warnings('canary 2 for 1h window 20:00–06:00')).toEqual([]);
});

test('a start outside of the window waits for it, and that is told', () => {
  expect(warnings('start 12:00 window 20:00–06:00')).toEqual([
    'Its start, 12:00, is outside of the window, so it waits until 2026-11-23 20:00',
  ]);
  expect(warnings('start 22:00 window 20:00–06:00')).toEqual([]);
});

test('clocks are those that are named, else those of the window, else those of whoever asks', () => {
  const moment = (words: string) => new Date(pacingOf(read(`A.B=1 on all ${words}`), NOW).startAt ?? 0).toISOString();
  expect(moment('start tomorrow 20:00')).toBe('2026-11-23T19:00:00.000Z');
  expect(moment('start tomorrow 20:00 window 20:00–06:00 America/New_York')).toBe('2026-11-24T01:00:00.000Z');
  expect(moment('start tomorrow 20:00 UTC window 20:00–06:00 America/New_York').slice(11, 16)).toBe('20:00');
  expect(moment('start 18:00')).toBe('2026-11-23T17:00:00.000Z');
  expect(pacingOf(pacing('window 20:00–06:00 canary 5%'), NOW)).toEqual({
    window: { from: '20:00', to: '06:00', zone: 'Europe/Oslo' },
    canary: { percent: 5 },
  });
});

const whole = (min: number, max: number) => fc.integer({ min, max });
const share = whole(1, 999).map((tenths) => ({ percent: tenths / 10 }));
const time = fc
  .tuple(whole(0, 23), whole(0, 59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const zone = fc.constantFrom('Europe/Oslo', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'CET');
const date = whole(1, 400).map((days) => new Date(NOW.now + days * 86_400_000).toISOString().slice(0, 10));
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const given = <Fields extends object>(fields: Fields): Fields => {
  for (const key of Object.keys(fields))
    if (Reflect.get(fields, key) === undefined) Reflect.deleteProperty(fields, key);
  return fields;
};
const options: fc.Arbitrary<RolloutOptions> = fc
  .record({
    what: fc.subarray(['Audio.DefaultVolume=60', 'A.B="two words"', 'C[1].D=On']),
    on: fc.subarray(['tag:lobby', 'location:"San Jose"', 'except', '"Canary 5%"'], { minLength: 1 }),
    canary: optional(
      fc.oneof(
        share,
        whole(1, 10_000).map((count) => ({ count })),
        fc.constant('none' as const),
      ),
    ),
    watchMs: optional(whole(60, 86_400).map((seconds) => seconds * 1_000)),
    stop: optional(
      fc.oneof(
        share,
        whole(1, 999_999).map((count) => ({ count })),
        fc.constant('never' as const),
      ),
    ),
    overMs: optional(whole(60, 2_592_000).map((seconds) => seconds * 1_000)),
    window: optional(
      fc
        .record({ from: time, to: time, zone: optional(zone), date: optional(date) })
        .filter(({ from, to }) => from !== to)
        .map(given),
    ),
    startAt: optional(
      fc
        .record({
          text: fc.oneof(
            time,
            time.map((text) => `tomorrow ${text}`),
            fc.tuple(date, time).map((parts) => parts.join(' ')),
          ),
          zone: optional(zone),
        })
        .map(given),
    ),
    waves: optional(whole(1, 100)),
    thenReboot: optional(fc.constant(true as const)),
  })
  .map(({ watchMs, ...all }) => given({ ...all, watchMs: all.canary === 'none' ? undefined : watchMs }));

test('options as words are read as the same options', () => {
  fc.assert(
    fc.property(options, (all) => {
      // Times that contradict each other are told, and read all the same.
      const { faults: _faults, warnings: _warnings, ...back } = read(optionsWords(all));
      expect(back).toEqual(all);
    }),
  );
});

test('nothing that is said makes it throw, and no word is lost without a fault', () => {
  const word = fc.constantFrom(
    ...'A.B=1 xCommand tag:x on canary 5% 5 % for window 20:00–06:00 20:00 – to between and over 2h 90 min never stop at 0 start tomorrow 2026-11-23 UTC Europe/Olso no then reboot waves except but "q w" " , now in with'.split(
      ' ',
    ),
  );
  const said = fc.oneof(
    fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
    fc.string(),
  );
  fc.assert(
    fc.property(said, (words) => {
      const { what, on, faults } = read(words);
      const kept = [...what, ...on].join(' ');
      // They are part of no option.
      const lost = ['A.B=1', 'xCommand', 'tag:x', 'Olso', 'except'].filter(
        (part) => words.includes(part) && !kept.includes(part),
      );
      expect(faults.length > 0 ? [] : lost).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});
