import { expect, test } from 'vitest';
import type { Exchange } from '#simulator/exchange.ts';
import { startSimulator } from '#simulator/server.ts';
import { broken } from './recorded.ts';

test('what is asked and sent about places is held against the contract', async () => {
  const seen: Exchange[] = [];
  await using simulator = await startSimulator({ devices: 1, onExchange: (exchange) => void seen.push(exchange) });
  const answer = await fetch(`${simulator.apiBase}/locations`, {
    headers: { authorization: `Bearer ${simulator.botToken}` },
  });
  await answer.text();
  const [list] = seen;
  if (!list) throw new Error('nothing was asked');
  expect(broken(list, {})).toBe('');

  const asks = (path: string, query: Record<string, string>) => broken(list, { path, query });
  const metrics = { workspaceId: 'dw', metricName: 'humidity' };
  expect(asks('/locations', { city: 'Oslo' })).toMatch('city');
  expect(asks('/workspaceMetrics', { workspaceId: 'dw', metricName: 'light' })).toMatch('query.metricName');
  expect(asks('/workspaceMetrics', { ...metrics, unit: 'celsius' })).toMatch('a unit for no temperature');
  const span = { from: '2026-11-20T00:00:00Z', to: '2026-11-22T00:00:01Z' };
  expect(asks('/workspaceMetrics', { ...metrics, ...span })).toMatch('a span that is too long');
  expect(asks('/workspaceMetrics', { ...metrics, ...span, aggregation: 'daily' })).not.toMatch('request: ');
  expect(asks('/workspaceDurationMetrics', { workspaceId: 'dw', ...span })).toMatch('a span that is too long');

  const headers = { ...list.requestHeaders, 'content-type': 'application/json' };
  const sends = (method: string, path: string, requestBody: unknown) =>
    broken(list, { method, path, requestBody, requestHeaders: headers });
  const address = { address1: 'A', city: 'B', state: 'C', postalCode: 'D', country: 'NO' };
  const place = {
    name: 'Oslo',
    timeZone: 'Europe/Oslo',
    preferredLanguage: 'nb_no',
    announcementLanguage: 'nb_no',
    address,
  };
  expect(sends('POST', '/locations', place)).not.toMatch('request: ');
  expect(sends('POST', '/locations', place)).toMatch('success is 201');
  expect(sends('POST', '/locations', { ...place, address: { ...address, country: 'Norway' } })).toMatch(
    'body.address.country',
  );
  expect(sends('PUT', '/locations/bG9j', { name: 'Oslo', notes: 'new' })).toMatch('notes');
  expect(sends('POST', '/locations/bG9j/floors', { floorNumber: 1.5 })).toMatch('body.floorNumber');
  // The bot only reads the older view.
  expect(sends('POST', '/workspaceLocations', { displayName: 'Oslo' })).toMatch('is not for bots');
});
