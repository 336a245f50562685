import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import type { Permission } from '#intent/asker.ts';
import { addMember } from '#simulator/spaces.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';
import { newcomer } from './newcomer.ts';

/**
 * Every command by everybody who can press a button: the words that it gives as its example stand on a card that Alice, an
 * admin, asked for. Who may is what the presser's role says, whoever asked for the card.
 */
const space = 'Room operations';

/** Nina is of the organisation and has no role; Gus is a guest of another one. */
const MAY = {
  Alice: ['open', 'look', 'operate', 'administer'],
  Bob: ['open', 'look', 'operate'],
  Vera: ['open', 'look'],
  Nina: ['open'],
  Gus: [],
} satisfies Record<string, Permission[]>;

let lab: Lab;
let card: Said;
const people = new Map<string, Persona>();
beforeAll(async () => {
  lab = await openLab();
  const { world } = lab.cloud;
  const { alice, bob, vera, gus } = lab;
  const nina = await newcomer(lab, 'Nina', 'nina.new@fjordbank.example');
  const room = world.rooms.all().find(({ title }) => title === space);
  const [account, actor] = [world.people.get(nina.id), world.people.get(alice.id)];
  if (!room || !account || !actor) throw new Error('the simulated world is another one');
  addMember(world, room, account, actor, false);
  for (const [name, who] of Object.entries({ Alice: alice, Bob: bob, Vera: vera, Nina: nina, Gus: gus }))
    people.set(name, who);
  card = await alice.says('device fjord', { space });
});
afterAll(() => lab[Symbol.asyncDispose]());

/** Their answers are followed by other messages, which would be taken for the answer to the next press. */
const SAY_MORE = ['export', 'audit export', 'notify', 'watch', 'reboot'];
/** "can" tells of rights and is refused to nobody; an alias of the space is for operators, one's own for everybody who looks. */
const TESTED_ELSEWHERE = ['can', 'alias add'];

const REFUSED = /^(You can't|You can look, but not|I only work for people of the organisation)/;

describe.each(Object.entries<readonly Permission[]>(MAY))('%s', (name, may) => {
  const pressed = commands.filter(
    (command) =>
      !command.isFallback &&
      !TESTED_ELSEWHERE.includes(command.name) &&
      !(may.includes(command.needs) && SAY_MORE.includes(command.name)),
  );

  test.each(pressed)('presses "$name"', async ({ example, needs }) => {
    const before = lab.sent().length;
    const { title } = (await people.get(name)?.submits(card, { v: 1, say: example('Fjord') })) ?? { title: '' };
    expect({ title, isRefused: REFUSED.test(title) }).toEqual({ title, isRefused: !may.includes(needs) });
    if (!may.includes(needs)) expect(lab.sent()).toHaveLength(before);
  });
});

test.each(Object.keys(MAY).filter((name) => name !== 'Alice'))("%s can't press what Alice was asked", async (name) => {
  const plan = await lab.alice.says('reboot camden', { space });
  const before = lab.sent().length;
  const { title } = (await people.get(name)?.presses(plan, 'Restart Camden')) ?? { title: '' };
  expect(title).toMatch(/^(Only Alice Andersen can answer this|I only work for people of the organisation)/);
  expect(lab.sent()).toHaveLength(before);
});
