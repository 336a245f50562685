import { expect, test } from 'vitest';
import { openLab } from '../lab.ts';

const roles = `
roles:
  helpdesk:
    members: [bob.berg@fjordbank.example]
    most-devices: 2
    allow: [{ commands: [look, operate] }]
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`;
const policyWith = (more: string) => `version: 1${roles}${more}`;
const MINUTE = 60_000;

test('quiet hours that began after the card was made hold at Confirm', async () => {
  await using lab = await openLab({ policy: policyWith('quiet-hours: [{ from: "13:02", to: "14:00" }]') });
  const card = await lab.alice.says('reboot fjord');
  expect(card.title).toBe('Restart Fjord?');
  lab.clock.skip(3 * MINUTE);
  const refused = await lab.alice.presses(card, 'Restart Fjord');
  expect(refused.title).toBe('Not now: Restart Fjord');
  expect(lab.sent()).toEqual([]);
  expect(refused.text).toContain('Ask again after 22 Nov 2026, 14:00 UTC.');
});

test('a rule that goes by places holds for devices whose place Webex does not tell', async () => {
  await using lab = await openLab({
    policy: policyWith('quiet-hours: [{ from: "12:00", to: "14:00", devices: "location:London" }]'),
    faults: [{ path: '/locations', effect: 'status', status: 500, times: 20 }],
  });
  expect((await lab.alice.says('reboot fjord')).title).toBe('Not now: Restart Fjord');
});

test('a rule of somebody else’s role does not hold', async () => {
  await using lab = await openLab({
    policy: policyWith('quiet-hours: [{ from: "12:00", to: "14:00", roles: helpdesk }]'),
  });
  expect((await lab.bob.says('reboot fjord')).title).toBe('Not now: Restart Fjord');
  expect((await lab.alice.says('reboot fjord')).title).toBe('Restart Fjord?');
});

test('what is about the call itself is not kept back by it, unless a rule names it', async () => {
  await using lab = await openLab({ policy: policyWith('not-in-call: [{ tiers: 0-3 }]') });
  expect((await lab.alice.says('volume 30 on hardanger')).title).toBe('Hardanger is in a call');
  expect((await lab.alice.says('hangup hardanger')).title).toBe('End the call of Hardanger?');
  await lab.writePolicy(policyWith('not-in-call: [{ tiers: 0-3, commands: "Call.*" }]'));
  await expect.poll(async () => (await lab.alice.says('hangup hardanger')).title).toBe('Hardanger is in a call');
  await expect
    .poll(async () => (await lab.alice.says('volume 30 on hardanger')).title)
    .toMatch(/^Hardanger is at 30 %/);
});

test('a limit is written down as refused, and the devices with it', async () => {
  await using lab = await openLab({ policy: policyWith('') });
  await lab.bob.says('mute fjord, camden and kew', { space: 'Room operations' });
  const history = await lab.bob.says('history', { space: 'Room operations' });
  expect(history.text).toMatch(/mute .*refused/);
});

test('a read is never limited by them', async () => {
  await using lab = await openLab({
    policy: policyWith('quiet-hours: [{ from: "00:00", to: "23:59", tiers: 0-3 }]\nnot-in-call: [{ tiers: 0-3 }]'),
  });
  expect((await lab.bob.says('status Audio.Volume on hardanger')).title).toBe('Audio.Volume: 60');
  expect((await lab.bob.says('devices')).title).toMatch(/devices$/);
});
