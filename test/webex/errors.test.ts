import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebexError } from '#webex/errors.ts';
import { type Answer, failureOf, fakeWebex, TOKEN } from './fake-webex.ts';

const body = (message: string, ...errors: string[]) => ({
  message,
  errors: errors.map((description) => ({ description })),
  trackingId: 'ROUTERGW_1',
});

async function errorFor(answer: Answer): Promise<WebexError> {
  await using fake = await fakeWebex(() => answer);
  const error = await failureOf(fake.webex.people.get('p1'));
  if (!(error instanceof WebexError)) throw error;
  return error;
}

test.each([
  [401, 'webex-token', "Webex refused the bot's access token."],
  [403, 'webex-forbidden', 'Webex does not allow the bot to do this.'],
  [404, 'webex-not-found', "Webex can't find this, or it may not be seen with these rights."],
  [409, 'webex-conflict', 'Webex refused: this conflicts with something that is already there.'],
  [410, 'webex-gone', 'Webex says that this no longer exists.'],
])('a %i says what happened and what to try', async (status, code, message) => {
  const error = await errorFor({ status, json: body('Sorry', 'Details') });
  expect(error).toMatchObject({ status, code, message, kind: 'refused', outcome: 'refused', trackingId: 'ROUTERGW_1' });
  expect(error.details).toEqual(['Details']);
});

test("a 400 carries Webex's own words", async () => {
  const error = await errorFor({ status: 400, json: { message: "[Command 'Audio.Volume.Get' not supported]" } });
  expect(error.message).toBe("Webex did not accept the request: Command 'Audio.Volume.Get' not supported.");
});

test('a read that keeps failing is never of unknown outcome', async () => {
  expect(await errorFor({ status: 503, json: body('Unavailable') })).toMatchObject({
    status: 503,
    code: 'webex-unavailable',
    outcome: 'refused',
  });
});

test.each(['', 'null', '[]', '{"errors":7}', '{"errors":[null,{"description":5}]}', '<html>'])(
  'an error body of %j does no harm',
  async (text) => {
    expect(await errorFor({ status: 404, text })).toMatchObject({ status: 404, details: [] });
  },
);

test('a token that Webex echoes reaches neither the error nor the log', async () => {
  await using fake = await fakeWebex(() => ({ status: 400, json: body(`bad token ${TOKEN}`) }));
  const error = await failureOf(fake.webex.people.get('p1'));
  expect(error).toBeInstanceOf(WebexError);
  expect(JSON.stringify([String(error), error, fake.log])).not.toContain(TOKEN);
});

test('a refused connection is told as not sent', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  await using fake = await fakeWebex(() => ({}));
  const webex = fake.webexWith({ apiBase: `http://127.0.0.1:${port}/v1` });
  expect(await failureOf(webex.xapi.command('d', 'Audio.Volume.Set'))).toMatchObject({
    code: 'webex-unreachable',
    kind: 'no-answer',
    outcome: 'not-sent',
  });
});

test('an address that is no URL is told by the name of its variable', async () => {
  await using fake = await fakeWebex(() => ({}));
  expect(() => fake.webexWith({ apiBase: 'webexapis.com/v1' })).toThrow('The address of the Webex API is not a URL.');
});
