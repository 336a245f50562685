import { expect, test } from 'vitest';
import { openCloud } from './cloud.ts';

const attachments = [
  {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: { type: 'AdaptiveCard', version: '1.3', body: [] },
  },
];

test('a member presses a button; the card’s owner and the presser read the inputs', async () => {
  await using cloud = await openCloud();
  const { body: sent } = await cloud.bot.post('/messages', { roomId: cloud.group, text: 'x', attachments });
  const press = { type: 'submit', messageId: sent.id, inputs: { v: 1, say: 'help', nested: { a: true } } };
  const pressed = await cloud.vera.post('/attachment/actions', press);
  expect(pressed.status).toBe(200);
  expect(pressed.body).toMatchObject({ ...press, personId: cloud.vera.id, roomId: cloud.group });
  const path = `/attachment/actions/${pressed.body.id}`;
  expect((await cloud.bot.get(path)).body).toEqual(pressed.body);
  expect((await cloud.vera.get(path)).status).toBe(200);
  expect((await cloud.alice.get(path)).status).toBe(404);
});

test('the inputs stay readable after the card is gone, but it can not be pressed again', async () => {
  await using cloud = await openCloud();
  const { body: sent } = await cloud.bot.post('/messages', { roomId: cloud.group, text: 'x', attachments });
  const press = { type: 'submit', messageId: sent.id, inputs: {} };
  const { body: action } = await cloud.alice.post('/attachment/actions', press);
  await cloud.bot.delete(`/messages/${sent.id}`);
  expect((await cloud.bot.get(`/attachment/actions/${action.id}`)).status).toBe(200);
  expect((await cloud.alice.post('/attachment/actions', press)).status).toBe(404);
});

test('what is no press of a card one can see is refused', async () => {
  await using cloud = await openCloud();
  const { body: sent } = await cloud.bot.post('/messages', { roomId: cloud.direct, text: 'x', attachments });
  const { body: plain } = await cloud.bot.post('/messages', { roomId: cloud.direct, text: 'no card' });
  const press = { type: 'submit', messageId: sent.id, inputs: {} };
  const post = async (more: Record<string, unknown>) =>
    (await cloud.alice.post('/attachment/actions', { ...press, ...more })).status;
  expect(await post({ type: 'toggle' })).toBe(400);
  expect(await post({ inputs: 'text' })).toBe(400);
  expect(await post({ messageId: plain.id })).toBe(400);
  expect(await post({ messageId: 'unknown' })).toBe(404);
  expect((await cloud.vera.post('/attachment/actions', press)).status).toBe(404);
  expect((await cloud.bot.post('/attachment/actions', press)).status).toBe(403);
});
