import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLog, withEventId } from '#lib/log.ts';
import { refusal } from '#webex/errors.ts';

/** Not a word that any rule could know by its look. */
const CANARY = 'canary-9f3b7c1d5e';

function record(...secrets: string[]) {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) }, secrets);
  return { lines, log, fields: () => lines.map((line): Record<string, unknown> => JSON.parse(line)) };
}

describe('the event a line belongs to', () => {
  test('every line of the work carries it, in timers, promises and callbacks too', async () => {
    const { log, fields } = record();
    const one = async (id: string) => {
      log.info('begun');
      await sleep(1);
      log.info({ step: 'after a timer' }, 'going on');
      await Promise.all([setImmediate(), Promise.resolve()]);
      log.warn({ err: new Error('bad') }, 'after several');
      await new Promise<void>((resolve) => {
        setTimeout(() => {
          log.info('in a callback');
          queueMicrotask(resolve);
        }, 1);
      });
      log.child({ part: 'child' }).info('by a child');
      log.error(new Error(`only an error of ${id}`));
      return id;
    };
    const ids = ['event-a', 'event-b', 'event-c'];
    expect(await Promise.all(ids.map((id) => withEventId(id, () => one(id))))).toEqual(ids);
    for (const id of ids) expect(fields().filter(({ eventId }) => eventId === id)).toHaveLength(6);
    expect(fields()).toHaveLength(18);
  });

  test('outside of an event there is none', async () => {
    const { log, fields } = record();
    log.info('before');
    await withEventId('event-a', async () => log.info('inside'));
    log.info('after');
    expect(fields().map(({ eventId }) => eventId)).toEqual([undefined, 'event-a', undefined]);
  });

  test('an inner event is told by its own id, and work that belongs to none can leave it', () => {
    const { log, fields } = record();
    withEventId('outer', () => {
      withEventId('inner', () => log.info('a'));
      withEventId(undefined, () => log.info('b'));
      log.info('c');
    });
    expect(fields().map(({ eventId }) => eventId)).toEqual(['inner', undefined, 'outer']);
  });

  test('a line that says its own keeps it, once', () => {
    const { log, lines, fields } = record();
    withEventId('around', () => {
      log.info({ eventId: 'own' }, 'its own');
      log.info({ eventId: undefined }, 'not known there');
      log.child({ eventId: 'bound' }).info({ n: 1 }, 'bound by a child');
    });
    expect(fields().map(({ eventId }) => eventId)).toEqual(['own', 'around', 'bound']);
    for (const line of lines) expect(line.match(/"eventId"/g)).toHaveLength(1);
  });

  test('the fields that were handed in are left as they were', () => {
    const { log } = record();
    const fields = Object.freeze({ step: 1 });
    withEventId('event-a', () => log.info(fields, 'step'));
    expect(fields).toEqual({ step: 1 });
  });
});

describe('secrets', () => {
  const headers = {
    Authorization: `Bearer ${CANARY}`,
    'x-api-key': CANARY,
    Cookie: CANARY,
    'proxy-authorization': CANARY,
  };
  const withHeaders = Object.assign(new Error('failed'), { headers, token: CANARY, request: { headers } });

  test.each<[string, object]>([
    ['at the top', { token: CANARY, botToken: CANARY, access_token: CANARY, refreshToken: CANARY, pin: 1234 }],
    ['one level down', { webex: { secret: CANARY, Password: CANARY } }],
    ['at any depth, in lists too', { a: { b: [{ c: { client_secret: CANARY, Pin: CANARY } }] } }],
    ['as an object under a secret name', { token: { value: CANARY, list: [CANARY] } }],
    ['in headers', { headers }],
    ['in headers of a request', { request: { headers } }],
    ['hung on an error', { err: withHeaders }],
    ['hung on the cause of an error', { err: new Error('failed', { cause: withHeaders }) }],
    ['in what was thrown and is no error', { err: { token: CANARY } }],
    ['in the message of an error', { err: new Error(`401 for Authorization: Bearer ${CANARY}`) }],
    ['in the message of a cause', { err: new Error('x', { cause: new Error(`sent bearer ${CANARY}, refused`) }) }],
    ['in the address of a database', { err: new Error(`no route to postgres://bot:${CANARY}@db.example.com/bot`) }],
    ['in an address with an odd password', { url: `https://bot:p@ss${CANARY}@host/path` }],
    ['in a query', { path: `/authorize?client_id=1&access_token=${CANARY}&x=2` }],
    ['in a body that was quoted', { err: new Error(`bad body {"token":"${CANARY}","n":1}`) }],
    ['in a body that was quoted twice', { text: JSON.stringify(JSON.stringify({ secret: CANARY })) }],
    [
      'in the words of Webex',
      { err: refusal({ status: 400, details: [`token="${CANARY}"`], isRead: true, trackingId: 't' }) },
    ],
  ])('are taken out %s', (_where, fields) => {
    const { log, lines } = record();
    log.error(fields, 'it happened');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(CANARY);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 50, msg: 'it happened' });
    expect(lines[0]?.endsWith('\n')).toBe(true);
  });

  test('are taken out of a message and of what a child carries', () => {
    const { log, lines } = record();
    log.info(`Bearer ${CANARY}`);
    log.child({ secret: CANARY, inner: { apiKey: CANARY } }).info('by a child');
    expect(lines.join('')).not.toContain(CANARY);
  });

  test('that are known are taken out wherever they stand, written plainly, quoted or for a URL', () => {
    const odd = 'a "b" c/d\\e é?&';
    const { log, lines } = record(CANARY, odd);
    log.info({ note: `the word ${CANARY} in plain text`, [CANARY]: 1 }, `and ${CANARY}`);
    log.error({ err: new Error(`${odd} and ${encodeURIComponent(odd)}`, { cause: new Error(odd) }) }, 'odd');
    expect(lines.join('')).not.toContain(CANARY);
    for (const line of lines) {
      expect(line).not.toContain(JSON.stringify(odd).slice(1, -1));
      expect(line).not.toContain(encodeURIComponent(odd));
      expect(JSON.parse(line)).toHaveProperty('msg');
    }
  });

  test('an error tells only what the list allows', () => {
    const { log, fields } = record();
    const error = Object.assign(new Error('failed'), { code: 'E1', status: 500, socket: { remote: 'x' }, body: 'y' });
    log.error({ err: error }, 'failed');
    expect(Object.keys(Object(fields()[0]?.['err'])).sort()).toEqual(['code', 'message', 'stack', 'status', 'type']);
  });

  test.each<[unknown, string]>([
    ['a word', 'a word'],
    [undefined, 'undefined'],
    [Object.create(null), '[object Object]'],
    [Symbol('s'), 'Symbol(s)'],
  ])('what is thrown and is no error is told by its kind: %#', (thrown, told) => {
    const { log, fields } = record();
    log.error({ err: thrown, n: 1 }, 'odd');
    expect(fields()[0]).toMatchObject({ n: 1, ...(thrown !== undefined && { err: told }) });
  });
});

test('sentences about settings stay readable', () => {
  const { log, fields } = record();
  const hint = 'Check WEBEX_BOT_TOKEN: it must be the token of a bot. The secret is not the password.';
  log.warn({ hint, url: 'https://webexapis.com/v1', hasToken: true, email: 'alice@example.com' }, 'a hint');
  expect(fields()[0]).toMatchObject({
    hint,
    url: 'https://webexapis.com/v1',
    hasToken: true,
    email: 'alice@example.com',
  });
});

test('no text makes a line unreadable, and none holds the log up', () => {
  const { log, lines } = record(CANARY);
  const part = fc.constantFrom(
    'token',
    'token=',
    '"secret":',
    '\\"pin\\":"',
    'Bearer ',
    '//',
    ':',
    '@',
    '"',
    '\\',
    ' ',
    '\n',
    CANARY,
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 30 }), (parts) => {
      lines.length = 0;
      log.info({ text: parts.join(''), nested: [{ text: parts.join('') }] }, 'any text');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'any text' });
      expect(lines[0]).not.toContain(CANARY);
    }),
  );
  // A pattern that took quadratic time would keep these from ending within the limit of a test.
  for (const word of ['token', 'secret_', '//a:', 'bearer ', '"pin": ', 'a', '\\'])
    log.info({ text: `${word.repeat(200_000)} token=` }, 'long');
  expect(lines).toHaveLength(8);
});
