import { expect, test } from 'vitest';
import { openAsAdmin } from './as-admin.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

test('a code is handed over with its expiry, and is written to no log', async () => {
  await using admin = await openAsAdmin(['codes:write'], { now: () => Date.parse('2026-05-04T10:00:00Z') });
  const { activationCodes } = admin.webex;
  const { code, expiresAt } = await activationCodes.create({ workspaceId: admin.workspaceNamed('Huddle 3').id });
  expect(admin.cloud.places.codes.all()).toMatchObject([{ code }]);
  expect(expiresAt).toBe('2026-05-11T10:00:00.000Z');
  await activationCodes.create({ workspaceId: admin.workspaceNamed('Phone booth').id, model: 'DMS Cisco 8865' });
  expect(admin.log.join('\n')).toContain('/devices/activationCode');
  for (const { code: secret } of admin.cloud.places.codes.all()) expect(admin.log.join('\n')).not.toContain(secret);
  expect(await failureOf(activationCodes.create({ workspaceId: 'bm93aGVyZQ' }))).toMatchObject({
    code: 'webex-not-found',
  });
});

test('an answer that can not be read gives no code away in its error', async () => {
  await using fake = await fakeWebex(() => ({ json: { code: '5414011256173816', expiryTime: 7 } }));
  const failure = await failureOf(fake.webex.activationCodes.create({ workspaceId: 'w' }));
  expect(failure).toMatchObject({ code: 'webex-bad-answer', outcome: 'unknown' });
  const told = failure instanceof Error ? [failure.message, failure.stack, String(failure.cause)] : ['?'];
  expect(told.join('\n') + fake.log.join('\n')).not.toContain('5414011256173816');
});

test('a login without the scope of codes is refused', async () => {
  await using admin = await openAsAdmin(['devices:write', 'workspaces:read']);
  const wanted = admin.webex.activationCodes.create({ workspaceId: admin.workspaceNamed('Huddle 3').id });
  expect(await failureOf(wanted)).toMatchObject({ code: 'webex-forbidden' });
  expect(admin.cloud.places.codes.all()).toEqual([]);
});
