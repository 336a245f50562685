import { expect, test } from 'vitest';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import { createWho } from '#guard/who.ts';
import { createLog } from '#lib/log.ts';
import type { Member } from '#store/members.ts';
import { openLab } from '../lab.ts';
import { newcomer, rename } from './newcomer.ts';

const ADMIN = 'alice.andersen@fjordbank.example';

test('whoever gets an admin’s address later gets none of the rights, also after a restart', async () => {
  await using lab = await openLab();
  expect((await lab.alice.says('whoami')).title).toBe('Alice Andersen: admin');
  rename(lab, 'Alice', 'alice.married@fjordbank.example');
  const mallory = await newcomer(lab, 'Mallory', ADMIN);
  expect((await mallory.says('whoami')).title).toBe('Mallory New: no role');
  expect((await mallory.says('volume 30 on fjord')).title).toBe("You can't set the loudspeaker");
  await lab.restart();
  expect((await mallory.says('devices')).title).toBe("You can't list devices");
  expect(lab.sent()).toEqual([]);
});

test('whoever changes their address keeps the role, also after a restart', async () => {
  await using lab = await openLab();
  await lab.bob.says('whoami');
  rename(lab, 'Bob', 'bob.bergen@fjordbank.example');
  await lab.restart();
  expect((await lab.bob.says('whoami')).title).toBe('Bob Berg: operator');
  expect((await lab.bob.says('volume 30 on fjord')).title).toMatch(/^Fjord is at 30 %/);
});

test('an empty list denies, and nobody is an admin by default', async () => {
  await using lab = await openLab({ roles: { admins: [], operators: [], viewers: [] } });
  for (const person of [lab.alice, lab.bob, lab.vera]) {
    expect((await person.says('whoami')).title).toMatch(/: no role$/);
    for (const words of ['devices', 'device fjord', 'status Audio.Volume on fjord', 'history', 'notify sognefjord'])
      expect((await person.says(words)).title).toMatch(/^You can't /);
    for (const words of ['volume 30 on fjord', 'reboot fjord', 'use fjord', 'xCommand Standby Activate on fjord'])
      expect((await person.says(words)).title).toMatch(/^You can't /);
  }
  expect(lab.sent()).toEqual([]);
});

test('"*" gives a role to everyone of the own organisation, and to nobody else', async () => {
  await using lab = await openLab({ roles: { operators: ['*'] } });
  expect((await lab.vera.says('whoami')).title).toBe('Vera Vik: operator');
  const nina = await newcomer(lab, 'Nina', 'nina.new@fjordbank.example');
  expect((await nina.says('volume 30 on fjord')).title).toMatch(/^Fjord is at 30 %/);
  const before = lab.sent().length;
  expect((await lab.gus.says('volume 30 on fjord')).title).toMatch(/^I only work for people of the organisation/);
  expect(lab.sent()).toHaveLength(before);
});

test('a guest on a list is still a guest', async () => {
  await using lab = await openLab({ roles: { admins: ['gus.grant@partnerco.example'] } });
  expect((await lab.gus.says('volume 30 on fjord')).title).toMatch(/^I only work for people of the organisation/);
  const card = await lab.bob.says('device fjord', { space: 'Room operations' });
  await lab.gus.presses(card, 'Set volume', { level: '10' });
  expect(lab.sent()).toEqual([]);
});

test('the case of an address does not count, and the highest role does', async () => {
  await using lab = await openLab({ roles: { viewers: [ADMIN], operators: [ADMIN], admins: [ADMIN] } });
  rename(lab, 'Alice', 'Alice.Andersen@Fjordbank.EXAMPLE');
  expect((await lab.alice.says('whoami')).title).toBe('Alice Andersen: admin');
});

test('a role that is taken from the lists is gone with the next start, for plans too', async () => {
  const roles: { operators?: string[] } = {};
  await using lab = await openLab({ roles });
  const plan = await lab.bob.says('mute fjord');
  roles.operators = [];
  await lab.restart();
  expect((await lab.bob.presses(plan, 'Mute Fjord')).title).toBe("You can't mute the microphones");
  expect(lab.sent()).toEqual([]);
});

test('an address that belongs to nobody, or to another organisation, gives no role', async () => {
  const asked: string[] = [];
  const pins: Member[] = [];
  const roleOf = (found: { id: string; orgId: string } | undefined) =>
    createWho({
      orgId: 'ours',
      members: {
        list: async () => pins,
        pin: async (email, personId, orgId) => {
          const pin = { email, personId, orgId, pinnedAt: 0 };
          pins.push(pin);
          return pin;
        },
      },
      findByEmail: async (email) => {
        asked.push(email);
        return found;
      },
      isInSpace: async () => false,
      log: createLog('silent'),
    }).rolesOf(
      { id: 'me', orgId: 'ours', email: 'A@X.example' },
      policyOfLists({ admins: ['a@x.example'], operators: [], viewers: [] }),
    );
  expect(await roleOf(undefined)).toEqual([]);
  expect(await roleOf({ id: 'me', orgId: 'theirs' })).toEqual([]);
  expect(await roleOf({ id: 'somebody else', orgId: 'ours' })).toEqual([]);
  expect(pins).toMatchObject([{ email: 'a@x.example', personId: 'somebody else' }]);
  expect(await roleOf({ id: 'me', orgId: 'ours' })).toEqual([]);
  expect(asked).toEqual(['a@x.example', 'a@x.example', 'a@x.example']);
});

test('Webex that does not answer gives no role, and the next question asks again', async () => {
  let answers = 0;
  const policy = policyOfLists({ admins: [], operators: ['a@x.example'], viewers: [] });
  const who = createWho({
    orgId: 'ours',
    members: {
      list: async () => [],
      pin: async (email, personId, orgId) => ({ email, personId, orgId, pinnedAt: 0 }),
    },
    findByEmail: async () => {
      answers += 1;
      if (answers === 1) throw new Error('no answer');
      return { id: 'me', orgId: 'ours' };
    },
    isInSpace: async () => false,
    log: createLog('silent'),
  });
  const me = { id: 'me', orgId: 'ours', email: 'a@x.example' };
  await expect(who.rolesOf(me, policy)).rejects.toThrow('no answer');
  expect(await who.rolesOf(me, policy)).toEqual(['operator']);
  expect(await who.rolesOf({ ...me, orgId: '' }, policy)).toEqual([]);
});
