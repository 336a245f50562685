import { expect, test } from 'vitest';
import { createPlace } from '../store/engines.ts';

test('what comes in while the bot starts does not overtake what an earlier run left in its space', async () => {
  await using place = await createPlace();
  const first = await place.open();
  const event = (key: string) => ({ key, lane: 'space', body: '{}' });
  await first.inbox.add(event('left behind'));
  await first.close();

  const second = await place.open();
  // Nobody has asked yet in which spaces something waits.
  await second.inbox.add(event('just now'));
  expect(await second.inbox.claim('space')).toMatchObject({ event: { key: 'left behind' } });
  expect(await second.inbox.lanes()).toEqual(['space']);
  expect(await second.inbox.claim('space')).toMatchObject({ event: { key: 'left behind' } });
  await second.close();
});
