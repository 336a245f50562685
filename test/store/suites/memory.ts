import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newFollowUp, repeat } from '../samples.ts';

/** Spaces, members, follow-ups and events. */
export function memorySuite(engine: TestEngine): void {
  let place: Place;
  let store: Store;
  beforeEach(async () => {
    place = await engine.place();
    store = await place.open();
  });
  afterEach(() => place[Symbol.asyncDispose]());

  describe('spaces', () => {
    test('of 20 at once exactly one greets, also after a restart, until the space is forgotten', async () => {
      const greetings = await repeat(20, (index) => store.spaces.greetOnce('space-1', index));
      expect(greetings.filter(Boolean)).toHaveLength(1);
      await store.close();
      store = await place.open();
      expect(await store.spaces.greetOnce('space-1', 99)).toBe(false);
      await store.spaces.forget('space-1');
      expect(await store.spaces.greetOnce('space-1', 100)).toBe(true);
    });

    test('the default device is set, changed and taken back; greeting is another matter', async () => {
      expect(await store.spaces.device('space-1')).toBeUndefined();
      await store.spaces.setDevice('space-1', 'device-1');
      expect(await store.spaces.greetOnce('space-1', 1)).toBe(true);
      await store.spaces.setDevice('space-1', 'device-2');
      expect(await store.spaces.device('space-1')).toBe('device-2');
      expect(await store.spaces.device('space-2')).toBeUndefined();
      await store.spaces.setDevice('space-1', undefined);
      expect(await store.spaces.device('space-1')).toBeUndefined();
      expect(await store.spaces.greetOnce('space-1', 2)).toBe(false);
    });
  });

  describe('members', () => {
    test('an address stays with the first person who had it, in any spelling', async () => {
      const first = await store.members.pin('Alice@Fjordbank.example', 'person-alice', 'org-1');
      expect(first).toMatchObject({ email: 'alice@fjordbank.example', personId: 'person-alice', orgId: 'org-1' });
      expect(await store.members.pin('alice@fjordbank.EXAMPLE', 'person-new', 'org-2')).toEqual(first);
      expect(await store.members.list()).toEqual([first]);
    });

    test('20 who claim one address at once are all told the same person', async () => {
      const pinned = await repeat(20, (index) => store.members.pin('a@b.example', `person-${index}`, 'org-1'));
      expect(new Set(pinned.map((member) => member.personId)).size).toBe(1);
    });
  });

  describe('follow-ups', () => {
    test('a promise outlives a restart', async () => {
      const { followUp, isNew } = await store.followUps.add(newFollowUp());
      expect(isNew).toBe(true);
      expect(followUp).toEqual({ ...newFollowUp(), id: followUp.id, state: 'waiting' });
      await store.close();
      store = await place.open();
      expect(await store.followUps.waiting()).toEqual([followUp]);
    });

    test('there is one for a device, a space and a thread, however many ask at once', async () => {
      const added = await repeat(20, (index) => store.followUps.add(newFollowUp({ personId: `person-${index}` })));
      expect(added.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(added.map(({ followUp }) => followUp.id)).size).toBe(1);
      await store.followUps.add(newFollowUp({ parentId: undefined }));
      await store.followUps.add(newFollowUp({ parentId: undefined }));
      await store.followUps.add(newFollowUp({ spaceId: 'space-2' }));
      await store.followUps.add(newFollowUp({ deviceId: 'device-2' }));
      expect(await store.followUps.waiting()).toHaveLength(4);
    });

    test('it is kept once, and may be made again after', async () => {
      const { followUp } = await store.followUps.add(newFollowUp());
      const told = await repeat(20, (index) => store.followUps.settle(followUp.id, index % 2 ? 'done' : 'gave-up'));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.followUps.waiting()).toEqual([]);
      expect((await store.followUps.add(newFollowUp())).isNew).toBe(true);
    });

    test('the name of the device is kept verbatim, whatever it holds', async () => {
      for (const deviceName of hostileTexts) {
        const { followUp } = await store.followUps.add(newFollowUp({ deviceName, deviceId: deviceName }));
        expect(followUp.deviceName).toBe(deviceName);
      }
      expect(await store.followUps.waiting()).toHaveLength(hostileTexts.length);
    });
  });
}
