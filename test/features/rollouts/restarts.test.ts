import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { atRest } from '../../rest.ts';
import { finished, itemsOf } from './rollout-lab.ts';

test('while devices restart and one is in a call its card says so, and what became of them once it is cancelled', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  lab.cloud.fleet.setInCall(lab.deviceId('Hardanger'), true);
  const plan = await lab.alice.says('rollout Standby.Delay=50 on Fjord, Hardanger, Kew then reboot');
  await lab.alice.presses(plan, 'Start on 3 devices', { typed: '3' });
  const restarted = async () => (await itemsOf(lab, 1)).filter(({ isRebooted }) => isRebooted).length;
  await expect.poll(restarted).toBe(2);
  const waits = async () => (await itemsOf(lab, 1)).some(({ reason }) => reason === 'in-call');
  await expect.poll(waits).toBe(true);
  await atRest(lab.store());

  const shown = await lab.alice.says('rollout show 1');
  expect(shown.text).toContain('2 are restarting: Fjord and Kew.');
  expect(shown.text).toMatch(/Waiting for Hardanger until 13:1\d UTC at most: it is in a call\./);
  // It is told by itself, too.
  lab.clock.skip(5_000);
  const told = async () =>
    (await lab.alice.reads()).filter(({ text }) => text.includes('Waiting for Hardanger')).length;
  await expect.poll(told, { timeout: 10_000 }).toBeGreaterThan(1);

  const none = await lab.alice.says('rollout failures 1');
  expect(none.text).toContain('Hardanger waits: It is in a call.');

  const over = await lab.alice.says('rollout cancel 1');
  expect(over.title).toMatch(/^Cancelled/);
  expect(await finished(lab, 1)).toBe('cancelled');
  const after = await lab.alice.says('rollout show 1');
  for (const { text } of [over, after]) {
    expect(text).toContain('2 were restarted; not seen back when it ended: Fjord and Kew.');
    expect(text).toContain('Hardanger was not begun: it was in a call.');
  }
  // The card may be told anew just then: a device says that it took it.
  await lab.alice.says('rollout failures 1');
  const texts = async () => (await lab.alice.reads()).map(({ text }) => text).join('\n');
  await expect.poll(texts, { timeout: 10_000 }).toContain('Hardanger was not begun: It is in a call.');
});

test('the report says when each restart was asked for and when the device was back', async () => {
  await using lab = await openLab({ bootMs: 60 });
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=50 on Fjord, Kew, Sognefjord then reboot');
  await lab.alice.presses(plan, 'Start on 3 devices', { typed: '3' });
  expect(await finished(lab, 1)).toBe('done');
  const { id } = await lab.alice.says('rollout report 1');
  const { messages, files } = lab.cloud.world;
  const urls = () => messages.inRoom(messages.get(id)?.roomId ?? '').flatMap((message) => message.files ?? []);
  await expect.poll(() => urls().at(-1)).toBeDefined();
  const file = files.get(urls().at(-1)?.split('/').at(-1) ?? '');
  const [header, ...rows] = new TextDecoder()
    .decode(file?.bytes)
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));
  const place = header?.indexOf('restarted') ?? -1;
  expect(Object.fromEntries(rows.map((row) => [row[0], row[place]]))).toEqual({
    Fjord: expect.stringMatching(/^asked for 2026-\S+Z · back 2026-\S+Z$/),
    Kew: expect.stringMatching(/^asked for 2026-\S+Z · back 2026-\S+Z$/),
    Sognefjord: 'no',
  });
});
