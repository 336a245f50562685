import { createHash } from 'node:crypto';
import { webexId } from './ids.ts';
import type { Account, Role } from './people.ts';
import { directRoom, openRoom } from './spaces.ts';
import { createWorld, type World } from './world.ts';

const HOME = 'fjordbank.example';
const ABROAD = 'partnerco.example';
const BEGIN = '2025-01-15T08:00:00.000Z';

/** The people of the cloud and the rooms they share with the bot; the same seed gives the same ids and tokens. */
export function seedWorld(seed: number, now: () => number): World {
  const bot = botAccount(seed);
  const world = createWorld({ seed, orgId: bot.orgId, bot, now });
  const alice = person(seed, 'Alice', 'Andersen', 'admin', HOME);
  const bob = person(seed, 'Bob', 'Berg', 'operator', HOME);
  const vera = person(seed, 'Vera', 'Vik', 'viewer', HOME);
  const gus = person(seed, 'Gus', 'Grant', 'guest', ABROAD);
  for (const account of [alice, bob, vera, gus]) world.people.add(account);

  openRoom(world, [alice, bob, vera, gus, bot], { title: 'Room operations' }, webexId('ROOM', seed, 'operations'));
  openRoom(world, [alice, bob], { title: 'Facilities Oslo' }, webexId('ROOM', seed, 'facilities'));
  for (const account of [alice, bob, vera, gus]) directRoom(world, account, bot);
  return world;
}

function person(seed: number, firstName: string, lastName: string, role: Role, domain: string): Account {
  const email = `${firstName}.${lastName}@${domain}`.toLowerCase();
  return {
    id: webexId('PEOPLE', seed, email),
    email,
    displayName: `${firstName} ${lastName}`,
    nickName: firstName,
    firstName,
    lastName,
    orgId: webexId('ORGANIZATION', seed, domain),
    type: 'person',
    role,
    created: BEGIN,
    token: token(seed, email),
  };
}

function botAccount(seed: number): Account {
  const email = 'devicebot@webex.bot';
  return {
    id: webexId('PEOPLE', seed, email),
    email,
    displayName: 'Device Bot',
    nickName: 'Device Bot',
    firstName: 'Device',
    lastName: 'Bot',
    orgId: webexId('ORGANIZATION', seed, HOME),
    type: 'bot',
    role: 'bot',
    created: BEGIN,
    token: token(seed, email),
  };
}

/** As long and as odd as a real token, so that nothing learns to read meaning from it. */
const token = (seed: number, email: string) =>
  createHash('sha512').update(`token:${seed}:${email}`).digest('base64url').slice(0, 64);
