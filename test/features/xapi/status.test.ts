import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test('everything there is comes in pages that can be walked both ways', async () => {
  let page = await lab.vera.says('xStatus * on fjord');
  const [, pages, count] = /Page 1 of (\d+) · (\d+) values/.exec(page.lines.join('\n')) ?? [];
  const facts = () => page.lines.filter((line) => line.startsWith('  '));
  const seen = facts();
  const first = [...seen];
  for (let at = 2; at <= Number(pages); at += 1) {
    page = await lab.vera.presses(page, 'Next');
    expect(page.lines.join('\n')).toContain(`Page ${at} of ${pages}`);
    seen.push(...facts());
  }
  expect(page.lines.join('\n')).not.toContain('[Next]');
  expect(seen).toHaveLength(Number(count));
  expect(new Set(seen.map((line) => line.split(':')[0])).size).toBe(seen.length);
  for (let at = Number(pages); at > 1; at -= 1) page = await lab.vera.presses(page, 'Previous');
  expect(facts().slice(0, 3)).toEqual(first.slice(0, 3));
});

test.each([
  ['status Audio.Volume, Audio.VolumeMute on fjord', ['Audio.Volume: 45', 'Audio.VolumeMute: Off']],
  ['status on fjord Audio.Volume Standby.State', ['Audio.Volume: 45', 'Standby.State: Off']],
  ['status audio volume on FJORD', ['Audio.Volume: 45']],
  ['xstatus audio/volume on fjord', ['Audio.Volume: 45']],
  ['status Audio.Volume on galleri', ['Audio.Volume: 40']],
  ['xStatus Call 1 Status on hardanger', ['Call[1].Status: Connected']],
  ['status Call[*].Status on hardanger', ['Call[1].Status: Connected']],
  ['status Network[1..n].IPv4.Address on fjord', ['Network[1].IPv4.Address: 10.20.0.0']],
])('"%s"', async (words, values) => {
  const said = await lab.vera.says(words);
  for (const value of values) expect(said.text).toContain(value.split(': ')[1]);
  expect(plain(said.lines.join('\n'))).toContain(values[0]);
});

/** Cards break automatic links up with a joiner that shows nothing. */
const plain = (text: string) => text.replaceAll('\u2060', '');

test.each([
  ['status Call[*].Status on fjord', 'Fjord has nothing to tell for "Call[*].Status" now'],
  ['status Nothing.Of.It on fjord', 'Fjord has no status "Nothing.Of.It"'],
  ['status constructor on fjord', 'Fjord has no status "constructor"'],
  ['status __proto__ on fjord', /^A status is written like|^Fjord has no status/],
  ['status Audio.Volum on fjord', 'Fjord has no status "Audio.Volum"'],
  [`status ${Array.from({ length: 51 }, (_, at) => `A.B${at}`).join(' ')} on fjord`, 'At most 50 statuses at a time'],
  ['status Audio.Volume on sognefjord', /^Sognefjord is offline/],
  ['status', /^Which status\?/],
  ['status on fjord', /^Which status\?/],
])('"%s" is told why there is no value', async (words, title) => {
  expect((await lab.vera.says(words)).title).toMatch(title);
});

test('the nearest paths are buttons that read them', async () => {
  const said = await lab.vera.says('status Audio.Volumee on fjord');
  expect((await lab.vera.presses(said, 'Audio.Volume')).title).toBe('Audio.Volume: 45');
});

test('Refresh reads again', async () => {
  const said = await lab.vera.says('status Audio.Volume on tower');
  lab.cloud.fleet.setStatus(lab.deviceId('Tower'), { 'Audio.Volume': 12 });
  expect((await lab.vera.presses(said, 'Refresh')).title).toBe('Audio.Volume: 12');
});

test('what a personal device tells about people stays its owner’s', async () => {
  const said = await lab.alice.says('status RoomAnalytics.PeopleCount.Current on home office');
  expect(said.title).toMatch(/^Home office has /);
  expect(said.title).not.toContain(':');
  const all = await lab.alice.says('xStatus SystemUnit on home office');
  expect(all.text).not.toContain('NumberOfActiveCalls');
});

test('more pages than there are is the last one', async () => {
  const said = await lab.vera.says('status Audio page:99 on fjord');
  expect(said.lines.join('\n')).not.toContain('[Next]');
  expect(said.title).not.toMatch(/^That/);
});
