import { expect, test } from 'vitest';
import { addressCheck, clockCheck } from '../../src/app/checks.ts';
import { fakeWebex } from '../webex/fake-webex.ts';

const now = new AbortController().signal;

test.each([
  ['fast', 45_000, '45 s fast'],
  ['slow', -200_000, '3 min 20 s slow'],
])('a clock that is too %s is told, and how to set it', async (_how, ahead, words) => {
  await using fake = await fakeWebex(() => ({
    json: { id: 'bot' },
    headers: { date: new Date(fake.clock.now() - ahead).toUTCString() },
  }));
  const { webex } = fake;
  const found = await clockCheck({ webex }, () => webex.people.me()).look(now);
  expect(found).toMatchObject({ state: 'needs', says: `It is ${words}` });
  expect(found.remedy).toContain('NTP');
});

test('a Webex that refuses tells the time all the same', async () => {
  await using fake = await fakeWebex(() => ({
    status: 401,
    headers: { date: new Date(fake.clock.now()).toUTCString() },
  }));
  const { webex } = fake;
  expect((await clockCheck({ webex }, () => webex.people.me()).look(now)).state).toBe('fine');
});

test('an address that leads elsewhere is told without naming it to everybody', async () => {
  await using fake = await fakeWebex(() => ({ status: 404 }));
  const publicUrl = fake.apiBase;
  const config = { webex: { publicUrl, webhookSecret: 'secret', botToken: 'token', apiBase: fake.apiBase } };
  const { state, says, remedy } = await addressCheck({ config }).look(now);
  expect({ state, says }).toEqual({ state: 'needs', says: 'As seen from here it does not lead to me' });
  expect(remedy).toContain(`${publicUrl}/webhooks/webex answered with 404 instead of the bot. Check PUBLIC_URL`);
});
