import { expect, test } from 'vitest';
import { openAsAdmin } from './as-admin.ts';
import { failureOf } from './fake-webex.ts';

test('an administrator lists the sessions of a desk and ends one', async () => {
  await using world = await openAsAdmin(['hotdesk:read', 'hotdesk:write']);
  const { hotDesk } = world.webex;
  const [session] = await hotDesk.list();
  const { sessionId = '', workspaceId = '' } = session ?? {};
  const atDesk = await hotDesk.list({ workspaceId });
  expect(atDesk[0]).toEqual(session);
  expect(Date.parse(session?.bookingEndTime ?? '')).toBeGreaterThan(Date.now());
  await hotDesk.end(sessionId);
  await hotDesk.end(sessionId);
  expect(await hotDesk.list({ workspaceId })).toHaveLength(atDesk.length - 1);
  expect(await failureOf(world.bot.hotDesk.list())).toMatchObject({ status: 403 });
});
