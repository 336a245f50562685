import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';
import { entry } from './schema-entry.ts';

/** What the simulator's own configurations have not: a secret and a list. */
const schema = {
  objects: [
    { type: 'Status', path: 'Audio Volume', products: ['brooklyn'], attributes: { valuespace: { type: 'Integer' } } },
    entry('SIP Authentication Password', { type: 'String', MinLength: '0', MaxLength: '64' }),
    entry('Standby Signage Url', { type: 'String', MinLength: '0', MaxLength: '2000' }),
    entry('Audio Zones', { type: 'LiteralArray', Values: ['Stage', 'Hall', 'Table'], multiple: '3' }),
    entry('Audio DefaultVolume', { type: 'Integer', Min: '0', Max: '100' }, '50'),
    entry('SystemUnit Name', { type: 'String', MinLength: '0', MaxLength: '50' }),
  ],
};
const PASSWORD = 'SIP.Authentication.Password';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ schema });
  await lab.logIn('Alice');
});
afterAll(() => lab[Symbol.asyncDispose]());

const value = (key: string) => lab.cloud.configurations.read(lab.deviceId('Fjord'), key)?.value;

test('a secret is set, and shown, kept and taken back nowhere', async () => {
  const plan = await lab.alice.says(`config set fjord ${PASSWORD}=geheim-12 Audio.DefaultVolume=60`);
  expect(plan.lines).toContain(`${PASSWORD}: not set (default) → another value (configured)`);
  expect(plan.lines.join(' ')).toContain('may take the device off the network');
  const done = await lab.alice.presses(plan, 'Change them');
  expect(value(PASSWORD)).toBe('geheim-12');
  // It was not set before, and can be that again.
  expect(JSON.stringify(done.card)).toContain(`${PASSWORD}=(default)`);

  const again = await lab.alice.says(`config set fjord ${PASSWORD}=other-13`);
  expect(again.lines.join(' ')).toContain('No way back by undo, since I keep no secrets');
  const second = await lab.alice.presses(again, 'Change it');
  expect(second.title).toBe(`${PASSWORD} is set anew on Fjord`);
  expect(second.lines.join(' ')).not.toContain('[Undo]');

  const told = [plan, done, again, second];
  for (const words of [`config fjord ${PASSWORD}`, `config fjord`, `config set fjord ${PASSWORD}`, 'history'])
    told.push(await lab.alice.says(words));
  expect(told.map(({ card, text }) => JSON.stringify(card) + text).join(' ')).not.toMatch(/geheim-12|other-13/);
  expect(lab.logged().join(' ')).not.toMatch(/geheim-12|other-13/);
});

test('a secret that was hidden has to be typed again', async () => {
  const form = await lab.alice.says(`config set fjord ${PASSWORD}="••••"`);
  expect(form.title).toBe(`I don't keep the value of ${PASSWORD}. Type it again`);
  expect(JSON.stringify(form.card)).not.toContain('"value":"••••"');
});

test('an address with a password or a token in it is set like a secret, and goes into no undo, copy, rollout or profile', async () => {
  const KEY = 'Standby.Signage.Url';
  const at = (secret: string) => `https://kew:${secret}@signage.example/wall?room=3&token=${secret}`;
  const first = await lab.alice.says(`config set fjord ${KEY}="${at('geheim-14')}"`);
  expect(first.lines).toContain(`${KEY}: empty (default) → https://••••@signage.example/wall?room=… (configured)`);
  await lab.alice.presses(first, 'Change it');
  expect(value(KEY)).toBe(at('geheim-14'));
  const again = await lab.alice.says(`config set fjord ${KEY}="${at('other-15')}"`);
  expect(again.lines.join(' ')).toContain('No way back by undo, since I keep no secrets');
  const told = [first, again, await lab.alice.presses(again, 'Change it')];
  for (const words of [
    `config fjord ${KEY}`,
    `config set fjord ${KEY}`,
    `config set fjord ${KEY}="https://••••@x.example"`,
  ])
    told.push(await lab.alice.says(words));
  expect(told.at(-1)?.title).toBe(`I don't keep the value of ${KEY}. Type it again`);
  told.push(await lab.alice.says(`profile save Wall from Fjord ${KEY}`));
  told.push(await lab.alice.says(`rollout ${KEY}="${at('other-16')}" on Fjord, Camden`));
  expect(told.at(-1)?.lines.join(' ')).toContain(`${KEY} is a secret; set it on one device at a time`);
  for (const words of ['rollout', 'profile set Wall'])
    told.push(await lab.alice.says(`${words} ${PASSWORD} = other-17 on Fjord, Camden`));
  const plan = await lab.alice.says(`rollout ${KEY}=https://plain.example on Fjord`);
  told.push(plan, await lab.alice.says('history'));
  expect(told.map(({ card, text }) => JSON.stringify(card) + text).join(' ')).not.toMatch(/geheim-1|other-1/);
  expect(lab.logged().join(' ')).not.toMatch(/geheim-1|other-1/);
  expect(plan.lines.join(' ')).toContain('1 that have a secret there');
});

test('a list is chosen from, and an emptied text is an empty text', async () => {
  const form = await lab.alice.says('config set fjord Audio.Zones SystemUnit.Name');
  expect(form.lines).toEqual(expect.arrayContaining(['[ ] Stage', '[ ] Hall', '[ ] Table']));
  const plan = await lab.alice.presses(form, 'Show what would change', { v0: 'Stage,Table', v1: 'Back office' });
  await lab.alice.presses(plan, 'Change them');
  expect([value('Audio.Zones'), value('SystemUnit.Name')]).toEqual([['Stage', 'Table'], 'Back office']);

  const filled = await lab.alice.says('config set fjord Audio.Zones SystemUnit.Name');
  expect(filled.lines).toEqual(expect.arrayContaining(['[x] Stage', '[ ] Hall', '[x] Table']));
  const emptied = await lab.alice.presses(filled, 'Show what would change', { v0: 'Stage,Table' });
  expect(emptied.lines).toContain('SystemUnit.Name: Back office (configured) → empty (configured)');
  const wrong = await lab.alice.presses(filled, 'Show what would change', { v0: 'Stage,Roof', v1: 'Back office' });
  expect(wrong.title).toContain('Audio.Zones is a list');
});

test('several devices are left to a rollout, and a secret is no part of one', async () => {
  const many = await lab.alice.says('config set location:Oslo Audio.DefaultVolume=60');
  expect(JSON.stringify(many.card)).toContain('rollout Audio.DefaultVolume=60 on location:Oslo');
  const secret = await lab.alice.says(`config set location:Oslo ${PASSWORD}=geheim-12`);
  expect(JSON.stringify(secret.card)).not.toMatch(/rollout SIP|geheim-12/);
});
