import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

test('fifty paths are one question; what has no value is told of each', async () => {
  const paths = Array.from({ length: 49 }, (_, at) => `Nothing.Of${at}`);
  const said = await lab.vera.says(`status Audio.Volume ${paths.join(' ')} on fjord`);
  expect(said.title).toBe('Audio.Volume: 45');
  for (const path of paths) expect(said.lines.some((line) => line.includes(`${path}.`))).toBe(true);
});

test.each([
  ['status Audio.Volume, audio.volume on fjord', 'Audio.Volume: 45'],
  ['status Audio.Volume on fjord page:2', 'Audio.Volume: 45'],
  ['status Call 1 Status on hardanger', 'Call[1].Status: Connected'],
  ['status on fjord Audio.Volume as html', 'Write "as csv" or "as json"'],
  ['status Call[2..1] on fjord', 'A range goes from the lower number to the higher one: Call[1..3].Status'],
  [`status ${'A'.repeat(301)} on fjord`, 'That path is too long'],
])('"%s"', async (words, title) => {
  expect(plain((await lab.vera.says(words)).title)).toBe(title);
});

describe('on several devices', () => {
  const volumes = 'status Audio.Volume on tag:desk';

  test('each way to name them gives a table; one device that is left is shown as one', async () => {
    const [harold, tahoe] = [lab.deviceId('Harold Nordlund'), lab.deviceId('Tahoe')];
    for (const phrase of ['tag:desk location:Oslo', 'product:"Desk Pro" is:online tag:desk'])
      expect((await lab.vera.says(`status Audio.Volume on ${phrase}`)).title, phrase).toBe('Audio.Volume: 35');
    for (const phrase of ['tag:desk', 'harold nordlund and tahoe', 'Harold Nordlund, Tahoe', `id:${harold},${tahoe}`]) {
      const said = await lab.vera.says(`status Audio.Volume on ${phrase}`);
      expect(said.lines.join('\n'), phrase).toMatch(/35 {3}Harold Nordlund/);
    }
  });

  test('a part of a name that several have is asked about', async () => {
    const said = await lab.vera.says('status Audio.Volume on harold and tahoe');
    expect(said.title).toBe('Which device?');
  });

  test('a selection that is too large is refused before anybody is asked', async () => {
    await using large = await openLab({ devices: 130 });
    const said = await large.vera.says('status Audio.Volume on all');
    expect(said.title).toMatch(/^"all" is \d+ devices; I take at most 100 at a time$/);
    expect(large.requests().filter(({ path }) => path === '/xapi/status')).toEqual([]);
  });

  test('a hundred devices with many values fit on cards, page by page', async () => {
    await using large = await openLab({ devices: 90 });
    let page = await large.vera.says('status * rows:each on all');
    let count = 0;
    for (;;) {
      count += 1;
      expect(page.card, page.text).toBeDefined();
      expect(JSON.stringify(page.card).length).toBeLessThan(20_000);
      if (!page.lines.join('\n').includes('[Next]')) break;
      page = await large.vera.presses(page, 'Next');
    }
    expect(count).toBeGreaterThan(7);
  });

  test('names and values of devices are no markup, wherever they stand', async () => {
    const hostile = '${title} {{DATE(x)}} <b>**x**</b>'.concat('[a](http://x)');
    lab.cloud.fleet.setStatus(lab.deviceId('Kew'), { 'SystemUnit.BroadcastName': hostile });
    const table = await lab.vera.says('status SystemUnit.BroadcastName on tag:desk');
    const one = await lab.vera.says('status SystemUnit.BroadcastName on kew');
    const watched = await lab.vera.says('watch SystemUnit.BroadcastName on kew');
    for (const said of [table, one, watched]) {
      expect(JSON.stringify(said.card)).not.toContain('${title}');
      expect(JSON.stringify(said.card)).not.toContain('{{DATE(x)}}');
    }
    await lab.vera.presses(watched, 'Stop');
  });

  test('a forged mark of an earlier look shows nothing else', async () => {
    const said = await lab.vera.says(volumes);
    for (const was of ['zzzzzzz.', 'zzzzzzzzzzz.', 'x', '1.aaaaaaa', 'a'.repeat(999)]) {
      const again = await lab.vera.submits(said, { v: 1, say: `status Audio.Volume was:${was} on tag:desk` });
      expect(again.title).toBe('Audio.Volume');
    }
  });

  test('what was said is kept without the mark', async () => {
    const said = await lab.vera.says(volumes);
    await lab.vera.presses(said, 'Refresh');
    const history = await lab.vera.says('history');
    expect(history.text).toContain('status Audio.Volume on tag:desk');
    expect(history.text).not.toContain('was:');
  });
});
