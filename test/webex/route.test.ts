import fc from 'fast-check';
import { expect, test } from 'vitest';
import { routeOf } from '#webex/route.ts';

test.each([
  ['/people/me', '/people/me'],
  ['/people/Y2lzY29zcGFyazovL3VzL1BFT1BMRS8x', '/people/:id'],
  ['/people?email=alice%40example.com', '/people'],
  ['/messages', '/messages'],
  ['/messages/Y2lz', '/messages/:id'],
  ['/messages?roomId=Y2lz&max=50', '/messages'],
  ['/attachment/actions/Y2lz', '/attachment/actions/:id'],
  ['/xapi/command/Audio.Volume.Set', '/xapi/command/:id'],
  ['/xapi/status?deviceId=x&name=Audio.*', '/xapi/status'],
  ['/locations/Y2lz/floors/Zmxv', '/locations/:id/floors/:id'],
  ['/workspaceMetrics?workspaceId=Y2lz', '/workspaceMetrics'],
  ['/hotdesk/sessions/Y2lz', '/hotdesk/sessions/:id'],
  ['/workspaces/Y2lz/personalizationTask', '/workspaces/:id/personalizationTask'],
  ['/devices/activationCode', '/devices/activationCode'],
  ['/somewhere/else', '/other'],
  ['', '/other'],
])('%s is %s', (path, route) => {
  expect(routeOf(path)).toBe(route);
});

test('no id and no name is ever part of a route, and there are few routes', () => {
  fc.assert(
    fc.property(fc.constantFrom('/people', '/messages', '/xapi', '/nothing'), fc.string(), (start, rest) => {
      expect(routeOf(`${start}/${rest}`)).toMatch(
        /^\/[a-z]+(\/(:id|actions|command|floors|me|schema|sessions|status)){0,3}$/,
      );
    }),
  );
});
