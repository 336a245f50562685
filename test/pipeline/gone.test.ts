import { expect, test } from 'vitest';
import { openLab } from '../lab.ts';

test('a message that its author takes back before it is read is no fault', async () => {
  await using lab = await openLab();
  await lab.alice.says('whoami');
  lab.cloud.faults.add({ method: 'GET', path: '/messages', effect: 'status', status: 404, times: 10 });
  await lab.alice.posts('devices');
  await expect.poll(() => lab.logged().join('\n')).toContain('what was said is gone, so it is not answered');
  lab.cloud.faults.clear();
  expect((await lab.alice.says('whoami')).title).toMatch(/admin$/);
  expect(lab.logged().join('\n')).not.toContain('set aside');
});
