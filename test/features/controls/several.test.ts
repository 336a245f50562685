import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkCard } from '#render/check.ts';
import { actionsIn } from '../../draw.ts';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';
import { hostileName } from '../../properties/words.ts';
import { officialFaults } from '../../render/official.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The words behind a button. */
const wordsOf = (said: Said, title: string) =>
  String(actionsIn(said.card).find((action) => action.title === title)?.data['say'] ?? '');
const refuse = (times: number) =>
  void lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 400, times });
const devicesSent = (from: number) =>
  lab
    .sent()
    .slice(from)
    .map(({ device }) => device)
    .sort();

describe('what failed on some devices', () => {
  test('is tried again, and again, each time only what is left, and by nobody who may not', async () => {
    const asked = await lab.bob.says('volume 21 on Camden, Greenwich, Kew and Tower');
    refuse(3);
    const first = await lab.bob.presses(asked, 'Set 21 %');
    expect(first.title).toBe('1 of 4 devices is at 21 %');
    expect((await lab.vera.says(wordsOf(first, 'Retry the 3 failed'))).title).toMatch(/^You can look, but not /);

    const again = await lab.bob.presses(first, 'Retry the 3 failed');
    expect(again.title).toBe('Set 3 devices to 21 %?');
    refuse(1);
    const second = await lab.bob.presses(again, 'Set 21 %');
    expect(second.title).toBe('2 of 3 devices are at 21 %');

    const before = lab.sent().length;
    const third = await lab.bob.presses(second, 'Retry the 1 failed');
    expect(third.title).toMatch(/ is at 21 % \(was \d+ %\)$/);
    expect(devicesSent(before)).toHaveLength(1);
    const done = lab.sent().filter(({ arguments: { Level: level }, status }) => level === 21 && status === 200);
    expect(done.map(({ device }) => device).sort()).toEqual(['Camden', 'Greenwich', 'Kew', 'Tower']);
  });

  test('is not known in another space', async () => {
    const asked = await lab.bob.says('volume 22 on Camden and Kew');
    refuse(1);
    const first = await lab.bob.presses(asked, 'Set 22 %');
    const words = wordsOf(first, 'Retry the 1 failed');
    expect((await lab.bob.says(words, { space: 'Room operations' })).title).toBe('I no longer know what failed there');
  });

  test('but what may have been done is not sent again', async () => {
    const asked = await lab.bob.says('volume 23 on Camden and Kew');
    lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'drop', after: true, times: 1 });
    const first = await lab.bob.presses(asked, 'Set 23 %');
    expect(first.lines[2]).toMatch(/^1 not known: The connection to Webex broke · (Camden|Kew)$/);
    const undo = wordsOf(first, 'Undo');
    const before = lab.sent().length;
    expect((await lab.bob.says(undo.replace('undo', 'retry'))).title).toBe('Nothing is left to do there');
    expect(devicesSent(before)).toEqual([]);
  });
});

describe('a plan for several devices', () => {
  test('is another one when a device comes to the selection', async () => {
    const asked = await lab.bob.says('volume 24 on tag:desk is:online');
    lab.cloud.fleet.get(lab.deviceId('Thames'))?.tags.push('desk');
    lab.clock.skip(4_000);
    const before = lab.sent().length;
    const again = await lab.bob.presses(asked, 'Set 24 %');
    expect(again.title).toBe('Something changed since you were asked. Nothing was sent. Look again:');
    expect(again.lines[1]).toBe('Set 4 devices to 24 %?');
    expect(devicesSent(before)).toEqual([]);
    await lab.bob.presses(again, 'Set 24 %');
    expect(devicesSent(before)).toEqual(['Harold Nordlund', 'Kew', 'Tahoe', 'Thames']);
    expect((await lab.bob.presses(again, 'Set 24 %')).title).toMatch(/^This was already done/);
    expect(devicesSent(before)).toHaveLength(4);
  });

  test('counts those that do not tell what goes on as unknown', async () => {
    lab.cloud.faults.add({ method: 'GET', path: '/xapi/status', effect: 'status', status: 404, times: 4 });
    const asked = await lab.bob.says('mute tag:vip');
    expect(asked.lines).toContain(
      '4 devices did not tell me whether there is a call: Fjord, Hardanger, Thames and Tower.',
    );
    expect(asked.lines.join('\n')).not.toContain('None of them is in a call.');
  });
});

test('how far it is stands in the thread while it lasts, is changed now and then, and goes when the card is there', async () => {
  await using slow = await openLab();
  const asked = await slow.bob.says('standby all', { space: 'Room operations' });
  slow.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 150 });
  const progress = await slow.bob.presses(asked, 'Put 19 devices to sleep');
  expect(progress.text).toBe('Going to standby: 0 of 19 done');
  expect(progress.parentId).toBe(asked.parentId);
  slow.clock.skip(2_500);
  const done = await slow.bob.hears(progress, { space: 'Room operations' });
  expect(done.title).toBe('19 devices go to standby');
  const edits = slow.requests().filter(({ method }) => method === 'PUT');
  expect(edits.length).toBeGreaterThan(0);
  expect(edits.length).toBeLessThanOrEqual(8);
  expect(JSON.stringify(edits[0]?.requestBody)).toMatch(/Going to standby: \d+ of 19 done/);
  await slow.until(() => slow.cloud.world.messages.get(progress.id) === undefined, 'the message is gone');
});

test('more devices than anybody can overlook are not changed at once', async () => {
  await using large = await openLab({ devices: 130 });
  const said = await large.alice.says('standby all');
  expect(said.title).toMatch(/^"all" is 1\d\d devices; I take at most 100 at a time$/);
  expect(large.sent()).toEqual([]);
});

test('no name of a device breaks the cards of a change on several', async () => {
  await using odd = await openLab();
  const devices = ['Camden', 'Greenwich', 'Mission'].flatMap((name) => odd.cloud.fleet.get(odd.deviceId(name)) ?? []);
  for (const device of devices) device.tags.push('odd');
  const faultsOf = ({ card, text }: Said) =>
    typeof card === 'object' && card !== null
      ? [
          ...checkCard({ ...card }),
          ...officialFaults(card),
          ...(JSON.stringify(card).includes('${') ? ['template'] : []),
        ]
      : [`no card: ${text}`];
  await fc.assert(
    fc.asyncProperty(fc.tuple(hostileName, hostileName, hostileName), async (names) => {
      for (const [index, device] of devices.entries()) device.displayName = names[index] ?? '';
      odd.clock.skip(61_000);
      const asked = await odd.bob.says('volume 31 on tag:odd');
      odd.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 400, times: 1 });
      const done = await odd.bob.presses(asked, 'Set 31 %');
      const retried = await odd.bob.presses(done, 'Retry the 1 failed');
      expect([asked, done, retried].flatMap(faultsOf)).toEqual([]);
      expect(done.title).toBe('2 of 3 devices are at 31 %');
    }),
    { numRuns: 12 },
  );
});
