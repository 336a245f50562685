import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewApproval, Store } from '#store/index.ts';
import type { Place, TestEngine } from '../engines.ts';
import { hostileTexts, newApproval, newPlan, repeat } from '../samples.ts';

export function approvalsSuite(engine: TestEngine): void {
  describe('approvals', () => {
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

    /** A plan that waits until 60 s. */
    async function waits(overrides: Partial<NewApproval> = {}): Promise<string> {
      const { id } = await store.plans.create(newPlan());
      await store.plans.claim(id, { from: 'open', to: 'awaiting', by: 'bob', at: now, expiresAt: 60_000 });
      await store.approvals.ask(newApproval(id, overrides));
      return id;
    }

    test('what is asked outlives a restart, with every text as it was, and waits as long as its plan', async () => {
      for (const text of hostileTexts) {
        const id = await waits({ shown: { facts: [text], effects: [text] } });
        await store.plans.claim(id, { from: 'awaiting', to: 'refused', by: 'alice', at: now, outcome: text });
        expect((await store.approvals.get(id))?.shown).toEqual({ facts: [text], effects: [text] });
        expect((await store.plans.get(id))?.outcome).toBe(text);
      }
      const id = await waits();
      await store.approvals.ask(newApproval(id, { by: [['somebody']] }));
      await store.close();
      store = await place.open({ clock });
      expect(await store.approvals.waiting()).toEqual([{ ...newApproval(id), closedAt: undefined }]);
    });

    test('of 20 who approve, refuse and withdraw at once one has it', async () => {
      const id = await waits();
      const moves = ['applying', 'refused', 'cancelled'] as const;
      const taken = await repeat(20, (index) =>
        store.plans.claim(id, {
          from: 'awaiting',
          to: moves[index % 3] ?? 'applying',
          by: `person-${index}`,
          at: 2_000,
        }),
      );
      const winners = taken.filter((plan) => plan !== undefined);
      expect(winners).toHaveLength(1);
      expect(await store.plans.get(id)).toEqual(winners[0]);
      expect(await store.approvals.waiting()).toEqual([]);
    });

    test('nobody takes what ran out, and what was put back can be taken again', async () => {
      const id = await waits();
      expect(
        await store.plans.claim(id, { from: 'awaiting', to: 'applying', by: 'alice', at: 60_001 }),
      ).toBeUndefined();
      await store.plans.claim(id, { from: 'awaiting', to: 'applying', by: 'alice', at: 2_000 });
      expect(await store.plans.claim(id, { from: 'applying', to: 'awaiting', at: 3_000 })).toMatchObject({
        state: 'awaiting',
        expiresAt: 60_000,
      });
      expect(await store.approvals.waiting()).toHaveLength(1);
    });

    test('what ran out is due at once, what ended after a minute, and one process sees to it', async () => {
      const ranOut = await waits();
      const ended = await waits();
      expect(await store.approvals.due(60_000)).toEqual([]);
      expect((await store.approvals.due(60_001)).sort()).toEqual([ranOut, ended].sort());
      await store.plans.claim(ended, { from: 'awaiting', to: 'cancelled', by: 'bob', at: 60_000 });
      expect(await store.approvals.due(60_001)).toEqual([ranOut]);
      now = 120_000;
      expect((await store.approvals.due(now)).sort()).toEqual([ranOut, ended].sort());
      const leases = await repeat(10, () => store.approvals.lease(ended, 30_000));
      expect(leases.filter(Boolean)).toHaveLength(1);
      expect(await store.approvals.due(now)).toEqual([ranOut]);
      now = 150_000;
      expect(await store.approvals.lease(ended, 30_000)).toBe(true);
      await store.approvals.close(ended);
      now = 180_000;
      expect(await store.approvals.lease(ended, 30_000)).toBe(false);
      expect(await store.approvals.due(now)).toEqual([ranOut]);
    });

    test('cards are noted by ten at once and forgotten one by one, with what is old all of them', async () => {
      const id = await waits();
      const notes = await repeat(10, (index) =>
        store.approvals.addCard({ planId: id, kind: 'approval', spaceId: `space-${index}` }),
      );
      await Promise.all(notes.map((note, index) => store.approvals.attach(note, `message-${index}`)));
      const cards = await store.approvals.cards(id);
      expect(cards.map(({ spaceId, messageId }) => `${spaceId} ${messageId}`).sort()).toEqual(
        notes.map((_, index) => `space-${index} message-${index}`),
      );
      await store.approvals.forgetCard(notes[3] ?? '');
      await store.approvals.attach(notes[3] ?? '', 'too late');
      expect(await store.approvals.cards(id)).toHaveLength(9);
      await store.approvals.prune(60_000);
      expect(await store.approvals.get(id)).toBeDefined();
      await store.approvals.prune(60_001);
      expect(await store.approvals.cards(id)).toEqual([]);
      expect(await store.approvals.get(id)).toBeUndefined();
    });
  });
}
