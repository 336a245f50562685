import { expect, test } from 'vitest';
import { retryAfter } from '#webex/http.ts';
import { type Answer, failureOf, fakeWebex, type Handler } from './fake-webex.ts';

const PERSON = { id: 'p1', emails: ['alice@example.com'], displayName: 'Alice', orgId: 'o1', type: 'person' };

/** Answers with each of these in turn, then with the last for good. */
const inTurn = (...answers: (Answer | 'reset' | 'hang')[]): Handler => {
  let at = 0;
  return (_seen, res) => {
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    if (answer === 'reset') res.destroy();
    if (answer === 'reset' || answer === 'hang') return undefined;
    return answer;
  };
};
const limited = (seconds?: string): Answer => ({
  status: 429,
  json: { message: 'Too Many Requests' },
  headers: seconds === undefined ? {} : { 'retry-after': seconds },
});

test('a 429 is waited for as long as Webex asks, and told when that is more than three seconds', async () => {
  await using fake = await fakeWebex(inTurn(limited('38'), { json: PERSON }));
  const told: number[] = [];
  const person = await fake.webex.with({ onWait: (ms) => told.push(ms) }).people.get('p1');
  expect(person.displayName).toBe('Alice');
  expect(fake.clock.slept).toEqual(told);
  expect(told[0]).toBeGreaterThanOrEqual(38_000);
  expect(told[0]).toBeLessThanOrEqual(39_000);
});

test('a 429 without Retry-After is waited for about five seconds', async () => {
  await using fake = await fakeWebex(inTurn(limited(), { json: PERSON }));
  await fake.webex.people.get('p1');
  expect(fake.clock.slept).toHaveLength(1);
  expect(fake.clock.slept[0]).toBeGreaterThanOrEqual(5_000);
  expect(fake.clock.slept[0]).toBeLessThanOrEqual(6_000);
});

test('a short wait is not worth telling', async () => {
  await using fake = await fakeWebex(inTurn(limited('2'), { json: PERSON }));
  const told: number[] = [];
  await fake.webexWith({ onWait: (ms) => told.push(ms) }).people.get('p1');
  expect(told).toEqual([]);
});

test('a pause of an hour is not waited for; the person is told how long it is', async () => {
  await using fake = await fakeWebex(inTurn(limited('3600')));
  const error = await failureOf(fake.webex.people.get('p1'));
  expect(error).toMatchObject({ status: 429, message: 'Webex asks for a pause of 1 h (rate limit).' });
  expect(fake.clock.slept).toEqual([]);
});

test('all calls of a client share the pause, so that only one of them draws a 429', async () => {
  await using fake = await fakeWebex(inTurn(limited('600'), { json: PERSON }));
  await failureOf(fake.webex.people.get('p1'));
  const others = [
    fake.webex.with({}).people.list({ email: 'a@example.com' }),
    fake.webex.xapi.command('d', 'Audio.Volume.Set'),
    fake.webex.messages.create({ to: { roomId: 'r1' }, text: 'hi' }),
  ];
  for (const other of others) expect(await failureOf(other)).toMatchObject({ status: 429, outcome: 'not-sent' });
  expect(fake.seen).toHaveLength(1);
  await fake.webex.with({ maxWaitMs: 900_000 }).people.get('p1');
  expect(fake.seen).toHaveLength(2);
});

test('the notice that everything has to wait goes out during the pause', async () => {
  await using fake = await fakeWebex(inTurn(limited('600'), { json: { id: 'm1', roomId: 'r1' } }));
  await failureOf(fake.webex.xapi.command('d', 'Audio.Volume.Set'));
  const notice = fake.webex.with({ duringCooldown: true });
  await notice.messages.create({ to: { roomId: 'r1' }, text: 'wait' });
  expect(fake.seen.map(({ path }) => path)).toEqual(['/v1/xapi/command/Audio.Volume.Set', '/v1/messages']);
  // It is for messages alone.
  expect(await failureOf(notice.people.get('p1'))).toMatchObject({ status: 429, outcome: 'not-sent' });
  expect(fake.seen).toHaveLength(2);
});

test('during a pause that posting drew itself, no notice goes out either', async () => {
  await using fake = await fakeWebex(inTurn(limited('600')));
  const say = (text: string) =>
    failureOf(fake.webex.with({ duringCooldown: true }).messages.create({ to: { roomId: 'r1' }, text }));
  expect(await say('one')).toMatchObject({ status: 429, outcome: 'refused' });
  expect(await say('two')).toMatchObject({ status: 429, outcome: 'not-sent' });
  expect(fake.seen).toHaveLength(1);
});

test('a read is tried again after a reset, a 502 and an answer that is no JSON', async () => {
  await using fake = await fakeWebex(inTurn('reset', { status: 502 }, { json: PERSON }));
  expect((await fake.webex.people.get('p1')).id).toBe('p1');
  await using other = await fakeWebex(inTurn({ text: '<html>' }, { json: PERSON }));
  expect((await other.webex.people.get('p1')).id).toBe('p1');
});

test('a read gives up after three tries', async () => {
  await using fake = await fakeWebex(inTurn({ status: 500 }));
  await failureOf(fake.webex.people.get('p1'));
  expect(fake.seen).toHaveLength(3);
});

test.each([400, 401, 403, 404, 409, 501])('a read is not tried again after a %i', async (status) => {
  await using fake = await fakeWebex(inTurn({ status }));
  await failureOf(fake.webex.people.get('p1'));
  expect(fake.seen).toHaveLength(1);
});

test.each([
  ['a 500', { status: 500 }, 'refused'],
  ['a 502', { status: 502 }, 'refused'],
  ['a 504', { status: 504 }, 'refused'],
  ['a reset', 'reset', 'no-answer'],
  ['an answer that is no JSON', { text: '<html>' }, 'bad-answer'],
  ['an answer that is no object', { json: 'done' }, 'bad-answer'],
] as const)('a command is sent once when %s comes back, and its outcome is unknown', async (_what, answer, kind) => {
  await using fake = await fakeWebex(inTurn(answer));
  const error = await failureOf(fake.webex.xapi.command('d', 'SystemUnit.Boot', { arguments: { Action: 'Restart' } }));
  expect(error).toMatchObject({ kind, outcome: 'unknown' });
  expect(fake.seen).toHaveLength(1);
});

test('a command that hangs is sent once, and its outcome is unknown', async () => {
  await using fake = await fakeWebex(inTurn('hang'));
  const error = await failureOf(fake.webexWith({ timeoutMs: 50 }).xapi.command('d', 'SystemUnit.Boot'));
  expect(error).toMatchObject({ code: 'webex-timeout', kind: 'no-answer', outcome: 'unknown' });
  expect(fake.seen).toHaveLength(1);
});

test('an answer that trickles in does not outlive the time limit', async () => {
  await using fake = await fakeWebex((_seen, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => res.write(' '), 10);
    res.on('close', () => clearInterval(timer));
    return undefined;
  });
  expect(await failureOf(fake.webexWith({ timeoutMs: 100 }).people.get('p1'))).toMatchObject({ code: 'webex-timeout' });
});

test('a command is sent again after 429 and 423, which say that it was not executed', async () => {
  await using fake = await fakeWebex(inTurn(limited('1'), { status: 423 }, { json: { deviceId: 'd', result: {} } }));
  const done = await fake.webex.xapi.command('d', 'Audio.Volume.Set', { arguments: { Level: 30 } });
  expect(done).toEqual({ result: {}, trackingId: 'ROUTERGW_1' });
  expect(fake.seen.map((one) => one.body.toString())).toEqual(
    Array(3).fill('{"deviceId":"d","arguments":{"Level":30}}'),
  );
});

test('a lock is waited for as long as Webex asks', async () => {
  const locked = { status: 423, headers: { 'retry-after': '45' } };
  await using fake = await fakeWebex(inTurn(locked, { json: { deviceId: 'd', result: {} } }));
  await fake.webex.xapi.command('d', 'Audio.Volume.Set');
  expect(fake.clock.slept[0]).toBeGreaterThanOrEqual(45_000);
});

test('a device that stays locked is given up on', async () => {
  await using fake = await fakeWebex(inTurn({ status: 423 }));
  expect(await failureOf(fake.webex.xapi.command('d', 'Audio.Volume.Set'))).toMatchObject({
    code: 'webex-locked',
    outcome: 'refused',
  });
  expect(fake.seen).toHaveLength(3);
});

test('a message is sent again after 429 only', async () => {
  await using fake = await fakeWebex(inTurn(limited('1'), { status: 423 }));
  await failureOf(fake.webex.messages.create({ to: { roomId: 'r' }, text: 'hi' }));
  expect(fake.seen).toHaveLength(2);
  await using other = await fakeWebex(inTurn('reset'));
  const error = await failureOf(other.webex.messages.create({ to: { roomId: 'r' }, text: 'hi' }));
  expect(error).toMatchObject({ outcome: 'unknown' });
  expect(other.seen).toHaveLength(1);
});

test('a caller who stops waiting is let go', async () => {
  await using fake = await fakeWebex(inTurn(limited('30')));
  const stop = new AbortController();
  const call = fake.webex.with({ signal: stop.signal, onWait: () => stop.abort() }).people.get('p1');
  expect(await failureOf(call)).toMatchObject({ code: 'webex-stopped', outcome: 'not-sent' });
});

test('no more requests are under way at once than there are connections', async () => {
  let open = 0;
  let most = 0;
  await using fake = await fakeWebex(async () => {
    open += 1;
    most = Math.max(most, open);
    await new Promise((resolve) => setTimeout(resolve, 5));
    open -= 1;
    return { json: PERSON };
  });
  await Promise.all(Array.from({ length: 200 }, () => fake.webex.people.get('p1')));
  expect(most).toBeLessThanOrEqual(64);
});

test('Retry-After is read as seconds or as a date', () => {
  expect(retryAfter('12')).toBe(12_000);
  expect(retryAfter(new Date(Date.now() - 1_000).toUTCString())).toBe(0);
  const tomorrow = (seconds: number) => new Date(Date.now() + 86_400_000 + seconds * 1_000).toUTCString();
  expect(Math.round((retryAfter(tomorrow(38), tomorrow(0)) ?? 0) / 10_000)).toBe(4);
  expect(retryAfter('soon')).toBeUndefined();
  expect(retryAfter(undefined)).toBeUndefined();
});

test.each([
  [423, '1'],
  [429, '38'],
])(
  'what is to be looked at before a command is looked at before each attempt: after a %i too',
  async (status, after) => {
    const refused = { status, json: { message: 'Not now' }, headers: { 'retry-after': after } };
    await using fake = await fakeWebex(inTurn(refused, refused, { json: { result: {} } }));
    const seen: number[] = [];
    const before = async () => void seen.push(fake.seen.length);
    await fake.webex.with({ before }).xapi.command('d', 'Audio.Volume.Set');
    expect(seen).toEqual([0, 1, 2]);

    const kept = new Error('not any more');
    let looks = 0;
    await using other = await fakeWebex(inTurn(refused, { json: { result: {} } }));
    const sending = other.webex.with({
      before: async () => {
        looks += 1;
        if (looks > 1) throw kept;
      },
    });
    expect(await failureOf(sending.xapi.command('d', 'Audio.Volume.Set'))).toBe(kept);
    expect(other.seen).toHaveLength(1);
  },
);

test('calls that follow one another go out as fast as Webex took them between two 429s; messages never wait for that', async () => {
  let calls = 0;
  await using fake = await fakeWebex(({ path }) => {
    calls += 1;
    if (path === '/v1/messages') return { json: { id: 'm1', roomId: 'r1' } };
    return calls === 1 || calls === 62 ? limited('2') : { json: PERSON };
  });
  for (let call = 0; call < 220; call += 1) await fake.webex.people.get('p1');
  const short = fake.clock.slept.filter((ms) => ms < 1_000);
  // 60 in some 2 s; after the second pause as many may follow at once.
  expect(short.length).toBeGreaterThan(80);
  expect(Math.max(...short)).toBeLessThan(100);
  const before = fake.clock.slept.length;
  for (let call = 0; call < 20; call += 1) await fake.webex.messages.create({ to: { roomId: 'r1' }, text: 'hi' });
  expect(fake.clock.slept).toHaveLength(before);
});

test('what Webex refuses for another reason it took all the same', async () => {
  let calls = 0;
  await using fake = await fakeWebex(() => {
    calls += 1;
    if (calls === 1 || calls === 62) return limited('2');
    return calls % 3 === 0 ? { json: PERSON } : { status: 404, json: { message: 'Not found' } };
  });
  for (let call = 0; call < 220; call += 1) await fake.webex.people.get('p1').catch(() => {});
  const short = fake.clock.slept.filter((ms) => ms < 1_000);
  expect(short.length).toBeGreaterThan(80);
  expect(Math.max(...short)).toBeLessThan(100);
});
