import { describe, expect, test } from 'vitest';
import type { TestEngine } from '../engines.ts';
import { hostileTexts } from '../samples.ts';

const repeat = <Result>(count: number, act: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, act));

export function effectPartsSuite(engine: TestEngine): void {
  describe('the devices of a change', () => {
    test('each begins once, and what was noted of it is there after a restart', async () => {
      await using place = await engine.place();
      const store = await place.open();
      const back = { command: 'Audio.Volume.Set', arguments: { Level: 45, List: ['a', 1] }, was: '45 %' };
      const begun = await repeat(5, () => store.effectParts.begin('plan:p', 'fjord', back));
      expect(begun.filter(Boolean)).toHaveLength(1);
      await Promise.all(['kew', 'camden'].map((id) => store.effectParts.begin('plan:p', id, undefined)));
      await store.effectParts.begin('plan:other', 'tower', undefined);
      const why = hostileTexts.join('');
      store.effectParts.end('plan:p', 'fjord', 'done');
      store.effectParts.end('plan:p', 'kew', 'failed', why);
      // Something kept it from being sent.
      store.effectParts.end('plan:p', 'oslo', 'failed', 'It did not tell its volume');
      await store.effectParts.flush();
      await store.close();

      const again = await place.open();
      expect(Object.fromEntries(await again.effectParts.of('plan:p'))).toEqual({
        fjord: { state: 'done', back },
        kew: { state: 'failed', why },
        camden: { state: 'begun' },
        oslo: { state: 'failed', why: 'It did not tell its volume' },
      });
      expect(await again.effectParts.begin('plan:p', 'camden', undefined)).toBe(false);
      expect(await again.effectParts.prune(Date.now() + 1_000)).toBe(7);
      expect((await again.effectParts.of('plan:p')).size).toBe(0);
    });

    test('an end that was not waited for is told all the same', async () => {
      await using place = await engine.place();
      const store = await place.open();
      await store.effectParts.begin('plan:p', 'fjord', undefined);
      store.effectParts.end('plan:p', 'fjord', 'done');
      expect((await store.effectParts.of('plan:p')).get('fjord')).toEqual({ state: 'done' });
    });

    test('the message that tells how far it is, and how it is taken back, are kept beside the answer', async () => {
      await using place = await engine.place();
      const store = await place.open();
      const effect = {
        key: 'plan:p',
        command: 'volume',
        words: 'volume 30 on all',
        title: 'Set 2 devices?',
        targets: [],
      };
      await store.effects.begin({ ...effect, spaceId: 'space', args: 'sealed' });
      await store.effects.attachProgress('plan:p', 'message');
      await store.effects.attachProgress('plan:nothing', 'message');
      const answer = { view: 'changes/many', data: {}, text: 'done' };
      await store.effects.settle('plan:p', 'done', answer, { effectId: 'p' });
      expect(await store.effects.get('plan:p')).toMatchObject({
        ...effect,
        state: 'done',
        spaceId: 'space',
        args: 'sealed',
        progressId: 'message',
        undo: { effectId: 'p' },
        answer,
      });
    });
  });
}
