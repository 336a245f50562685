import { expect, test } from 'vitest';
import { startApprovals } from '#jobs/approvals.ts';
import { quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';

test('each that is due is ended, one that fails keeps back no other, and a stop ends the looking', async () => {
  const ended: string[] = [];
  const waiting = new Set(['first', 'broken', 'last']);
  let fails = 0;
  const job = startApprovals({
    due: async () => {
      if (fails === 0 && ended.length === 0) {
        fails += 1;
        throw new Error('the store is away');
      }
      return [...waiting];
    },
    async end(id) {
      if (id === 'broken') throw new Error('Webex is away');
      ended.push(id);
      waiting.delete(id);
    },
    clock: timeMachine(),
    log: quiet,
    everyMs: 5,
  });
  await expect.poll(() => ended).toEqual(['first', 'last']);
  await job.stop();
  waiting.add('too late');
  expect(ended).toEqual(['first', 'last']);
});
