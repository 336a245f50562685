import { expect, test } from 'vitest';
import { createLookout } from '#jobs/rollout-lookout.ts';
import { systemClock } from '#lib/clock.ts';
import type { Rollout } from '#store/index.ts';
import { engines, quiet } from '../store/engines.ts';
import { newRollout } from '../store/suites/rollouts.ts';

test('a wave that ended in an earlier process is looked at before the one after the next begins; the first has none before it', async () => {
  const [sqlite] = engines;
  await using place = await sqlite?.place();
  const store = await place?.open();
  if (!store) throw new Error('there is no engine');
  const rollout = await store.rollouts.add(newRollout(), []);
  const looks: number[] = [];
  const begin = () =>
    createLookout({
      items: store.rollouts.items,
      async *looks() {},
      async *changed() {},
      work: {
        async health({ stage }: Rollout) {
          looks.push(stage);
          return { ill: new Map(), isBack: true, back: new Set() };
        },
      },
      clock: systemClock,
      log: quiet,
    });

  const first = begin();
  await first.waveOver({ ...rollout, stage: 1 });
  expect(looks).toEqual([]);
  await first.waveOver({ ...rollout, stage: 2 });
  expect(looks).toEqual([2]);

  const afterRestart = begin();
  await afterRestart.waveOver({ ...rollout, stage: 3 });
  expect(looks).toEqual([2, 3]);
});
