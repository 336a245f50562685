import { expect, test } from 'vitest';
import { take } from '#guard/press.ts';
import { createPlace, quiet } from '../store/engines.ts';

const press = { spaceId: 'space', messageId: 'card', personId: 'alice', now: 1_000 };
const wanted = {
  spaceId: 'space',
  personId: 'alice',
  orgId: 'ours',
  command: 'reboot',
  args: {},
  words: 'reboot on id:XYZ now',
  digest: 'digest',
  title: 'Restart Fjord?',
  createdAt: 0,
  expiresAt: 2_000,
};

test('a card that is pressed before its id is stored is its plan’s card all the same', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice', log: quiet };
  const { id } = await plans.create(wanted);
  await expect(take({ ...press, planId: id, spaceId: 'elsewhere' }, 'applying', options)).rejects.toThrow(/not belong/);
  expect(await take({ ...press, planId: id }, 'applying', options)).toMatchObject({ id, state: 'applying' });
});

test('of many presses at once one takes the plan', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice', log: quiet };
  const { id } = await plans.create({ ...wanted, messageId: 'card' });
  const presses = Array.from({ length: 20 }, (_, index) =>
    take({ ...press, planId: id }, index % 2 === 0 ? 'applying' : 'cancelled', options),
  );
  const results = await Promise.allSettled(presses);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('who may not ask for such a thing is not told to', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const { id } = await plans.create({ ...wanted, messageId: 'card' });
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice', log: quiet, mayAsk: () => false };
  const pressed = take({ ...press, planId: id, personId: 'bob' }, 'applying', options);
  await expect(pressed).rejects.toMatchObject({ message: 'Only Alice can answer this', hint: 'Nothing was sent.' });
});

test('who asks for their own is not told the id a button named the device by', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const { id } = await plans.create({ ...wanted, messageId: 'card' });
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice Andersen', log: quiet };
  const taken = take({ ...press, planId: id, personId: 'bob' }, 'applying', options);
  await expect(taken).rejects.toMatchObject({
    message: 'Only Alice Andersen can answer this',
    hint: expect.not.stringContaining('id:XYZ'),
  });
});

test('a press that is tried again gets the plan it took before, a press of Cancel does not', async () => {
  await using place = await createPlace();
  const { plans } = await place.open();
  const { id } = await plans.create({ ...wanted, messageId: 'card' });
  const options = { isRepeat: false, plans, nameOf: async () => 'Alice', log: quiet };
  await take({ ...press, planId: id }, 'applying', options);
  const again = { ...options, isRepeat: true };
  expect(await take({ ...press, planId: id }, 'applying', again)).toMatchObject({ id, state: 'applying' });
  await expect(take({ ...press, planId: id }, 'cancelled', again)).rejects.toMatchObject({ code: 'plan-running' });
  await expect(take({ ...press, planId: id }, 'applying', options)).rejects.toMatchObject({ code: 'plan-running' });
});
