import { expect, test } from 'vitest';
import { NothingLikeIt, nothingLike, withMeant } from '#fleet/meant.ts';
import { noSuchDevice } from '#fleet/problems.ts';
import { filtersIn } from '#fleet/select.ts';
import { Problem } from '#lib/problem.ts';
import { Device } from '#webex/devices.ts';

const DEVICES = [
  Device.parse({ id: 'a', displayName: 'Fjord', product: 'Cisco Room Kit Pro', tags: ['lobby'], locationId: 'o' }),
  Device.parse({ id: 'b', displayName: 'Kew', product: 'Cisco Desk', tags: ['north wing'], workspaceId: 'w' }),
];
const LOCATIONS = new Map(['Oslo', 'London'].map((name) => [name === 'Oslo' ? 'o' : 'l', { id: name, name }]));

const steps = (phrase: string, said: string): string[] => {
  const problem = withMeant(nothingLike(phrase, filtersIn(phrase) ?? new Map(), DEVICES, LOCATIONS), said);
  return problem instanceof Problem ? problem.next.map(({ say }) => say) : [];
};

test.each([
  ['tag:loby', 'rollout Standby.Delay=10 on tag: loby canary 1', 'rollout Standby.Delay=10 on tag:lobby canary 1'],
  ['tag:north wng', 'mute on tag:"north wng" is:online', 'mute on tag:"north wing" is:online'],
  ['tag:north wng', 'mute on "all except tag:north wng"', 'mute on "all except tag:north wing"'],
  ['product:room kti', 'devices product:“room kti”', 'devices product:"Room Kit"'],
  ['location:olso', 'reboot on location:OLSO when free', 'reboot on location:Oslo when free'],
  ['workspace:kwe', 'status Audio.Volume on "workspace:kwe"', 'status Audio.Volume on "workspace:w"'],
  ['is:offline tag:loby', 'devices is:offline tag:loby', 'devices is:offline tag:lobby'],
])('for %s the button says the same words with what was meant', (phrase, said, meant) => {
  expect(steps(phrase, said)[0]).toBe(meant);
});

test.each([
  ['fjrd', 'config set fjrd Audio.DefaultVolume=60', ['config set Fjord Audio.DefaultVolume=60', 'devices']],
  ['kw', 'config diff Fjord "kw"', ['config diff Fjord Kew', 'devices']],
  ['kw', 'rollout Standby.Delay=12 on Fjord, kw, all', ['rollout Standby.Delay=12 on Fjord, Kew, all', 'devices']],
  ['kw', 'message "kw kw" on kw', ['message "kw kw" on Kew', 'devices']],
  // It stands there twice, or not as it was read: the device itself is offered.
  ['kw', 'message kw on kw', ['device Kew', 'devices']],
  ['kw', 'wake it', ['device Kew', 'devices']],
])('for a name like %s the button says "%s" with the name that there is', (phrase, said, meant) => {
  const problem = withMeant(noSuchDevice(phrase, DEVICES), said);
  expect(problem instanceof Problem && problem.next.map(({ say }) => say)).toEqual(meant);
});

test('what nothing is like, what stands in a place nobody sees a device of, and what each alone is there, is not guessed', () => {
  for (const phrase of ['tag:atlantis', 'location:londn', 'tag:lobby product:Desk'])
    expect(steps(phrase, `devices ${phrase}`)).toEqual(['devices']);
  // The words of a button hold something else: what was meant is said, and no button guesses where it belongs.
  expect(steps('tag:loby', 'wake them')).toEqual(['devices']);
  expect(nothingLike('tag:loby', new Map([['tag', ['loby']]]), DEVICES, LOCATIONS)).toBeInstanceOf(NothingLikeIt);
});
