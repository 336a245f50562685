import { beforeAll, describe, expect, test } from 'vitest';
import type { Exchange } from '#simulator/exchange.ts';
import { checkDelivery, checkExchange } from './check.ts';
import { broken, CARD, type Recorded, record } from './recorded.ts';
import { RULES, ruleFor } from './rules.ts';

let recorded: Recorded;
beforeAll(async () => {
  recorded = await record();
});
const seen = (method: string, path: string) => recorded.seen(method, path);

test('the simulator and a careful client break no rule', () => {
  expect(recorded.exchanges.length).toBeGreaterThan(25);
  expect(recorded.exchanges.flatMap((exchange) => checkExchange(exchange))).toEqual([]);
  expect(recorded.deliveries.length).toBeGreaterThan(0);
  expect(recorded.deliveries.flatMap((delivery) => checkDelivery(delivery))).toEqual([]);
});

test('every endpoint has one rule', () => {
  const names = RULES.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(names).size).toBe(names.length);
  expect(ruleFor('GET', '/people/me')?.rule.path).toBe('/people/me');
  expect(ruleFor('GET', '/people/abc%3D')).toMatchObject({ id: 'abc=' });
  expect(ruleFor('GET', '/messages/direct')?.rule.path).toBe('/messages/direct');
});

describe('a request of the bot is caught that', () => {
  const message = { roomId: 'cm9vbQ', text: 'hello' };
  test.each([
    ['has two targets', { ...message, toPersonId: 'cGVyc29u' }, 'exactly one of roomId'],
    ['has none', { text: 'hello' }, 'exactly one of roomId'],
    ['has too long a text', { ...message, text: 'é'.repeat(3720) }, 'is over 7439 bytes'],
    ['has two cards', { ...message, attachments: [CARD, CARD] }, 'body.attachments'],
    ['has a card without words', { roomId: 'cm9vbQ', attachments: [CARD] }, 'needs text or markdown'],
    [
      'has a newer card',
      { ...message, attachments: [{ ...CARD, content: { ...CARD.content, version: '1.5' } }] },
      'content.version',
    ],
    [
      'has too large a card',
      { ...message, attachments: [{ ...CARD, content: { ...CARD.content, body: ['x'.repeat(23_000)] } }] },
      'is over 22528 bytes',
    ],
    ['has two files', { ...message, files: ['https://example.com/1', 'https://example.com/2'] }, 'body.files'],
    ['has a field that does not exist', { ...message, html: '<b>' }, 'html'],
  ])('%s', (_, requestBody, fault) => {
    expect(broken(seen('POST', '/messages'), { requestBody })).toMatch(fault);
  });

  test.each([
    ['GET', '/devices', { max: '0' }, 'query.max'],
    ['GET', '/devices', { type: 'toaster' }, 'query.type'],
    ['GET', '/devices', { colour: 'blue' }, 'colour'],
    ['GET', '/xapi/status', { name: 'a' }, 'query.deviceId'],
    ['GET', '/xapi/status', { deviceId: 'ZA', name: Array.from({ length: 11 }, () => 'a') }, 'more than 10'],
    ['GET', '/xapi/schema', { deviceId: 'a,b,c,d,e,f' }, 'more than 5'],
    ['GET', '/memberships', { personId: 'cA' }, 'need roomId'],
    ['GET', '/messages', { roomId: 'cg', before: 'yesterday' }, 'query.before'],
    ['GET', '/workspaces', { capacity: '-2' }, 'query.capacity'],
    ['GET', '/workspaces', { type: 'ballroom' }, 'query.type'],
    ['GET', '/workspaces', { cursor: 'Mg' }, 'cursor'],
  ])('asks %s %s with %j', (method, path, query, fault) => {
    expect(broken(seen(method, path), { query })).toMatch(fault);
  });

  test.each([
    ['PUT', '/messages/x', { roomId: 'cg', text: 'a', attachments: [] }, 'attachments'],
    ['PUT', '/messages/x', { roomId: 'cg' }, 'needs text or markdown'],
    [
      'POST',
      '/webhooks',
      { name: 'w', targetUrl: 'ftp://x', resource: 'messages', event: 'created' },
      'body.targetUrl',
    ],
    [
      'POST',
      '/webhooks',
      { name: 'w', targetUrl: 'http://x', resource: 'devices', event: 'created' },
      'does not exist',
    ],
    ['PUT', '/webhooks/x', { name: 'w', targetUrl: 'http://x', status: 'inactive' }, 'body.status'],
    ['POST', '/xapi/command/Dial', { arguments: {} }, 'body.deviceId'],
    ['POST', '/workspaces', { capacity: 4 }, 'body.displayName'],
    ['POST', '/workspaces', { displayName: 'x', floorId: 'Zg' }, 'floorId without its location'],
    ['PUT', '/workspaces/x', { displayName: 'x', capacity: null }, 'body.capacity'],
    ['PUT', '/workspaces/x', { displayName: 'x', health: {} }, 'health'],
    ['POST', '/devices/activationCode', { workspaceId: 'dw', personId: 'cA' }, 'exactly one of workspaceId'],
    ['POST', '/devices', { workspaceId: 'dw', mac: '12', model: 'x' }, 'body.mac'],
    ['PATCH', '/devices/x', { op: 'replace', path: 'tags', value: [] }, 'body'],
    [
      'POST',
      '/xapi/command/Dial',
      { deviceId: 'ZA', arguments: { Number: { nested: true } } },
      'body.arguments.Number',
    ],
  ])('sends %s %s with %j', (method, path, requestBody, fault) => {
    expect(broken(seen(method, path), { requestBody })).toMatch(fault);
  });

  test('says the wrong type, has no token, sends a body along or asks what is not there', () => {
    const post = seen('POST', '/messages');
    expect(broken(post, { requestHeaders: { ...post.requestHeaders, 'content-type': 'text/plain' } })).toMatch(
      'content-type is "text/plain"',
    );
    expect(broken(post, { requestHeaders: { ...post.requestHeaders, authorization: 'Basic x' } })).toMatch(
      'no Bearer token',
    );
    expect(broken(seen('GET', '/people/me'), { requestBody: { a: 1 } })).toMatch('takes no body');
    expect(broken(seen('GET', '/people/me'), { path: '/reports' })).toMatch('no such endpoint');
  });

  test('changes configurations in another way than the guide does', () => {
    const read = seen('GET', '/deviceConfigurations');
    expect(broken(read, { query: { key: 'Audio.*' } })).toMatch('query.deviceId');
    const patch = seen('PATCH', '/deviceConfigurations');
    const path = 'Audio.DefaultVolume/sources/configured/value';
    const sends = (...requestBody: unknown[]) => broken(patch, { requestBody });
    expect(sends({ op: 'replace', path, value: 5 })).toBe('');
    expect(sends()).toMatch('body');
    expect(sends({ op: 'add', path, value: 5 })).toMatch('body.0');
    expect(sends({ op: 'remove', path, value: 5 })).toMatch('body.0');
    expect(sends({ op: 'replace', path })).toMatch('body.0');
    expect(sends({ op: 'replace', path: `/${path}`, value: 5 })).toMatch('body.0');
    const json = { ...patch.requestHeaders, 'content-type': 'application/json' };
    expect(broken(patch, { requestHeaders: json })).toMatch('content-type is "application/json"');
    expect(broken(patch, { status: 201 })).toMatch('success is 200');
    expect(broken(read, { responseBody: { deviceId: read.query['deviceId'], items: [] } })).toMatch('body.items');
  });

  test('was refused before its body was read, only by what is known of it', () => {
    const post = { ...seen('POST', '/messages'), requestBody: undefined, status: 502 };
    const trackingId = String(post.responseHeaders['trackingid']);
    expect(checkExchange({ ...post, responseBody: { message: 'x', trackingId } })).toEqual([]);
  });

  test('people may try what they like: theirs are not checked', () => {
    const mine = seen('POST', '/messages');
    const theirs: Exchange = {
      ...mine,
      caller: mine.caller && { ...mine.caller, type: 'person' },
      requestBody: { roomId: recorded.roomId, html: 1 },
    };
    expect(checkExchange(theirs)).toEqual([]);
  });
});
