import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
  // Space, person, devices and places become known.
  for (const where of [{}, { space: 'Room operations' }]) {
    await lab.bob.says('devices', where);
    await lab.bob.says('device fjord', where);
  }
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The bot's requests while `act` ran; ids are left out of the paths. */
async function requestsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = lab.requests().length;
  await act();
  // The card that was confirmed goes after the answer stands.
  await lab.bob.call('GET', '/people/me');
  return lab
    .requests()
    .slice(before)
    .map(
      ({ method, path }) => `${method} ${path.replace(/^(\/messages|\/attachment\/actions|\/devices)\/.+/, '$1/…')}`,
    );
}

const TALK = ['GET /messages/…', 'POST /messages'];

test.each([{}, { space: 'Room operations' }])('words cost two calls besides the device’s own (%j)', async (where) => {
  for (const words of ['whoami', 'help', 'devices is:online', 'history', 'nonsense', 'volume 300 on fjord'])
    expect([words, await requestsOf(() => lab.bob.says(words, where))]).toEqual([words, TALK]);
});

test('a status costs the device’s record and the query besides', async () => {
  lab.clock.skip(10_000);
  const [get, device, status, post, ...more] = await requestsOf(() => lab.bob.says('status Audio.Volume on fjord'));
  expect([get, post, more]).toEqual([...TALK, []]);
  expect([device, status]).toEqual(['GET /devices/…', 'GET /xapi/status']);
});

test('a change that runs at once costs the command besides', async () => {
  lab.clock.skip(10_000);
  const own = ['GET /devices/…', 'GET /xapi/status', 'POST /xapi/command/Audio.Volume.Set'];
  expect(await requestsOf(() => lab.bob.says('volume 30 on fjord'))).toEqual([TALK[0], ...own, TALK[1]]);
});

test('a button costs two calls as well', async () => {
  const card = await lab.bob.says('whoami');
  expect(await requestsOf(() => lab.bob.presses(card, 'What you can do'))).toEqual([
    'GET /attachment/actions/…',
    'POST /messages',
  ]);
});

test('a press of Confirm takes the card away besides', async () => {
  lab.clock.skip(10_000);
  const card = await lab.bob.says('mute fjord');
  const before = lab.requests().length;
  const deleted = () => lab.requests().some(({ method }, index) => index >= before && method === 'DELETE');
  const requests = await requestsOf(async () => {
    await lab.bob.presses(card, 'Mute Fjord');
    await lab.until(deleted, 'the card is taken away');
  });
  expect(requests.filter((request) => !/devices|xapi/.test(request))).toEqual([
    'GET /attachment/actions/…',
    'POST /messages',
    'DELETE /messages/…',
  ]);
});
