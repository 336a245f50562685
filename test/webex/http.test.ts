import { expect, test } from 'vitest';
import { failureOf, fakeWebex, TOKEN } from './fake-webex.ts';

test('every request carries the token and a tracking id of its own', async () => {
  await using fake = await fakeWebex(() => ({ json: { id: 'p1' } }));
  await fake.webex.people.me();
  await fake.webex.people.me();
  const ids = fake.seen.map((one) => one.headers['trackingid']);
  expect(fake.seen[0]).toMatchObject({ method: 'GET', path: '/v1/people/me' });
  expect(fake.seen[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(ids[0]).toMatch(/^BOT_[0-9a-f-]{36}$/);
  expect(ids[0]).not.toBe(ids[1]);
});

test('what time it is at Webex is known from its last answer', async () => {
  await using fake = await fakeWebex((seen) => ({
    json: { id: 'p1' },
    headers: { date: new Date(fake.clock.now() - (seen.path.endsWith('me') ? 45_000 : 0)).toUTCString() },
  }));
  expect(fake.webex.aheadMs()).toBeUndefined();
  await fake.webex.people.me();
  expect(fake.webex.aheadMs()).toBe(45_000);
  await fake.webex.people.get('p1');
  expect(fake.webex.aheadMs()).toBe(0);
});

test('an answer beyond 32 MB is not kept', async () => {
  await using fake = await fakeWebex((_seen, res) => {
    const chunk = Buffer.alloc(1024 * 1024, ' ');
    res.writeHead(200);
    const more = () => {
      if (!res.destroyed) res.write(chunk, more);
    };
    more();
    return undefined;
  });
  expect(await failureOf(fake.webex.xapi.command('d', 'X.Y'))).toMatchObject({
    code: 'webex-bad-answer',
    outcome: 'unknown',
  });
});

test('closing breaks off what is under way', async () => {
  const arrived = Promise.withResolvers<void>();
  await using fake = await fakeWebex(() => {
    arrived.resolve();
    return undefined;
  });
  const call = failureOf(fake.webex.xapi.command('d', 'X.Y'));
  await arrived.promise;
  await fake.webex.close();
  expect(await call).toMatchObject({ kind: 'no-answer' });
});
