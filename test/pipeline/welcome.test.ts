import { expect, test } from 'vitest';
import type { Config } from '../../src/config.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';

/** Somebody opens a space of their own, adds the bot, and gives its first card. */
async function adds(lab: Lab, person: Persona): Promise<Said> {
  const space = 'A space of their own';
  const { id: roomId } = await person.call('POST', '/rooms', { title: space });
  await person.call('POST', '/memberships', { roomId, personId: lab.cloud.world.bot.id });
  return person.hears({ id: '' }, { space });
}

/** All of a message, as anybody in the space can read it. */
const everythingOf = ({ text, card }: Said) => `${text}\n${JSON.stringify(card)}`;

const nobody = { admins: [], operators: [], viewers: [] };

test('somebody with a role brings a card that tells of devices', async () => {
  await using lab = await openLab();
  const card = await adds(lab, lab.vera);
  expect(card.lines.join('\n')).toMatch(/I can see 23 devices in 3 locations/);
  expect(card.lines.join('\n')).toMatch(/\[Devices] \[What needs attention] \[Help]/);
});

test.each<['alice' | 'gus', Partial<Config['roles']>]>([
  ['alice', nobody],
  ['gus', { admins: ['gus.grant@partnerco.example'] }],
])('%s without a role brings a card that tells nothing of devices', async (name, roles) => {
  await using lab = await openLab({ roles });
  const before = lab.requests().length;
  const card = await adds(lab, lab[name]);
  expect(card.lines).toEqual([
    'Device operations for this space',
    'I am Device Bot. I look after meeting-room devices, for people of my organisation who have a role.',
    'Mention me, or write to me directly.',
    '[Help]',
  ]);
  for (const { displayName, id } of lab.cloud.fleet.all()) {
    expect(everythingOf(card)).not.toContain(id);
    expect(everythingOf(card)).not.toContain(displayName);
  }
  const asked = lab.requests().slice(before);
  expect(asked.filter(({ path }) => path.startsWith('/devices'))).toEqual([]);
});

test('without a role nobody learns either whether the bot was granted a device', async () => {
  await using lab = await openLab({ roles: nobody });
  const granted = await adds(lab, lab.alice);
  await using other = await openLab({ roles: nobody });
  for (const device of other.cloud.fleet.all())
    other.cloud.fleet.grant(device.workspaceId ?? device.id, other.cloud.world.bot.id, 'none');
  expect((await adds(other, other.alice)).lines).toEqual(granted.lines);
});

test('a card that cannot be made for want of Webex says so, and tells nothing either', async () => {
  await using lab = await openLab();
  lab.cloud.faults.add({ method: 'GET', path: '/devices', effect: 'status', status: 403 });
  const card = await adds(lab, lab.alice);
  expect(card.title).toBe('Webex does not allow the bot to do this.');
});
