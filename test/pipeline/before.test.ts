import { expect, test } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { Problem } from '#lib/problem.ts';
import { said } from '#render/replies.ts';
import { createAnswering } from '../../src/pipeline/answering.ts';
import { createBefore } from '../../src/pipeline/progress.ts';
import type { Talk } from '../../src/pipeline/rooms.ts';
import { openChat } from '../chat/open-chat.ts';
import { createPlace, quiet } from '../store/engines.ts';

const SPACE = 'Room operations';

async function open() {
  const [open, place] = [await openChat(), await createPlace()];
  const store = await place.open();
  const renderer = { render: ({ text }: { text: string }) => ({ card: undefined, text }) };
  const rooms = { ...open, renderer, store, clock: systemClock, log: quiet };
  const answering = createAnswering(rooms);
  const space = await open.chat.space(open.room(SPACE));
  const person = await open.chat.person(open.person('Bob').id);
  const begin = (number: number, told: string): Talk => {
    const attempt = { number, key: 'k', seq: 's', receivedAt: 0 };
    const talk: Talk = { space, person, parentId: undefined, eventId: 'e', attempt, entries: 0 };
    if (told !== '') {
      talk.before ??= createBefore(rooms, talk);
      talk.before.tell(told, 100);
    }
    return talk;
  };
  const { messages } = open.cloud.world;
  return {
    answering,
    begin,
    open,
    standing: () => messages.inRoom(space.id).map(({ text }) => text),
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await open[Symbol.asyncDispose]();
    },
  };
}

const away = () => Promise.reject(new Problem('The store is away', { code: 'store-unreachable' }));
const done = async () => ({ reply: said('Done') });

test('what an attempt said that failed is taken away by the next one, which says nothing itself', async () => {
  await using lab = await open();
  await expect(lab.answering.answer(lab.begin(1, 'Checking'), away)).rejects.toThrow('The store is away');
  expect(lab.standing()).toEqual(['Checking']);
  await lab.answering.answer(lab.begin(2, ''), done);
  expect(lab.standing()).toEqual(['Done']);
});

test('what was said is forgotten once it is gone: whoever ends in between leaves it to the next attempt', async () => {
  await using lab = await open();
  const talk = lab.begin(1, 'Checking');
  // The bot ends right after the answer stands there.
  await talk.before?.end();
  await lab.answering.answer(lab.begin(2, ''), done);
  expect(lab.standing()).toEqual(['Done']);
});

test('of a click, whose thread is known later, what is said stands in that thread', async () => {
  await using lab = await open();
  const { id } = await lab.open.chat.post({ roomId: lab.open.room(SPACE) }, { text: 'Plan' });
  const talk = lab.begin(2, '');
  let parents: (string | undefined)[] = [];
  await lab.answering.answer(talk, async () => {
    talk.parentId = id;
    talk.before?.tell('Checking', 100);
    await expect.poll(lab.standing).toEqual(['Plan', 'Checking']);
    parents = lab.open.cloud.world.messages.inRoom(talk.space.id).map(({ parentId }) => parentId);
    return done();
  });
  expect(parents).toEqual([undefined, id]);
  expect(lab.standing()).toEqual(['Plan', 'Done']);
});
