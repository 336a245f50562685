import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const NAME = '=HYPERLINK("http://x.example","Fjord")';

test('the file holds a row a value, and nothing a spreadsheet would calculate', async () => {
  await using lab = await openLab();
  lab.cloud.fleet.setStatus(lab.deviceId('Fjord'), {
    'SystemUnit.BroadcastName': NAME,
    'RoomAnalytics.PeopleCount.Current': -1,
  });
  const card = await lab.vera.says('export SystemUnit.BroadcastName, RoomAnalytics.PeopleCount.Current on tag:vip');
  expect(card.title).toBe('8 values of 4 devices');
  const { messages, files } = lab.cloud.world;
  const room = messages.get(card.id)?.roomId ?? '';
  const file = () => {
    const url = messages.inRoom(room).flatMap((message) => message.files ?? [])[0];
    return url === undefined ? undefined : files.get(url.split('/').at(-1) ?? '');
  };
  await lab.until(() => file() !== undefined, 'the file is posted');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(file()?.bytes);
  expect(text.startsWith('\uFEFFdevice,deviceId,path,value,at\r\n')).toBe(true);
  expect(text).toContain(`SystemUnit.BroadcastName,"'${NAME.replaceAll('"', '""')}",2026-11-22T13:00:00.000Z\r\n`);
  expect(text).toContain('RoomAnalytics.PeopleCount.Current,-1,');
  expect(text.trimEnd().split('\r\n')).toHaveLength(9);
});

test('too many values are no file, and not all devices are asked for them', async () => {
  await using lab = await openLab({ devices: 95 });
  const said = await lab.vera.says('export * on all');
  expect(said.title).toBe('That is more than 10,000 values');
  expect(lab.requests().filter(({ path }) => path === '/xapi/status').length).toBeLessThan(90);
  const some = await lab.vera.says('export * on tag:board');
  expect(some.title).toMatch(/^[\d,]+ values of \d+ devices$|^That is a file of/);
});

test.each([
  ['export Audio.Volume on sognefjord', /^Sognefjord is offline/],
  ['export Audio.Volum on fjord', 'Fjord has no status "Audio.Volum"'],
  ['export Audio.Volum on tag:vip', 'None of 4 devices has a status "Audio.Volum"'],
  ['export Audio.Volume on is:offline', 'None of 3 devices told anything'],
  ['export fjord', 'Which status of Fjord?'],
])('"%s" is told why there is no file', async (words, title) => {
  await using lab = await openLab();
  expect((await lab.vera.says(words)).title).toMatch(title);
});

test('what is missing is told beside what there is', async () => {
  await using lab = await openLab();
  const said = await lab.vera.says('export Audio.Volume, Standby.State, Call[*].Status on tag:lobby as json');
  expect(said.text).toContain('Call[*].Status has no value now.');
  expect(said.text).toContain('Without Audio.Volume: Reception panel');
});

test('whoever may not look gets no file', async () => {
  await using lab = await openLab();
  const said = await lab.gus.says('export Audio.Volume on fjord as csv');
  expect(said.text).not.toContain('45');
  expect(lab.requests().filter(({ path }) => path.startsWith('/xapi'))).toEqual([]);
});
