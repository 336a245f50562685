import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Inbox, Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newEvent, repeat } from '../samples.ts';

/** The keys of a lane in the order they are worked, until it is empty. */
async function workAll(inbox: Inbox, lane = 'space-1'): Promise<string[]> {
  const keys: string[] = [];
  for (;;) {
    const claim = await inbox.claim(lane);
    if (!claim) return keys;
    if (!('event' in claim)) throw new Error(`the lane waits for ${claim.waitMs} ms`);
    keys.push(claim.event.key);
    await inbox.done(claim.event);
  }
}

async function claimed(inbox: Inbox, lane = 'space-1') {
  const claim = await inbox.claim(lane);
  if (!claim || !('event' in claim)) throw new Error('nothing to claim');
  return claim.event;
}

export function inboxSuite(engine: TestEngine): void {
  describe('the inbox', () => {
    let place: Place;
    let store: Store;
    beforeEach(async () => {
      place = await engine.place();
      store = await place.open();
    });
    afterEach(() => place[Symbol.asyncDispose]());

    /** As after a crash: nothing of this process is left but the rows. */
    const reopen = async () => {
      await store.close();
      store = await place.open();
      return store.inbox;
    };

    test('an event is new once, however often and however close together it comes', async () => {
      const answers = await repeat(1_000, (index) => store.inbox.add(newEvent(`event-${index % 10}`)));
      expect(answers.slice(0, 10)).toEqual(Array(10).fill(true));
      expect(answers.filter(Boolean)).toHaveLength(10);
      const inbox = await reopen();
      expect(await inbox.add(newEvent('event-3'))).toBe(false);
      expect(await inbox.add(newEvent('event-11'))).toBe(true);
    });

    test('any key is new once, and any body comes back as it was', async () => {
      for (const key of hostileTexts) {
        const answers = await repeat(3, () => store.inbox.add({ key, lane: key, body: JSON.stringify({ key }) }));
        expect(answers).toEqual([true, false, false]);
        expect(JSON.parse((await claimed(store.inbox, key)).body)).toEqual({ key });
      }
    });

    test('a lane is worked in the order its events came, also when many wait and more come meanwhile', async () => {
      const keys = Array.from({ length: 300 }, (_, index) => `event-${index}`);
      for (const key of keys.slice(0, 200)) await store.inbox.add(newEvent(key));
      const first = await claimed(store.inbox);
      const late = Promise.all(keys.slice(200).map((key) => store.inbox.add(newEvent(key))));
      await store.inbox.done(first);
      await late;
      expect([first.key, ...(await workAll(store.inbox))]).toEqual(keys);
    });

    test('lanes do not see each other’s events', async () => {
      await store.inbox.add(newEvent('one', 'space-1'));
      await store.inbox.add(newEvent('two', 'space-2'));
      expect(await workAll(store.inbox, 'space-2')).toEqual(['two']);
      expect(await workAll(store.inbox, 'space-1')).toEqual(['one']);
    });

    test('what was not done when the process ended waits for the next one, counted as a second attempt', async () => {
      for (const key of ['one', 'two', 'three']) await store.inbox.add(newEvent(key));
      await store.inbox.done(await claimed(store.inbox));
      expect((await claimed(store.inbox)).attempts).toBe(1);
      const inbox = await reopen();
      expect(await inbox.lanes()).toEqual(['space-1']);
      const second = await claimed(inbox);
      expect(second).toMatchObject({ key: 'two', attempts: 2 });
      await store.close();
      store = await place.open();
      await store.inbox.lanes();
      expect(await claimed(store.inbox)).toMatchObject({ key: 'two', attempts: 3 });
    });

    test('what came in before is worked before what comes in now', async () => {
      for (const key of ['one', 'two']) await store.inbox.add(newEvent(key));
      const inbox = await reopen();
      await inbox.lanes();
      await inbox.add(newEvent('three'));
      expect(await workAll(inbox)).toEqual(['one', 'two', 'three']);
    });

    test('an event that failed holds its lane until its time has come', async () => {
      for (const key of ['one', 'two']) await store.inbox.add(newEvent(key));
      await store.inbox.again(await claimed(store.inbox), 'Webex is away', 60_000);
      const claim = await store.inbox.claim('space-1');
      expect(claim).toEqual({ waitMs: expect.any(Number) });
      if (claim && 'waitMs' in claim) {
        expect(claim.waitMs).toBeGreaterThan(50_000);
        expect(claim.waitMs).toBeLessThanOrEqual(60_000);
      }
      expect(await store.inbox.depth()).toEqual({ waiting: 2, aside: 0 });
    });

    test('an event that failed comes again first, with its attempts counted', async () => {
      for (const key of ['one', 'two']) await store.inbox.add(newEvent(key));
      await store.inbox.again(await claimed(store.inbox), 'Webex is away', 0);
      await expect
        .poll(async () => (await store.inbox.claim('space-1')) ?? {})
        .toMatchObject({
          event: { key: 'one', attempts: 2 },
        });
    });

    test('what is set aside lets the next one pass, is seen, and can be replayed', async () => {
      for (const key of ['bad', 'good']) await store.inbox.add(newEvent(key));
      await store.inbox.setAside(await claimed(store.inbox), 'it broke');
      expect(await workAll(store.inbox)).toEqual(['good']);
      expect(await store.inbox.aside(10)).toMatchObject([{ key: 'bad', error: 'it broke' }]);
      expect(await store.inbox.depth()).toEqual({ waiting: 0, aside: 1 });

      expect(await store.inbox.replay('bad')).toBe('space-1');
      expect(await workAll(store.inbox)).toEqual(['bad']);
      expect(await store.inbox.replay('good')).toBe('space-1');
      expect(await workAll(store.inbox)).toEqual(['good']);
      expect(await store.inbox.replay('unknown')).toBeUndefined();
      expect(await store.inbox.depth()).toEqual({ waiting: 0, aside: 0 });
    });

    test('what was dismissed or kept aside is known and not worked', async () => {
      expect(await store.inbox.dismiss(newEvent('old'))).toBe(true);
      expect(await store.inbox.dismiss(newEvent('old'))).toBe(false);
      await store.inbox.keepAside(newEvent('odd'), 'not JSON');
      await store.inbox.keepAside(newEvent('odd'), 'not JSON');
      expect(await store.inbox.add(newEvent('old'))).toBe(false);
      expect(await workAll(store.inbox)).toEqual([]);
      expect(await store.inbox.aside(10)).toMatchObject([{ key: 'odd', error: 'not JSON' }]);
    });

    test('what is old and done is forgotten, what waits stays', async () => {
      await repeat(2_500, (index) => store.inbox.dismiss(newEvent(`event-${index}`)));
      await store.inbox.add(newEvent('waiting'));
      await store.audit.flush();
      expect(await store.inbox.prune(Date.now() - 60_000)).toBe(0);
      expect(await store.inbox.prune(Date.now() + 60_000)).toBe(2_500);
      expect(await store.inbox.add(newEvent('event-7'))).toBe(true);
      expect(await workAll(store.inbox)).toEqual(['waiting', 'event-7']);
    });

    test('an event that comes in while its lane is read from the store is given out once', async () => {
      const inbox = store.inbox;
      const given: string[] = [];
      const keys = Array.from({ length: 120 }, (_, index) => `event-${index}`);
      const work = async (lane: string) => {
        for (let claim = await inbox.claim(lane); claim; claim = await inbox.claim(lane)) {
          if (!('event' in claim)) return;
          given.push(claim.event.key);
          // The lane has to be read anew after each of these.
          if (claim.event.attempts === 1 && claim.event.key.endsWith('3'))
            await inbox.again(claim.event, 'once more', 0);
          else await inbox.done(claim.event);
        }
      };
      await Promise.all(
        keys.map(async (key, index) => {
          const lane = `space-${index % 8}`;
          await inbox.add(newEvent(key, lane));
        }),
      );
      const more = keys.map((key, index) => inbox.add(newEvent(`late-${key}`, `space-${index % 8}`)));
      await Promise.all(Array.from({ length: 8 }, (_, lane) => work(`space-${lane}`)));
      await Promise.all(more);
      for (let lane = 0; lane < 8; lane += 1) await work(`space-${lane}`);
      const repeated = keys.filter((key) => key.endsWith('3')).flatMap((key) => [key, `late-${key}`]);
      expect(given.toSorted()).toEqual([...keys, ...keys.map((key) => `late-${key}`), ...repeated].toSorted());
    });

    test('a burst that does not fit into the memory is worked all the same, in order', async () => {
      // PostgreSQL keeps nothing in this process's memory.
      const keys = Array.from({ length: engine.name === 'sqlite' ? 5_000 : 300 }, (_, index) => `event-${index}`);
      await Promise.all(keys.map((key, index) => store.inbox.add(newEvent(key, `space-${index % 3}`))));
      expect(await store.inbox.depth()).toEqual({ waiting: keys.length, aside: 0 });
      for (const lane of [0, 1, 2]) {
        expect(await workAll(store.inbox, `space-${lane}`)).toEqual(keys.filter((_, index) => index % 3 === lane));
      }
    });
  });

  describe('effects', () => {
    test('a change begins once; what came of it is kept with its answer, over a restart', async () => {
      await using place = await engine.place();
      const store = await place.open();
      const effect = {
        key: 'messages:created:m1',
        command: 'volume',
        words: 'volume 30',
        title: 'Set the volume of Fjord to 30 %',
        targets: [{ id: 'd', name: 'Fjord' }],
        planId: undefined,
      };
      const answers = await repeat(5, () => store.effects.begin(effect));
      expect(answers.filter(Boolean)).toHaveLength(1);
      expect(await store.effects.get(effect.key)).toMatchObject({ state: 'sending', title: effect.title });
      await store.close();

      const again = await place.open();
      expect(await again.effects.begin(effect)).toBe(false);
      const answer = { view: 'changes/done', data: { title: hostileTexts.join('') }, text: 'Fjord is at 30 %' };
      await again.effects.settle(effect.key, 'done', answer);
      expect(await again.effects.get(effect.key)).toMatchObject({ state: 'done', words: 'volume 30', answer });
      expect(await again.effects.get('messages:created:m2')).toBeUndefined();
      expect(await again.effects.prune(Date.now() + 1_000)).toBe(1);
      expect(await again.effects.get(effect.key)).toBeUndefined();
    });
  });
}
