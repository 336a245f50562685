import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MOST_CHECKS } from '#store/drift-checks.ts';
import type { DriftCheck, NewDriftCheck, Profile, ProfileState, Store } from '#store/index.ts';
import { MOST_PROFILES } from '#store/profiles.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, repeat } from '../samples.ts';

const state = (overrides: Partial<ProfileState> = {}): ProfileState => ({
  settings: [{ key: 'Audio.DefaultVolume', value: 60 }],
  by: { id: 'alice', email: 'alice@example.com' },
  from: 'Fjord',
  ...overrides,
});

export const newCheck = (overrides: Partial<NewDriftCheck> = {}): NewDriftCheck => ({
  orgId: 'org',
  profileId: 'profile-1',
  spaceId: 'space-1',
  personId: 'alice',
  dueAt: 1_000,
  profileName: 'lobby',
  phrase: 'tag:lobby',
  repeat: { on: 'day', at: '07:00', zone: 'Europe/Oslo' },
  personName: 'Alice',
  personEmail: 'alice@example.com',
  ...overrides,
});

export function profilesSuite(engine: TestEngine): void {
  describe('profiles and their checks', () => {
    let place: Place;
    let store: Store;

    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    const added = async (name = 'lobby', given = state()): Promise<Profile> => {
      const profile = await store.profiles.add('org', name, given);
      if (typeof profile === 'string') throw new Error(profile);
      return profile;
    };
    const checked = async (overrides?: Partial<NewDriftCheck>): Promise<DriftCheck> => {
      const made = await store.driftChecks.add(newCheck(overrides));
      if (!made) throw new Error('there is room');
      return made.check;
    };

    test('a profile outlives a restart with every value as it was, and is found in any case by its own organisation', async () => {
      const settings = [
        ...hostileTexts.map((text) => ({ key: text, value: text })),
        { key: '__proto__', value: ['a', 1] },
        { key: 'A.B', value: true },
      ];
      const profile = await added('__Proto__', state({ settings }));
      await store.close();
      store = await place.open();
      expect(await store.profiles.get('org', '__proto__')).toEqual(profile);
      expect(profile).toMatchObject({ name: '__Proto__', version: 1, settings, from: 'Fjord' });
      expect(await store.profiles.get('other', '__proto__')).toBeUndefined();
      expect(await store.profiles.add('other', '__proto__', state())).toMatchObject({ orgId: 'other' });
      expect(await store.profiles.list('org')).toEqual([profile]);
    });

    test('of several who change one at once the first wins, and what it was before is kept', async () => {
      const first = await added();
      const given = state({ settings: [{ key: 'Standby.Delay', value: 10 }] });
      const all = await repeat(5, () => store.profiles.change(first, given));
      expect(all.filter(Boolean)).toHaveLength(1);
      expect(await store.profiles.get('org', 'lobby')).toMatchObject({
        version: 2,
        settings: given.settings,
        before: { version: 1, settings: first.settings },
      });
      expect(await store.profiles.remove(first)).toBe(false);
    });

    test('one that was renamed or deleted since it was read is not changed, renamed or deleted as what it was', async () => {
      const lobby = await added();
      expect(await store.profiles.rename(lobby, 'foyer')).toMatchObject({ name: 'foyer' });
      expect(await store.profiles.change(lobby, state())).toBeUndefined();
      expect(await store.profiles.rename(lobby, 'hall')).toBeUndefined();
      expect(await store.profiles.remove(lobby)).toBe(false);
      const foyer = await store.profiles.get('org', 'foyer');
      if (!foyer) throw new Error('it was renamed');
      expect(await store.profiles.remove(foyer)).toBe(true);
      expect(await store.profiles.remove(foyer)).toBe(false);
      expect(await store.profiles.change(foyer, state())).toBeUndefined();
      const gone = await store.profiles.deleted('org', 'foyer');
      if (!gone) throw new Error('it was deleted');
      expect(await store.profiles.bringBack(gone)).toMatchObject({ name: 'foyer' });
      expect(await store.profiles.bringBack(gone)).toBeUndefined();
    });

    test('a name is one profile, and goes to the next once it was deleted', async () => {
      const [lobby, desk] = [await added('lobby'), await added('desk')];
      expect(await store.profiles.add('org', 'LOBBY', state())).toBe('taken');
      expect(await store.profiles.rename(desk, 'Lobby')).toBe('taken');
      expect(await store.profiles.rename(desk, 'Desk')).toMatchObject({ name: 'Desk', id: desk.id });
      expect(await store.profiles.remove(lobby)).toBe(true);
      expect(await store.profiles.get('org', 'lobby')).toBeUndefined();
      const deleted = await store.profiles.deleted('org', 'lobby');
      if (!deleted) throw new Error('it can be brought back');
      expect(await store.profiles.bringBack(deleted)).toMatchObject({ name: 'lobby', settings: lobby.settings });
      const again = await store.profiles.get('org', 'lobby');
      expect(again && (await store.profiles.remove(again))).toBe(true);
      expect(await store.profiles.rename(desk, 'lobby')).toMatchObject({ name: 'lobby' });
      expect(await store.profiles.deleted('org', 'lobby')).toBeUndefined();
    });

    test('an organisation has a hundred', async () => {
      for (let index = 0; index < MOST_PROFILES; index += 1) await added(`p${index}`);
      expect(await store.profiles.add('org', 'more', state())).toBe('full');
      const one = await store.profiles.get('org', 'p7');
      if (!one) throw new Error('it is there');
      await store.profiles.remove(one);
      expect(await added('more')).toMatchObject({ name: 'more' });
      expect(await store.profiles.bringBack(one)).toBe('full');
    });

    test('of 25 checks at once there are twenty, each with a number of its own; the same one is there once', async () => {
      const made = await repeat(25, (index) => store.driftChecks.add(newCheck({ phrase: `tag:${index}` })));
      const numbers = made.flatMap((one) => (one ? [one.check.number] : []));
      expect(new Set(numbers).size).toBe(MOST_CHECKS);
      const [first] = await store.driftChecks.list('org');
      expect(await store.driftChecks.add(newCheck({ phrase: first?.phrase.toUpperCase() ?? '' }))).toEqual({
        check: first,
        isNew: false,
      });
      expect(await repeat(5, () => store.driftChecks.end(first?.id ?? ''))).toEqual(
        expect.arrayContaining([true, false]),
      );
      await store.driftChecks.endAll('space-1');
      expect(await store.driftChecks.list('org')).toEqual([]);
    });

    test('a run belongs to one process, and what it notes outlives a restart', async () => {
      const check = await checked();
      const later = Date.now() + 60_000;
      const claims = await repeat(5, () => store.driftChecks.claim(check, later));
      const mine = claims.flatMap((one) => one ?? []);
      expect(mine).toHaveLength(1);
      const [claimed] = mine;
      if (!claimed) throw new Error('somebody has it');
      expect(await store.driftChecks.claim(claimed, later)).toBeUndefined();
      const kept = await store.driftChecks.keep(claimed, later + 1);
      expect(kept).toMatchObject({ leasedUntil: later + 1 });
      const found = {
        at: 5,
        all: 2,
        right: 1,
        drifted: { ['__proto__']: { name: 'Fjord', in: 'x' } },
        unread: {},
        misses: 0,
      };
      expect(await store.driftChecks.note(claimed, found, 2_000)).toBeUndefined();
      expect(kept && (await store.driftChecks.note(kept, found, 2_000))).toMatchObject({
        dueAt: 2_000,
        leasedUntil: 0,
      });
      await store.close();
      store = await place.open();
      expect(await store.driftChecks.upcoming(5)).toMatchObject([{ number: 1, found: { at: 5, all: 2, right: 1 } }]);
      const [noted] = await store.driftChecks.list('org');
      expect(noted && (await store.driftChecks.hurry(noted))).toBe(true);
      expect(await store.driftChecks.hurry(check)).toBe(false);
      expect(await store.driftChecks.list('org')).toMatchObject([{ isAsked: true }]);
    });
  });
}
