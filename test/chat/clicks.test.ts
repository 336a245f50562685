import { expect, test } from 'vitest';
import { openChat } from './open-chat.ts';

const card = {
  type: 'AdaptiveCard',
  version: '1.3',
  body: [{ type: 'Input.Text', id: 'level', label: 'Level' }],
  actions: [{ type: 'Action.Submit', title: 'Go' }],
};

test('a press reaches the handler with its inputs, free of any prototype', async () => {
  await using talk = await openChat();
  const roomId = talk.room('Room operations');
  const posted = await talk.chat.post({ roomId }, { text: 'card', card });
  const inputs = JSON.parse('{"level":"30","nested":{"a":1},"__proto__":{"polluted":true}}');
  const action = await talk.as('Alice', 'POST', '/attachment/actions', {
    type: 'submit',
    messageId: posted.id,
    inputs,
  });
  talk.requests();
  const data = { id: action.id, roomId, personId: talk.person('Alice').id };
  await talk.delivers({ resource: 'attachmentActions', event: 'created', data });
  const [click] = talk.clicks;
  expect(click).toMatchObject({
    id: action.id,
    messageId: posted.id,
    space: { id: roomId },
    person: { displayName: 'Alice Andersen' },
  });
  expect(click?.inputs['level']).toBe('30');
  expect(Object.getPrototypeOf(click?.inputs)).toBeNull();
  expect(click?.inputs['polluted']).toBeUndefined();
  expect(talk.requests()[0]).toBe('GET /attachment/actions/:id');
});

test('a press that can not be loaded is an error', async () => {
  await using talk = await openChat();
  const event = { resource: 'attachmentActions', event: 'created', data: { id: 'nothing' } };
  await expect(talk.delivers(event)).rejects.toMatchObject({ status: 404 });
});
