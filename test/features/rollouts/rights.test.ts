import { expect, test } from 'vitest';
import type { Lab } from '../../lab.ts';
import { openLab } from '../../lab.ts';
import { finished, goesOn, itemsOf, statusOf } from './rollout-lab.ts';

const policy = (rules = '', deny = '') => `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
${deny === '' ? '' : `    deny: [${deny}]\n`}${rules}`;

const delayOf = (lab: Lab, name: string) => lab.cloud.configurations.read(lab.deviceId(name), 'Standby.Delay')?.value;

test('what nobody may set on a device, a rollout does not set there either, and a retry does not', async () => {
  const deny = '{ commands: [config set, config reset], devices: "location:Oslo" }';
  await using lab = await openLab({ policy: policy('', deny) });
  await lab.logIn('Alice');
  lab.cloud.configurations.set(lab.deviceId('Fjord'), 'Standby.Delay', 33);
  const none = await lab.alice.says('rollout Standby.Delay=77 on Fjord');
  expect(none.text).toMatch(/Nothing can be done/);
  const some = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  await lab.alice.presses(some, 'Start on 1 device');
  await finished(lab, 2);
  expect((await itemsOf(lab, 2)).map(({ name, state, reason }) => `${name} ${state} ${reason}`.trim()).sort()).toEqual([
    'Camden confirmed',
    'Fjord blocked not-allowed',
  ]);
  expect(delayOf(lab, 'Fjord')).toBe(33);
  // A rule about setting alone leaves it open to take values away.
  await lab.writePolicy(policy('', '{ commands: [config set], devices: "location:Oslo" }'));
  await expect
    .poll(async () => (await lab.alice.says('rollout Standby.Delay=(default) on Fjord')).text)
    .toMatch(/Plan: Standby.Delay → default on 1 device/);
});

test('a rollout that may cut devices off asks as much as setting it on one device does, and says so', async () => {
  await using lab = await openLab({ policy: policy('approvals: [{ tiers: 2-3, by: admin }]\n') });
  await lab.logIn('Alice');
  const wish = 'NetworkServices.SSH.Mode=Off';
  expect((await lab.alice.says(`config set Fjord ${wish}`)).text).toMatch(/Nobody but you could approve this/);
  expect((await lab.alice.says(`rollout ${wish} on Fjord`)).text).toMatch(/Nobody but you could approve this/);
  await lab.writePolicy(policy());
  await expect
    .poll(async () => (await lab.alice.says(`rollout ${wish} on Fjord`)).text)
    .toMatch(/may take devices off the network/);
});

test('an approval of what starts a rollout, or of what it sets, holds for doing the rest of one', async () => {
  await using lab = await openLab({ policy: policy() });
  await lab.logIn('Alice');
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden start 15:00 UTC');
  await lab.alice.presses(card, 'Start on 2 devices');
  await lab.alice.says('rollout pause 1');
  await lab.writePolicy(policy('approvals: [{ commands: [rollout start], by: admin, tiers: 0-3 }]\n'));
  await expect
    .poll(async () => (await lab.alice.says('rollout resume 1')).text)
    .toMatch(/Nobody but you could approve this/);
  // What holds it up, nobody has to agree to.
  await lab.alice.says('rollout cancel 1');
  expect(await finished(lab, 1)).toBe('cancelled');
  expect((await lab.alice.says('rollout retry 1 left')).text).toMatch(/Nobody but you could approve this/);
  await lab.writePolicy(policy('approvals: [{ commands: [config set], by: admin, tiers: 0-3 }]\n'));
  await expect.poll(async () => (await lab.alice.says('rollout retry 1 left')).text).toMatch(/line 6/);
});

const BOB = `  other:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, administer], tiers: 0-3, devices: "location:London" }]
`;

test('whoever has no rights on the devices neither steers a rollout nor sees what it is on', async () => {
  await using lab = await openLab({ policy: policy(BOB) });
  await lab.logIn('Alice');
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden start 15:00 UTC');
  await lab.alice.presses(card, 'Start on 2 devices');
  for (const verb of ['cancel', 'start']) {
    const { text } = await lab.bob.says(`rollout ${verb} 1`);
    expect(text).toMatch(verb === 'start' ? /was started|log in/i : /on devices that you may not see/);
    expect(text).not.toMatch(/Fjord/);
  }
  expect((await lab.bob.says('rollout show 1')).text).toMatch(/of 1 device/);
  expect((await lab.bob.says('rollouts')).text).toMatch(/0 of 1 device/);
  // A pause does no harm: whoever has a right on one of its devices may hold it, and only whoever has all goes on.
  const paused = await lab.bob.says('rollout pause 1');
  expect(paused.text).toMatch(/^Paused[\s\S]*of 1 device[\s\S]*Paused by Bob Berg/);
  await expect
    .poll(async () => (await lab.alice.reads()).at(-1)?.text)
    .toMatch(/of 2 devices[\s\S]*Paused by Bob Berg/);
  expect((await lab.bob.says('rollout resume 1')).text).toMatch(/on devices that you may not see/);
  expect((await lab.alice.says('rollout resume 1')).text).toMatch(/^Waiting/);
  const other = await lab.alice.says('rollout Audio.DefaultVolume=61 on Fjord');
  expect(other.text).toMatch(/Plan/);
  expect((await lab.bob.says('rollout show 2')).text).toMatch(/Rollout 2 is on devices that you may not see/);
  expect((await lab.bob.says('rollouts')).text).not.toMatch(/Audio/);
  // What may take a command back names all of its devices.
  const [none, some] = [/on devices that you may not see/, /rolled out, it goes to all of them/];
  for (const [number, name, told] of [[3, 'Big Sur', none] as const, [4, 'Camden', some] as const]) {
    const muted = await lab.alice.says(`rollout Audio.Volume.Mute on Fjord, ${name}`);
    await lab.alice.presses(muted, 'Start on 2 devices');
    await finished(lab, number);
    const undone = await lab.bob.says(`rollout undo ${number}`);
    expect(undone.text).toMatch(told);
    expect(JSON.stringify(undone.card)).not.toMatch(/Fjord/);
  }
});

test('whoever may only operate a device pauses what goes wrong on it, and does nothing else with it', async () => {
  const operators = (where: string) => `  other:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate], tiers: 0-1, devices: "${where}" }]
`;
  await using lab = await openLab({ policy: policy(operators('location:San Francisco')) });
  await lab.logIn('Alice');
  const there = { space: 'Room operations' };
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden, Vault start 15:00 UTC', there);
  await lab.alice.presses(card, 'Start on 3 devices');
  const bob = async (words: string) => lab.bob.says(words, there);
  for (const verb of ['cancel', 'resume', 'start']) {
    const { text, card } = await bob(`rollout ${verb} 1`);
    expect(text).toMatch(/^You can/);
    expect(JSON.stringify(card)).not.toMatch(/Pause/);
  }
  // What is on none of their devices is not there for them.
  expect((await bob('rollouts')).text).toMatch(/^No rollout is on a device that you may operate/);
  expect((await bob('rollout show 1')).text).toMatch(/on devices that you may not see/);
  expect((await lab.bob.says('rollout pause 1', there)).text).toMatch(/on devices that you may not see/);
  // Vault is none of the bot's own devices.
  for (const where of ['location:London', 'tag:boardroom']) {
    await lab.writePolicy(policy(operators(where)));
    const stop = async () => lab.bob.says('stop the rollout', there);
    await expect.poll(async () => (await stop()).text).toMatch(/^Stop rollout 1\?/);
    const asked = await stop();
    expect(JSON.stringify(asked.card)).not.toMatch(/"title":"Cancel"/);
    expect((await lab.bob.presses(asked, 'Pause')).text).toMatch(/^Paused[\s\S]*Paused by Bob Berg/);
    expect((await bob('rollout resume 1')).text).toMatch(/^You can/);
    const list = await bob('rollouts');
    expect(list.text).toMatch(/^1 rollout is under way\n.*paused.* 0 of 1 device/);
    expect(titlesOn(list)).toEqual(['Rollout 1']);
    const shown = await bob('rollout show 1');
    expect([shown.text, titlesOn(shown)]).toEqual([expect.stringMatching(/0 of 1 device/), []]);
    expect((await lab.alice.says('rollout resume 1', there)).text).toMatch(/^Waiting/);
    const refused = await bob('cancel the rollout');
    expect(refused.text).toMatch(/^You can/);
    expect(titlesOn(refused)[0]).toBe('Pause rollout 1');
    expect(titlesOn(await bob('rollouts'))).toEqual(['Rollout 1', 'Pause rollout 1']);
  }
  // What they mean is none that they may not see.
  const hidden = await lab.alice.says('rollout Audio.DefaultVolume=61 on Camden start 15:00 UTC', there);
  await lab.alice.presses(hidden, 'Start on 1 device');
  const paused = await bob('pause the rollout');
  expect([paused.text, await statusOf(lab, 2)]).toEqual([expect.stringMatching(/^Paused: Standby/), 'waiting']);
  // What was not started can't be paused.
  await lab.alice.says('rollout Audio.DefaultVolume=62 on tag:boardroom', there);
  const kept = await bob('rollout cancel 3');
  expect([kept.text, JSON.stringify(titlesOn(kept))]).toEqual([
    expect.stringMatching(/^You can/),
    expect.not.stringMatching(/Pause/),
  ]);
  expect((await lab.vera.says('rollouts', there)).text).toMatch(/^You can/);
});

const titlesOn = ({ card }: { card: unknown }): string[] =>
  [...JSON.stringify(card).matchAll(/"type":"Action.Submit","title":"([^"]+)"/g)].map(([, title = '']) => title);

test('failures on devices that somebody may not see are not counted for them, and what runs comes first in their list', async () => {
  await using lab = await openLab({ policy: policy(BOB) });
  await lab.logIn('Alice');
  const waits = await lab.alice.says('rollout Audio.DefaultVolume=61 on Camden start 15:00 UTC');
  await lab.alice.presses(waits, 'Start on 1 device');
  const fault = { effect: 'status', status: 400, method: 'PATCH', path: '/deviceConfigurations' } as const;
  lab.cloud.faults.add({ ...fault, devices: [lab.deviceId('Fjord')] });
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden');
  await lab.alice.presses(card, 'Start on 2 devices');
  expect(await finished(lab, 2)).toBe('stopped');
  const { text } = await lab.bob.says('rollout show 2');
  expect(text).toMatch(/^Stopped[\s\S]*of 1 device[\s\S]*because too many devices failed/);
  expect(text).not.toMatch(/1 failed/);
  const later = await lab.alice.says('rollout Standby.Delay=78 on Camden over 2h');
  await lab.alice.presses(later, 'Start on 1 device');
  const rows = (await lab.bob.says('rollouts')).text.match(/^Rollout \d/gm);
  expect(rows?.at(-1)).toBe('Rollout 2');
});

test('whoever starts what somebody else planned has it from then on: it goes out with their rights', async () => {
  const both = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example, bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
service-app: [{ commands: [rollout start], roles: admin, tiers: 0-1 }]
`;
  await using lab = await openLab({ policy: both });
  await lab.logIn('Alice');
  await lab.alice.says('rollout Standby.Delay=77 on Fjord');
  const card = await lab.bob.says('rollout start 1');
  expect(card.text).toMatch(/Alice Andersen planned it. Started by you, it goes out with your rights/);
  await lab.bob.presses(card, 'Start on 1 device');
  expect(await finished(lab, 1)).toBe('done');
  const rollout = await lab.store().rollouts.numbered(1);
  // Bob has no login: nothing of it is Alice's.
  expect(rollout).toMatchObject({
    personName: 'Bob Berg',
    plannedBy: 'Alice Andersen',
    actsAs: 'service-app',
    tier: 1,
  });
  const [entry] = await lab.store().audit.recent({ spaceId: rollout?.spaceId ?? '', limit: 1 });
  expect(entry?.detail).toMatch(/with the rights of the service app/);
  const { text, lines } = await lab.alice.says('rollout show 1');
  expect(text).toMatch(/^Done/);
  expect(lines).toContain('Rollout 1 of Alice Andersen · started by Bob Berg');
  // What asks more of people than the policy lets it do, it does not do.
  await lab.alice.says('rollout NetworkServices.SSH.Mode=Off on Fjord');
  expect((await lab.bob.says('rollout start 2')).text).toMatch(/log in/i);
});

test('quiet hours hold for each device when it comes in turn', async () => {
  await using lab = await openLab({ policy: policy('quiet-hours: [{ from: "15:00", to: "16:00", tiers: 0-3 }]\n') });
  await lab.logIn('Alice');
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden start 15:10 UTC');
  await lab.alice.presses(card, 'Start on 2 devices');
  await goesOn(lab, 1, (status) => status === 'running', { stepMs: 600_000 });
  await expect
    .poll(async () => (await lab.alice.says('rollout show 1')).text)
    .toMatch(/2 wait for the end of quiet hours/);
  await goesOn(lab, 1, (status) => status === 'done', { stepMs: 120_000 });
  const sent = (await itemsOf(lab, 1)).map(({ sentAt = 0 }) => new Date(sentAt).toISOString().slice(11, 16));
  // The clock runs on while they are sent.
  expect(sent.map((time) => time >= '16:00')).toEqual([true, true]);
});

test('a device that only its administrators see is told of to those whose rules are about it, also where they end at a place', async () => {
  const oslo = `  oslo:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3, devices: "location:Oslo" }]
`;
  const rules = policy(oslo).replace('alice', 'bob').replace('andersen', 'berg');
  await using lab = await openLab({ policy: rules });
  await lab.logIn('Alice');
  const fault = { effect: 'status', status: 400, method: 'PATCH', path: '/deviceConfigurations' } as const;
  lab.cloud.faults.add({ ...fault, devices: [lab.deviceId('Vault')] });
  const card = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Vault never stop');
  await lab.alice.presses(card, 'Start on 2 devices');
  expect(await finished(lab, 1)).toBe('done');
  expect((await lab.alice.says('rollout show 1')).text).toMatch(/1 failed/);
  expect((await lab.alice.says('rollout failures 1')).text).toMatch(/1 failed[\s\S]*Vault: /);
  expect((await lab.alice.says('rollout report 1')).text).toMatch(/^Rollout 1: 2 devices/);
});
