import { directRoom } from '../../src/simulator/spaces.ts';
import type { Lab } from '../lab.ts';
import { createPersona, type Persona } from '../persona.ts';

/** A person of the bot's organisation who was not there at the start, greeted in a direct space of their own. */
export async function newcomer(lab: Lab, firstName: string, email: string): Promise<Persona> {
  const { world } = lab.cloud;
  const model = world.people.all().find(({ role }) => role === 'admin');
  if (!model) throw new Error('there is nobody to take after');
  const account = { ...model, id: world.newId('PEOPLE'), firstName, displayName: `${firstName} New`, email };
  const newToken = `token-of-${firstName}-that-is-long-enough-to-be-one`;
  const known = { ...account, nickName: firstName, token: newToken };
  world.people.add(known);
  directRoom(world, known, world.bot);
  const listeners = new Set<() => void>();
  world.onChange(() => {
    for (const listener of listeners) listener();
  });
  const persona = createPersona({ cloud: lab.cloud, name: firstName, listeners });
  await persona.hears({ id: '' });
  return persona;
}

/** Gives somebody another address; who they are stays. */
export function rename(lab: Lab, firstName: string, email: string): void {
  const { people } = lab.cloud.world;
  const account = people.all().find((person) => person.firstName === firstName);
  if (!account) throw new Error(`nobody is called ${firstName}`);
  account.email = email;
  people.add(account);
}
