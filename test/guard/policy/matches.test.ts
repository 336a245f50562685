import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAbout, isConcerned, isGranted, type Wanted } from '#guard/policy/matches.ts';
import type { Rule, Sends } from '#guard/policy/policy.ts';

const SENT: Record<string, string[]> = {
  volume: ['Audio.Volume.Set'],
  reboot: ['SystemUnit.Boot'],
  dial: ['Dial'],
  locks: [],
};
const sendsOf = (verbs: readonly string[]): Sends =>
  new Map(verbs.flatMap((verb) => (SENT[verb]?.length ? [[verb, SENT[verb]] as const] : [])));
const PATHS = ['Audio.Volume.Set', 'SystemUnit.Boot', 'Dial', 'Standby.Activate'];

const verbs = fc.subarray(Object.keys(SENT), { minLength: 1 });
const tiers = fc.subarray<0 | 1 | 2 | 3>([0, 1, 2, 3]);
const ruleOf = (effect: Rule['effect'], commands: string[], more: Pick<Rule, 'tiers'> & { sends?: Sends }): Rule => ({
  effect,
  role: 'operator',
  number: 1,
  line: 1,
  commands,
  ...more,
});
const wanteds = fc.record<Wanted>({
  command: fc.constantFrom('xcommand', 'volume', 'standby', 'dial'),
  needs: fc.constant('operate'),
  tier: fc.constantFrom(0, 1, 2, 3),
  // However it is written.
  sends: fc.subarray([...PATHS, 'systemunit.boot', 'AUDIO.VOLUME.SET', 'dial']),
  space: fc.constant({ id: 'here', type: 'group' as const }),
});
const isSentBy = (names: readonly string[], sent: readonly string[]) =>
  names.some((name) => SENT[name]?.some((path) => sent.some((one) => one.toLowerCase() === path.toLowerCase())));

test('a verb in a restriction is about the verb and whatever sends the same, and about nothing else', () => {
  fc.assert(
    fc.property(verbs, tiers, wanteds, (names, ofTiers, wanted) => {
      const rule = ruleOf('deny', names, { tiers: ofTiers, sends: sendsOf(names) });
      const isMeant = names.includes(wanted.command) || isSentBy(names, wanted.sends);
      const inTiers = ofTiers.some((tier) => tier === wanted.tier);
      expect(isAbout(rule, wanted)).toBe(inTiers && isMeant);
      expect(isConcerned(rule, wanted, [])).toBe(inTiers && isMeant);
    }),
  );
});

test('a verb in an allowance is the verb alone, whatever it sends', () => {
  fc.assert(
    fc.property(verbs, tiers, wanteds, (names, ofTiers, wanted) => {
      const plain = ruleOf('allow', names, { tiers: ofTiers });
      const isMeant = ofTiers.some((tier) => tier === wanted.tier) && names.includes(wanted.command);
      expect(isAbout({ ...plain, sends: sendsOf(names) }, wanted)).toBe(isMeant);
      expect(isAbout(plain, wanted)).toBe(isMeant);
    }),
  );
});

test('a path in a restriction is about the verbs that send it', () => {
  for (const [verb, [path]] of Object.entries(SENT).filter(([, [first]]) => first?.includes('.'))) {
    const wanted: Wanted = { command: verb, needs: 'operate', tier: 2, sends: [path ?? ''], space: HERE };
    for (const pattern of [path ?? '', `${path?.split('.')[0]}.*`])
      expect(isAbout(ruleOf('deny', [pattern], { tiers: [2] }), wanted)).toBe(true);
  }
});

const HERE = { id: 'here', type: 'group' as const };

test('the service app does only what a rule names, in the tiers it names, for the roles it names', () => {
  const rule = { commands: ['workspaces', 'administer'], roles: ['facilities'], tiers: [0 as const], line: 3 };
  const wanted: Wanted = { command: 'workspaces', needs: 'look', sends: [], space: { id: 's', type: 'group' } };
  const granted = (more: Partial<Wanted>, roles = ['facilities']) => isGranted(rule, { ...wanted, ...more }, roles);
  expect(granted({ tier: 0 })).toBe(true);
  // What a change will be is known once it is planned: until then it only reads.
  expect(granted({})).toBe(true);
  expect(granted({ tier: 1 })).toBe(false);
  expect(granted({ tier: 0 }, ['viewer'])).toBe(false);
  expect(granted({ tier: 0, command: 'tags' })).toBe(false);
  expect(granted({ tier: 0, command: 'tags', needs: 'administer' })).toBe(true);
});
