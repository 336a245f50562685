import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import { entry } from './schema-entry.ts';

/** Of a Room Bar Pro; what the simulator's own configurations have not: a secret. */
const schema = {
  objects: [
    { type: 'Status', path: 'Audio Volume', products: ['brooklyn'], attributes: { valuespace: { type: 'Integer' } } },
    entry('SIP Authentication Password', { type: 'String', MinLength: '0', MaxLength: '64' }),
    entry('Audio DefaultVolume', { type: 'Integer', Min: '0', Max: '100' }, '50'),
    entry('SystemUnit Name', { type: 'String', MinLength: '0', MaxLength: '50' }),
  ],
};
const PASSWORD = 'SIP.Authentication.Password';

/** More than are read at a time, and few of them in one place. */
let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ schema, devices: 230 });
  await lab.logIn('Alice');
});
afterAll(() => lab[Symbol.asyncDispose]());

const reads = () => lab.exchanges('/deviceConfigurations').length;

test('more devices than are read at a time are refused before any of them is read', async () => {
  const before = reads();
  const card = await lab.alice.says('config all Audio.DefaultVolume');
  expect(card.title).toBe('"all" is 230 devices; I take at most 200 at a time');
  expect(card.lines.join(' ')).toContain('Narrow it down');
  const wide = await lab.alice.says('config location:Oslo *.Mode');
  expect(wide.title).toBe('*.Mode is too much to read on several devices');
  expect(reads()).toBe(before);
});

test('a device that could not be read is told with the reason, at the end, and the others are there', async () => {
  lab.cloud.faults.add({
    path: '/deviceConfigurations',
    effect: 'status',
    status: 404,
    devices: [lab.deviceId('Alcatraz'), lab.deviceId('Fjord')],
  });
  const card = await lab.alice.says('config Alcatraz, Fjord, Redwood, Reception panel Audio.DefaultVolume');
  lab.cloud.faults.clear();
  expect(card.lines.slice(0, 6)).toEqual([
    'Audio.DefaultVolume on 4 devices',
    '45 on 1 · 1 without it · 2 not read',
    "[ Redwood · organisation rule · can't be edited   45 ]",
    '[ Reception panel · has no such setting   – ]',
    '[ Alcatraz · not read: Webex knows no such device any more   – ]',
    '[ Fjord · not read: Webex knows no such device any more   – ]',
  ]);
});

test('what none of them lets anybody read is told as what Webex says', async () => {
  lab.cloud.faults.add({ path: '/deviceConfigurations', effect: 'status', status: 403 });
  const card = await lab.alice.says('config Fjord, Kew Audio.DefaultVolume');
  lab.cloud.faults.clear();
  expect(card.title).toContain('Webex does not allow your account to do this');
});

test('a key is looked for on one device, and then read once of each in the spelling of Webex', async () => {
  const before = reads();
  const card = await lab.alice.says('config Camden, Kew, Tahoe standby delay');
  expect(card.title).toBe('Standby.Delay on Camden, Kew and Tahoe');
  const asked = lab.exchanges('/deviceConfigurations').slice(before);
  expect(asked.map(({ query }) => query.key)).toEqual(['standby.delay', ...Array(3).fill('Standby.Delay')]);
});

test('of many devices it is told at once how far it is, and nothing of that stays', async () => {
  lab.cloud.faults.add({ path: '/deviceConfigurations', effect: 'latency', ms: 60 });
  const first = await lab.alice.says('config tag:lobby Audio.DefaultVolume');
  expect(first.text).toBe('Reading configurations: 0 of 53 devices.');
  await expect.poll(async () => (await lab.alice.reads()).at(-1)?.title, { timeout: 8_000 }).toMatch(/53 devices/);
  lab.cloud.faults.clear();
  await expect.poll(async () => (await lab.alice.reads()).filter(({ text }) => /^Reading/.test(text))).toEqual([]);
});

test('of a secret it is told where there is one, never which, and it is rolled out to nobody', async () => {
  for (const [name, secret] of Object.entries({ Fjord: 'geheim-12', Redwood: 'geheim-13' }))
    lab.cloud.configurations.set(lab.deviceId(name), PASSWORD, secret);
  const three = 'Fjord, Redwood, Greenwich';
  const card = await lab.alice.says(`config ${three} ${PASSWORD}`);
  expect(card.lines.slice(0, 3)).toEqual([
    `${PASSWORD} on Fjord, Greenwich and Redwood`,
    '•••• on 2 · not set on 1',
    '[ Greenwich · default   not set ]',
  ]);
  const form = await lab.alice.says(`config set ${three} ${PASSWORD}`);
  expect(form.title).toBe('Secrets are set on one device at a time');
  const wide = await lab.alice.says(`config set ${three} Audio.*`);
  expect(wide.title).toBe('Audio.* names more than one configuration');
  const file = await lab.alice.says(`config export ${three} ${PASSWORD}`);
  const told = [card, form, file].map((one) => JSON.stringify(one.card) + one.text).join(' ');
  expect(told).not.toMatch(/geheim|Roll out|rollout [A-Z]/);
});

test('who may see some devices and roll out nothing gets the answer about those alone', async () => {
  const policy = `
version: 1
roles:
  oslo:
    members: [alice.andersen@fjordbank.example]
    allow:
      - { commands: [login] }
      - { commands: [config, config export], devices: "location:Oslo" }
  admin:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
`;
  await using own = await openLab({ policy });
  await own.logIn('Alice');
  const card = await own.alice.says('config all Audio.DefaultVolume');
  expect(card.title).toBe('Audio.DefaultVolume on all 9 devices');
  expect(card.lines.at(-1)).toBe('[Next] [As a file] [Read again]');
  const hidden = await own.alice.says('config Fjord, Kew Audio.DefaultVolume');
  expect(hidden.title).toBe('I can\'t see a device named "Kew"');
});
