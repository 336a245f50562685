import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyOfLists } from '#guard/policy/from-lists.ts';
import { take } from '#guard/press.ts';
import { createWho } from '#guard/who.ts';
import { createPlace, quiet } from '../store/engines.ts';

const padding = fc.constantFrom('', '=', '==');
const who = fc.constantFrom('alice', 'bob');
const which = fc.constantFrom('ours', 'theirs');

test('a role is the same however the ids of the person and the organisation are padded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({ person: who, of: which, found: who, foundOf: which, isPinned: fc.boolean() }),
      fc.tuple(padding, padding, padding, padding, padding),
      async ({ person, of, found, foundOf, isPinned }, [one, two, three, four, five]) => {
        const pin = { email: 'a@x.example', personId: `${found}${three}`, orgId: `${foundOf}${four}`, pinnedAt: 0 };
        const roles = createWho({
          orgId: `ours${five}`,
          members: { list: async () => (isPinned ? [pin] : []), pin: async () => pin },
          findByEmail: async () => ({ id: pin.personId, orgId: pin.orgId }),
          isInSpace: async () => false,
          log: quiet,
        });
        const held = await roles.rolesOf(
          { id: `${person}${one}`, orgId: `${of}${two}`, email: 'a@x.example' },
          policyOfLists({ admins: ['a@x.example'], operators: [], viewers: [] }),
        );
        const isTheirs = of === 'ours' && person === found && (isPinned || foundOf === 'ours');
        expect(held).toEqual(isTheirs ? ['admin'] : []);
      },
    ),
  );
});

test('a press takes its plan, and no other, however the ids are padded', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice', log: quiet };
  await fc.assert(
    fc.asyncProperty(
      fc.record({ space: who, card: which, person: who }),
      fc.tuple(padding, padding, padding, padding, padding, padding),
      async ({ space, card, person }, [one, two, three, four, five, six]) => {
        const wanted = { command: 'reboot', args: {}, words: 'reboot fjord', digest: 'd', title: 'Restart Fjord?' };
        const { id } = await plans.create({
          ...wanted,
          spaceId: `alice${one}`,
          messageId: `ours${two}`,
          personId: `alice${three}`,
          orgId: 'ours',
          createdAt: 0,
          expiresAt: 2_000,
        });
        const press = {
          planId: id,
          spaceId: `${space}${four}`,
          messageId: `${card}${five}`,
          personId: `${person}${six}`,
          now: 1_000,
        };
        const outcome = await take(press, 'applying', options).then(
          ({ state }) => state,
          (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
        );
        const isItsCard = space === 'alice' && card === 'ours';
        expect(outcome).toBe(isItsCard ? (person === 'alice' ? 'applying' : 'not-requester') : 'foreign-plan');
      },
    ),
    { numRuns: 60 },
  );
});
