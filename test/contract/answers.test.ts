import { beforeAll, describe, expect, test } from 'vitest';
import { checkDelivery, checkExchange } from './check.ts';
import { broken, type Recorded, record } from './recorded.ts';

let recorded: Recorded;
beforeAll(async () => {
  recorded = await record();
});
const seen = (method: string, path: string) => recorded.seen(method, path);
const object = (value: unknown): Record<string, unknown> => ({ ...(value as Record<string, unknown>) });

describe('an answer is caught that', () => {
  test('has the wrong status', () => {
    expect(broken(seen('POST', '/messages'), { status: 201 })).toMatch('success is 200');
    expect(broken(seen('DELETE', '/messages/x'), { status: 200 })).toMatch('success is 204');
    expect(broken(seen('GET', '/people/me'), { status: 418, responseBody: { message: 'x', trackingId: 'y' } })).toMatch(
      'no status of the contract',
    );
    expect(broken(seen('GET', '/people/me'), { caller: undefined })).toMatch('the answer is 401');
  });

  test('lacks its tracking id', () => {
    expect(broken(seen('GET', '/people/me'), { responseHeaders: { 'content-type': 'application/json' } })).toMatch(
      'Trackingid is ""',
    );
  });

  test.each([
    ['GET', '/people/me', { emails: [] }, 'body.emails'],
    ['GET', '/people/me', { type: 'robot' }, 'body.type'],
    ['GET', '/rooms/x', { created: 'today' }, 'body.created'],
    ['GET', '/messages/x', { roomType: undefined }, 'body.roomType'],
    ['GET', '/messages/x', { personEmail: 'nobody' }, 'body.personEmail'],
    ['GET', '/memberships/x', { personOrgId: undefined }, 'body.personOrgId'],
    ['GET', '/attachment/actions/x', { inputs: 'none' }, 'body.inputs'],
    ['POST', '/webhooks', { status: 'asleep' }, 'body.status'],
    ['GET', '/devices/x', { connectionStatus: 'online' }, 'body.connectionStatus'],
    ['GET', '/devices/x', { permissions: ['all'] }, 'body.permissions'],
    ['GET', '/devices/x', { workspaceId: undefined, personId: undefined }, 'a workspace or to a person'],
    ['GET', '/xapi/status', { result: 'loud' }, 'body.result'],
    ['POST', '/xapi/command/Dial', { deviceId: 'b3RoZXI' }, 'not the one that was asked for'],
    ['GET', '/messages/x', { id: 'b3RoZXI' }, 'not the one that was asked for'],
    ['GET', '/workspaces/x', { capacity: null }, 'body.capacity'],
    ['GET', '/workspaces/x', { calling: undefined }, 'body.calling'],
    ['PUT', '/workspaces/x', { health: { level: 'ill', issues: [] } }, 'body.health'],
    ['GET', '/workspaces/x/capabilities', { capabilities: { smell: {} } }, 'body.capabilities'],
    ['POST', '/devices/activationCode', { code: '1234' }, 'body.code'],
    ['POST', '/devices', { workspaceId: 'b3RoZXI' }, 'not the one that was asked for'],
  ])('to %s %s has %j', (method, path, change, fault) => {
    const exchange = seen(method, path);
    expect(broken(exchange, { responseBody: { ...object(exchange.responseBody), ...change } })).toMatch(fault);
  });

  test('is no list where one is promised, or no JSON at all', () => {
    expect(broken(seen('GET', '/devices'), { responseBody: [] })).toMatch('body');
    expect(broken(seen('GET', '/devices'), { responseBody: undefined })).toMatch('body');
    expect(
      broken(seen('GET', '/xapi/schema'), {
        responseBody: [
          { deviceId: 'ZA', commands: { Dial: { arguments: { Number: { required: 'yes', schema: {} } } } } },
        ],
      }),
    ).toMatch('required');
    expect(broken(seen('DELETE', '/messages/x'), { responseBody: {} })).toMatch('should have no JSON');
  });

  test('leads its reader astray with Link, or gives more than was asked for', () => {
    const page = seen('GET', '/memberships');
    const withLink = (link: string) => broken(page, { responseHeaders: { ...page.responseHeaders, link } });
    const host = `http://${page.requestHeaders.host}`;
    const asked = `roomId=${encodeURIComponent(recorded.roomId)}&max=2`;
    expect(withLink(`<${host}/v1/memberships?${asked}&cursor=Mg>; rel="next"`)).toBe('');
    expect(withLink(`</v1/memberships?${asked}>; rel="next"`)).toMatch('Link is');
    expect(withLink(`<http://elsewhere.example/v1/memberships?${asked}>; rel="next"`)).toMatch(
      'Link leads to elsewhere.example',
    );
    expect(withLink(`<${host}/v1/rooms?${asked}>; rel="next"`)).toMatch('Link leads to /v1/rooms');
    expect(withLink(`<${host}/v1/memberships?max=2>; rel="next"`)).toMatch('Link forgets roomId');
    expect(
      broken(seen('GET', '/people/me'), {
        responseHeaders: { ...page.responseHeaders, link: `<${host}/v1>; rel="next"` },
      }),
    ).toMatch('no pages');
    expect(broken(page, { query: { ...page.query, max: '1' } })).toMatch('more than max');
  });

  describe('is a failure', () => {
    const failed = () =>
      structuredClone(recorded.exchanges.find(({ status }) => status === 400) ?? seen('GET', '/people/me'));

    test('without its body', () => {
      expect(broken(failed(), { responseBody: undefined })).toMatch('body');
      expect(broken(failed(), { responseBody: { ...object(failed().responseBody), message: '' } })).toMatch(
        'body.message',
      );
      expect(broken(failed(), { responseBody: { ...object(failed().responseBody), errors: ['bad'] } })).toMatch(
        'body.errors.0',
      );
      expect(
        broken(failed(), { responseBody: { ...object(failed().responseBody), trackingId: 'ROUTERGW_other' } }),
      ).toMatch('trackingId differs');
    });

    test('of a rate limit that does not say how long to wait', () => {
      const limited = { ...failed(), status: 429 };
      const waiting = (value: string) =>
        broken(limited, { responseHeaders: { ...limited.responseHeaders, 'retry-after': value } });
      expect(broken(limited, {})).toMatch('Retry-After is missing');
      expect(checkExchange(limited, { withFaults: true })).toEqual([]);
      expect(waiting('7')).toBe('');
      expect(waiting('soon')).toMatch('not whole seconds');
    });
  });
});

describe('a delivery is caught that', () => {
  const change = (changes: Record<string, unknown>) => {
    const [delivery] = recorded.deliveries;
    if (!delivery) throw new Error('nothing was delivered');
    return checkDelivery({ ...delivery, body: JSON.stringify({ ...JSON.parse(delivery.body), ...changes }) }).join(
      '\n',
    );
  };

  test.each([
    [{ actorId: undefined }, 'envelope.actorId'],
    [{ orgId: '' }, 'envelope.orgId'],
    [{ event: 'exploded' }, 'messages has no event exploded'],
    [{ resource: 'toasters' }, 'envelope.resource'],
    [{ data: {} }, 'envelope.data.id'],
    [{ data: { id: 'aWQ', text: 'secret words' } }, 'data gives text away'],
    [{ resource: 'attachmentActions', data: { id: 'aWQ', inputs: {} } }, 'data gives inputs away'],
  ])('has %j', (changes, fault) => {
    expect(change(changes)).toMatch(fault);
  });

  test('has signatures of another shape, or is no JSON', () => {
    const [delivery] = recorded.deliveries;
    if (!delivery) throw new Error('nothing was delivered');
    const withHeader = (name: string, value: string) =>
      checkDelivery({ ...delivery, headers: { ...delivery.headers, [name]: value } }).join('\n');
    expect(withHeader('x-spark-signature', 'ABC')).toMatch('X-Spark-Signature');
    expect(withHeader('x-webex-signature', 'SHA-256=abc')).toMatch('X-Webex-Signature');
    expect(withHeader('content-type', 'text/plain')).toMatch('not application/json');
    expect(checkDelivery({ ...delivery, body: '{' }).join('\n')).toMatch('envelope');
  });
});
