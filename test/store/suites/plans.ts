import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newPlan, repeat } from '../samples.ts';

export function plansSuite(engine: TestEngine): void {
  describe('plans', () => {
    let place: Place;
    let store: Store;
    let now = 1_000;
    const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };

    beforeEach(async () => {
      now = 1_000;
      place = await engine.place();
      store = await place.open({ clock });
    });
    afterEach(() => place[Symbol.asyncDispose]());

    test('a plan comes back as it was made, open, under an id nobody can guess', async () => {
      const made = await store.plans.create(newPlan());
      expect(made).toEqual({ ...newPlan(), id: made.id, state: 'open', createdAt: 1_000 });
      expect(made.id).toMatch(/^[\w-]{22}$/);
      expect(await store.plans.get(made.id)).toEqual(made);
      expect((await store.plans.create(newPlan())).id).not.toBe(made.id);
    });

    test('an id nobody made finds nothing', async () => {
      expect(await store.plans.get("' or 1=1 --\0")).toBeUndefined();
      expect(await store.plans.claim('', { from: 'open', to: 'applying', at: 1 })).toBeUndefined();
      expect(await store.plans.settle('__proto__', 'done', 'x')).toBe(false);
    });

    test('of 20 clicks at once exactly one gets the plan', async () => {
      const { id } = await store.plans.create(newPlan());
      const clicks = await repeat(20, (index) =>
        store.plans.claim(id, {
          from: 'open',
          to: index % 2 ? 'applying' : 'cancelled',
          by: `person-${index}`,
          at: 2_000,
        }),
      );
      const winners = clicks.filter((plan) => plan !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store.plans.get(id)).toEqual(winners[0]);
    });

    test('a click after the plan ran out can only find that it expired', async () => {
      const { id, expiresAt } = await store.plans.create(newPlan());
      const late = expiresAt + 1;
      expect(await store.plans.claim(id, { from: 'open', to: 'applying', at: late })).toBeUndefined();
      expect(await store.plans.claim(id, { from: 'open', to: 'expired', at: late })).toMatchObject({
        state: 'expired',
        settledAt: late,
        settledBy: undefined,
      });
    });

    test('the plan knows who confirmed it, when it ended and how', async () => {
      const { id } = await store.plans.create(newPlan());
      await store.plans.attachMessage(id, 'message-9');
      const claimed = await store.plans.claim(id, { from: 'open', to: 'applying', by: 'person-alice', at: 2_000 });
      expect(claimed).toMatchObject({ state: 'applying', claimedAt: 2_000, settledAt: undefined });
      now = 3_000;
      expect(await store.plans.settle(id, 'done', 'Fjord is restarting')).toBe(true);
      expect(await store.plans.get(id)).toMatchObject({
        state: 'done',
        messageId: 'message-9',
        settledBy: 'person-alice',
        settledAt: 3_000,
        outcome: 'Fjord is restarting',
      });
    });

    test('a plan ends once, but an uncertain one may still turn out', async () => {
      const { id } = await store.plans.create(newPlan());
      expect(await store.plans.settle(id, 'done', 'was never confirmed')).toBe(false);
      await store.plans.claim(id, { from: 'open', to: 'applying', at: 2_000 });
      const told = await repeat(5, () => store.plans.settle(id, 'uncertain', 'no answer'));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store.plans.settle(id, 'done', 'it did restart')).toBe(true);
      expect(await store.plans.settle(id, 'failed', 'too late')).toBe(false);
      expect(await store.plans.get(id)).toMatchObject({ state: 'done', outcome: 'it did restart' });
    });

    test('what a crash left half applied is found at the next start', async () => {
      const half = await store.plans.create(newPlan({ title: 'half' }));
      const whole = await store.plans.create(newPlan({ title: 'whole' }));
      await store.plans.create(newPlan({ title: 'open' }));
      for (const { id } of [half, whole]) await store.plans.claim(id, { from: 'open', to: 'applying', at: 2_000 });
      await store.plans.settle(whole.id, 'done', 'restarted');
      await store.close();

      now = 10_000;
      const next = await place.open({ clock });
      expect((await next.plans.interrupted()).map((plan) => plan.title)).toEqual(['half']);
      expect(await next.plans.interrupted(1_999)).toEqual([]);
    });

    test('where a click may have been missed: plans nobody pressed that were open in that time', async () => {
      const plan = (spaceId: string, createdAt: number, expiresAt: number) =>
        store.plans.create(newPlan({ spaceId, createdAt, expiresAt }));
      await plan('ran out before', 1_000, 4_999);
      await plan('ran out in between', 2_000, 6_000);
      await plan('still open', 8_000, 300_000);
      await plan('made afterwards', 10_001, 300_000);
      const { id } = await plan('was pressed', 5_000, 300_000);
      await store.plans.claim(id, { from: 'open', to: 'cancelled', at: 5_500 });
      expect(await store.plans.openDuring(5_000, 10_000)).toEqual([
        { spaceId: 'ran out in between', parentId: 'thread-1' },
        { spaceId: 'still open', parentId: 'thread-1' },
      ]);
    });

    test('words, title, arguments and outcome are kept verbatim, whatever they hold', async () => {
      for (const text of hostileTexts) {
        const made = await store.plans.create(newPlan({ words: text, title: text, args: { [text]: [text] } }));
        await store.plans.claim(made.id, { from: 'open', to: 'applying', at: 2_000 });
        await store.plans.settle(made.id, 'failed', text);
        expect(await store.plans.get(made.id)).toMatchObject({
          words: text,
          title: text,
          args: { [text]: [text] },
          outcome: text,
        });
      }
    });

    test('arguments named __proto__ reach no prototype', async () => {
      const args: unknown = JSON.parse('{"__proto__": {"isAdmin": true}, "constructor": {"prototype": 1}}');
      const { id } = await store.plans.create(newPlan({ args }));
      const plan = await store.plans.get(id);
      expect(JSON.stringify(plan?.args)).toBe(JSON.stringify(args));
      expect(Object.getPrototypeOf(plan?.args)).toBe(Object.prototype);
      expect('isAdmin' in {}).toBe(false);
    });
  });
}
