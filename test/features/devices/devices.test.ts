import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The names of the rows of a list. */
const names = ({ lines }: Said): string[] => lines.flatMap((line) => /^\[ (.+?) · /.exec(line)?.[1] ?? []);

test.each([
  ['tag:vip tag:boardroom', ['Hardanger', 'Thames']],
  ['TAG:VIP tag:BOARDROOM', ['Hardanger', 'Thames']],
  ['tag: hotdesk', ['Kew', 'Tahoe']],
  ['tag:hot', []],
  ['location:london is:issues', ['Thames']],
  ['location:"san jose" "room bar"', ['Alcatraz', 'Half Dome', 'Mission', 'Redwood']],
  ['product:desk location:oslo', ['Harold Nordlund', 'Home office']],
  ['product:"board pro 75"', ['Geiranger']],
  ['is:readonly', ['Galleri']],
  ['is:personal', ['Home office']],
  ['is:attention', ['Alcatraz', 'Harold Smith', 'Lysefjord', 'Sognefjord', 'Thames']],
  ['is:online tag:board harold', []],
  ['HAROLD', ['Harold Nordlund', 'Harold Smith']],
  ['oslo pilot', ['Geiranger', 'Lysefjord']],
])('"devices %s" finds %j', async (filter, expected) => {
  expect(names(await lab.vera.says(`devices ${filter}`))).toEqual(expected);
});

test('a device that was not granted is in no list', async () => {
  expect((await lab.vera.says('devices vault')).title).toBe('No device matches');
  expect((await lab.vera.says('device vault')).title).toBe('I can\'t see a device named "vault"');
});

test('pages keep the filter, and every device stands on one of them once', async () => {
  let page = await lab.vera.says('devices');
  const all = names(page);
  while (page.lines.join('\n').includes('[Next]')) {
    page = await lab.vera.presses(page, 'Next');
    all.push(...names(page));
  }
  expect(all).toHaveLength(23);
  expect(new Set(all).size).toBe(23);
  expect(all).toEqual([...all].sort((left, right) => left.localeCompare(right, 'en')));
  expect(all).not.toContain('Vault');
  const filtered = await lab.vera.says('devices is:online');
  const second = await lab.vera.presses(filtered, 'Next');
  expect(second.lines.join('\n')).toContain('Page 2 of 3');
  expect(second.title).toBe(filtered.title);
});

test.each([
  ['page:99', 'Page 3 of 3'],
  ['page:abc', 'Page 1 of 3'],
  ['page:-1', 'Page 1 of 3'],
  ['page:1e9', 'Page 3 of 3'],
])('"%s" shows a page that exists', async (page, note) => {
  expect((await lab.vera.says(`devices ${page}`)).lines).toContain(note);
});

test.each(['constructor:x', 'hasOwnProperty:1', 'toString:a'])('"%s" is no filter', async (filter) => {
  expect((await lab.vera.says(`devices ${filter}`)).title).toBe(
    `I can't filter by "${filter.split(':')[0]?.toLowerCase()}:"`,
  );
});

test('a row leads to the device, and the summary counts what the list holds', async () => {
  const list = await lab.vera.says('devices is:issues');
  expect(list.title).toBe('2 devices match');
  expect(list.lines[1]).toBe('2 with issues');
  expect(list.text).toContain('Lysefjord · Cisco Room Bar · Online, with issues');
  const row = await lab.vera.submits(list, { v: 1, say: `device id:${lab.deviceId('Lysefjord')}` });
  expect(row.title).toContain('Lysefjord');
  expect(row.lines.join('\n')).toContain('Issues: no microphone connected, touch panel lost');
});

test('what the filter does not find can be asked for again without it', async () => {
  const none = await lab.vera.says('devices nothing of the kind');
  expect(none.title).toBe('No device matches');
  expect((await lab.vera.presses(none, 'All devices')).title).toBe('23 devices');
});

test('a device that is taken away is gone from the list a minute later', async () => {
  await using own = await openLab();
  await own.vera.says('devices');
  own.cloud.fleet.remove(own.deviceId('Kew'));
  own.clock.skip(61_000);
  expect((await own.vera.says('devices')).title).toBe('22 devices');
});
