import { expect, test } from 'vitest';
import { callerWith, openCloud } from './cloud.ts';

test('a missing or wrong token is refused with the words of Webex', async () => {
  await using cloud = await openCloud();
  for (const token of ['', 'wrong', `${cloud.simulator.botToken}x`]) {
    const answer = await callerWith(cloud.simulator, token).get('/people/me');
    expect(answer.status).toBe(401);
    expect(answer.body.message).toMatch(/^The request requires a valid access token/);
    expect(answer.body.errors).toEqual([{ description: answer.body.message }]);
    expect(answer.body['trackingId']).toBe(answer.headers.get('trackingid'));
  }
});

test('every answer carries a tracking id of its own', async () => {
  await using cloud = await openCloud();
  const ids = await Promise.all(
    [cloud.bot.get('/people/me'), cloud.bot.get('/nothing'), cloud.bot.delete('/rooms/x')].map(async (answer) =>
      (await answer).headers.get('trackingid'),
    ),
  );
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^ROUTERGW_[0-9a-f-]{36}$/);
});

test('an unknown route is a 404 in the shape of Webex, and a trailing slash is tolerated', async () => {
  await using cloud = await openCloud();
  const answer = await cloud.bot.get('/nothing/here');
  expect(answer.status).toBe(404);
  expect(answer.body.message).toBe('The requested resource could not be found.');
  expect((await cloud.bot.get('/people/me/')).status).toBe(200);
});

test('a request under a foreign name or from a foreign page is refused', async () => {
  await using cloud = await openCloud();
  const origin = { origin: 'https://evil.example' };
  expect((await cloud.alice.send('/people/me', { headers: origin })).status).toBe(403);
  const control = await fetch(new URL('/control/faults', cloud.simulator.apiBase), { headers: origin });
  expect(control.status).toBe(403);
});

test('malformed JSON is a 400, another content type a 415, and unknown fields are ignored', async () => {
  await using cloud = await openCloud();
  const json = { 'content-type': 'application/json' };
  const broken = await cloud.alice.send('/rooms', { method: 'POST', body: '{"title": ', headers: json });
  expect(broken.status).toBe(400);
  expect(broken.body.message).toMatch(/malformed syntax/);
  const text = { 'content-type': 'text/plain' };
  expect((await cloud.alice.send('/rooms', { method: 'POST', body: '{}', headers: text })).status).toBe(415);
  expect((await cloud.alice.post('/rooms', { title: 'New', colour: 'blue' })).status).toBe(200);
});

test('the same seed gives the same accounts and another seed others', async () => {
  await using one = await openCloud({ seed: 5 });
  await using same = await openCloud({ seed: 5 });
  await using other = await openCloud({ seed: 6 });
  expect(one.simulator.people).toEqual(same.simulator.people);
  expect(one.simulator.botToken).toBe(same.simulator.botToken);
  expect(one.simulator.botToken).not.toBe(other.simulator.botToken);
  expect(one.simulator.rooms).toEqual(same.simulator.rooms);
});
