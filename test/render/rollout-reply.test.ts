import { expect, test } from 'vitest';
import { stepsOf } from '#render/rollout-reply.ts';

test('what a device got stays takeable back when it is called failed for what came after', () => {
  const spec = {
    work: { kind: 'settings' as const, settings: [{ key: 'Standby.Delay', text: '12' }] },
    title: 'Standby.Delay → 12',
    words: '',
    thenReboot: false,
    pacing: {},
  };
  const titles = (reason: string) =>
    stepsOf({ number: 7, status: 'stopped', spec }, [{ state: 'failed', stage: 0, reason, count: 1 }]).map(
      ({ title }) => title,
    );
  expect(titles('unhealthy')).toEqual(['Retry 1 failed', 'Failures', 'Undo', 'Report (file)']);
  expect(titles('not-confirmed')).toContain('Undo');
  expect(titles('refused')).not.toContain('Undo');
});
