import { expect, test } from 'vitest';
import { nextPath } from '#webex/pages.ts';
import { failureOf, fakeWebex } from './fake-webex.ts';

const device = (id: string) => ({ id, displayName: `Device ${id}` });

test('a list is read to its last page', async () => {
  await using fake = await fakeWebex(({ query }) => {
    const start = Number(query.get('start') ?? 0);
    const link = `<${fake.apiBase}/devices?max=1000&start=${start + 1}>; rel="next"`;
    return { json: { items: [device(String(start))] }, headers: start < 2 ? { link } : {} };
  });
  expect((await fake.webex.devices.list()).map(({ id }) => id)).toEqual(['0', '1', '2']);
});

test('a next link to another host is an error, and the token stays here', async () => {
  await using other = await fakeWebex(() => ({ json: { items: [] } }));
  await using fake = await fakeWebex(() => ({
    json: { items: [device('1')] },
    headers: { link: `<${other.apiBase}/devices?start=1>; rel="next"` },
  }));
  expect(await failureOf(fake.webex.devices.list())).toMatchObject({ code: 'webex-bad-answer' });
  expect(other.seen).toEqual([]);
});

test('a next link that leads back to its own page is an error', async () => {
  await using fake = await fakeWebex(({ query }) => ({
    json: { items: [device('1')] },
    headers: { link: `<${fake.apiBase}/devices?${query}>; rel="next"` },
  }));
  expect(await failureOf(fake.webex.devices.list())).toMatchObject({ code: 'webex-bad-answer' });
});

test('an odd item does not hide the others', async () => {
  await using fake = await fakeWebex(() => ({ json: { items: [device('1'), { id: 7 }, null, device('2')] } }));
  expect(await fake.webex.devices.list()).toHaveLength(2);
});

test.each([
  [undefined, undefined],
  ['<http://h/v1/devices?start=2>; rel="next"', '/devices?start=2'],
  ['<http://h/v1/a>; rel="prev", <http://h/v1/b>; rel="next"', '/b'],
  ['<http://h/v1/a>; rel=next; title="x"', '/a'],
  ['<http://h/v1/a>; rel="last"', undefined],
  ['<http://evil/v1/a>; rel="next"', 'elsewhere'],
  ['<http://h/v2/a>; rel="next"', 'elsewhere'],
  ['<http://h:8/v1/a>; rel="next"', 'elsewhere'],
  ['<http://h/v1evil/a>; rel="next"', 'elsewhere'],
  ['nonsense', undefined],
])('the next page of %j is %j', (link, path) => {
  expect(nextPath(link, 'http://h/v1')).toBe(path);
});
