import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actionsIn } from '../draw.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';

const space = 'Room operations';
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** What the Confirm button of a plan sends. */
function confirmOf(card: Said): Record<string, unknown> {
  const found = actionsIn(card.card).find(({ data }) => data['press'] === 'confirm');
  if (!found) throw new Error(`this is no plan:\n${card.lines.join('\n')}`);
  return found.data;
}

/** Asks for what the bot has said in the space of a card, also after the card is gone. */
function answersBeside(card: Said): () => readonly unknown[] {
  const { bot, messages } = lab.cloud.world;
  const { roomId = '' } = messages.get(card.id) ?? {};
  return () => messages.inRoom(roomId).filter(({ personId }) => personId === bot.id);
}

/** Sends a submission as a client could, and gives the answer and what reached devices. */
async function submitted(who: Persona, card: Pick<Said, 'id'>, inputs: Record<string, unknown>) {
  const before = lab.sent().length;
  const { title } = await who.submits(card, inputs);
  return { title, sent: lab.sent().slice(before) };
}

describe('a plan that was asked for', () => {
  const OLD = 'I can no longer read this card';
  const FOREIGN = 'This button does not belong to a plan of this card';

  test.each<[string, (data: Record<string, unknown>) => Record<string, unknown>, string]>([
    ['another plan id', (data) => ({ ...data, plan: 'A'.repeat(22) }), FOREIGN],
    ['a plan id with one letter changed', (data) => ({ ...data, plan: flipped(String(data['plan'])) }), FOREIGN],
    ['a plan id in a list', (data) => ({ ...data, plan: [data['plan']] }), OLD],
    ['a plan id with a wildcard', (data) => ({ ...data, plan: '%'.repeat(22) }), FOREIGN],
    ['a plan id that speaks SQL', (data) => ({ ...data, plan: "' OR state='open' --" }), FOREIGN],
    ['an empty plan id', (data) => ({ ...data, plan: '' }), OLD],
    ['an endless plan id', (data) => ({ ...data, plan: 'x'.repeat(5_000) }), OLD],
    ['no plan id', ({ plan: _, ...data }) => data, OLD],
    ['no version', ({ v: _, ...data }) => data, OLD],
    ['another version', (data) => ({ ...data, v: 2 }), OLD],
    ['the version as a text', (data) => ({ ...data, v: '1' }), OLD],
    ['a press of its own', (data) => ({ ...data, press: 'force' }), OLD],
    ['no press', ({ press: _, ...data }) => data, OLD],
    ['a press in a list', (data) => ({ ...data, press: ['confirm'] }), OLD],
    ['nothing at all', () => ({}), OLD],
  ])('with %s changes nothing, says so and stays open', async (_what, edit, title) => {
    const card = await lab.alice.says('mute camden');
    expect(await submitted(lab.alice, card, edit(confirmOf(card)))).toEqual({ title, sent: [] });
    // The true button still works.
    expect(await submitted(lab.alice, card, confirmOf(card))).toMatchObject({
      title: 'The microphones of Camden are muted',
      sent: [{ command: 'Audio.Microphones.Mute', device: 'Camden' }],
    });
  });

  test('does what was shown, whatever else the inputs say', async () => {
    const card = await lab.alice.says('mute camden');
    const more = {
      device: `id:${lab.deviceId('Fjord')}`,
      command: 'reboot',
      args: { device: 'fjord' },
      say: 'reboot fjord',
    };
    const { sent } = await submitted(lab.alice, card, { ...confirmOf(card), ...more, form: 'reboot', typed: 'x' });
    expect(sent).toEqual([{ command: 'Audio.Microphones.Mute', device: 'Camden', arguments: {}, status: 200 }]);
  });

  test('is not confirmed from another card of the same space', async () => {
    const [first, second] = [await lab.alice.says('mute camden'), await lab.alice.says('unmute kew')];
    expect(await submitted(lab.alice, second, confirmOf(first))).toEqual({ title: FOREIGN, sent: [] });
    expect(await submitted(lab.alice, first, confirmOf(second))).toEqual({ title: FOREIGN, sent: [] });
  });

  test('is not confirmed from another space', async () => {
    const here = await lab.alice.says('mute camden');
    const there = await lab.alice.says('help', { space });
    expect(await submitted(lab.alice, there, confirmOf(here))).toEqual({ title: FOREIGN, sent: [] });
  });

  test('is not confirmed from a message that is not the bot’s', async () => {
    const card = await lab.alice.says('mute camden');
    const content = { type: 'AdaptiveCard', version: '1.3', body: [{ type: 'TextBlock', text: 'Click me' }] };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    const roomId = lab.alice.spaceId(space);
    const fake = await lab.bob.call('POST', '/messages', { roomId, text: 'a card', attachments });
    const sent = lab.sent().length;
    // Webex tells the bot of presses on its own cards only; whether it answers or not, nothing may happen.
    await lab.alice
      .call('POST', '/attachment/actions', { type: 'submit', messageId: String(fake['id']), inputs: confirmOf(card) })
      .catch(() => undefined);
    expect((await lab.alice.says('whoami')).title).toBe('Alice Andersen: admin');
    expect(lab.sent()).toHaveLength(sent);
  });

  test('is confirmed by whoever asked and by nobody else, not even an admin', async () => {
    const card = await lab.bob.says('mute camden', { space });
    expect(await submitted(lab.alice, card, confirmOf(card))).toEqual({
      title: 'Only Bob Berg can answer this',
      sent: [],
    });
    expect((await submitted(lab.vera, card, confirmOf(card))).title).toBe('Only Bob Berg can answer this');
    expect((await submitted(lab.alice, card, { ...confirmOf(card), press: 'cancel' })).title).toBe(
      'Only Bob Berg can answer this',
    );
    const guest = await submitted(lab.gus, card, confirmOf(card));
    expect(guest).toEqual({ title: 'I only work for people of the organisation I belong to', sent: [] });
    expect((await submitted(lab.bob, card, confirmOf(card))).sent).toHaveLength(1);
  });
});

describe('presses of one plan', () => {
  test('ten at once are one command, and each is answered', async () => {
    const card = await lab.alice.says('mute kew');
    const inputs = confirmOf(card);
    const answers = answersBeside(card);
    const before = { sent: lab.sent().length, said: answers().length };
    const press = () => lab.alice.call('POST', '/attachment/actions', { type: 'submit', messageId: card.id, inputs });
    await Promise.all(Array.from({ length: 10 }, press));
    // Ten answers come, and the card that was confirmed goes.
    await lab.until(() => answers().length === before.said + 10 - 1, 'ten answers');
    expect(lab.sent().slice(before.sent)).toMatchObject([{ command: 'Audio.Microphones.Mute', device: 'Kew' }]);
    const titles = (await lab.alice.reads()).slice(-10).map(({ title }) => title);
    expect(titles.filter((title) => title === 'The microphones of Kew are muted')).toHaveLength(1);
    expect(titles.filter((title) => title === 'This was already done just now')).toHaveLength(9);
  });

  test('Confirm and Cancel at once are one of the two', async () => {
    const card = await lab.alice.says('mute kew');
    const inputs = confirmOf(card);
    const answers = answersBeside(card);
    const before = { sent: lab.sent().length, said: answers().length };
    const press = (what: string) =>
      lab.alice.call('POST', '/attachment/actions', {
        type: 'submit',
        messageId: card.id,
        inputs: { ...inputs, press: what },
      });
    await Promise.all([press('confirm'), press('cancel'), press('confirm'), press('cancel')]);
    await lab.until(() => answers().length === before.said + 4 - 1, 'four answers');
    const titles = (await lab.alice.reads()).slice(-4).map(({ title }) => title);
    const isCancelled = titles.some((title) => title === 'Cancelled: Mute the microphones of Kew');
    expect(lab.sent().slice(before.sent)).toHaveLength(isCancelled ? 0 : 1);
    expect(titles.filter((title) => /^This was (already done|cancelled)/.test(title))).toHaveLength(3);
  });

  test('a press after five minutes is too late, and "Ask again" makes a new plan', async () => {
    const card = await lab.alice.says('mute tower');
    lab.clock.skip(5 * 60_000 + 1);
    const late = await lab.alice.submits(card, confirmOf(card));
    expect(late.title).toMatch(/^This plan ran out/);
    expect(lab.sent().filter(({ device }) => device === 'Tower')).toEqual([]);
    const again = await lab.alice.presses(late, 'Ask again');
    expect(await submitted(lab.alice, again, confirmOf(again))).toMatchObject({ sent: [{ device: 'Tower' }] });
    // The card of the plan that ran out is taken away.
    expect((await lab.alice.reads()).map(({ id }) => id)).not.toContain(card.id);
  });

  test('a press in the last moment is in time', async () => {
    const card = await lab.alice.says('unmute tower');
    lab.clock.skip(5 * 60_000);
    expect((await submitted(lab.alice, card, confirmOf(card))).sent).toHaveLength(1);
  });

  test('what was shown is no longer true: the new plan is shown, and only its button works', async () => {
    const card = await lab.alice.says('hangup hardanger');
    lab.cloud.fleet.setInCall(lab.deviceId('Greenwich'), true);
    const other = await lab.alice.says('reboot greenwich');
    lab.cloud.fleet.setInCall(lab.deviceId('Greenwich'), false);
    const again = await lab.alice.submits(other, confirmOf(other));
    expect(again.lines[0]).toMatch(/^Something changed since you were asked/);
    expect(confirmOf(again)['plan']).not.toBe(confirmOf(other)['plan']);
    expect((await submitted(lab.alice, other, confirmOf(other))).sent).toEqual([]);
    lab.cloud.fleet.setInCall(lab.deviceId('Hardanger'), false);
    expect((await submitted(lab.alice, card, confirmOf(card))).sent).toEqual([]);
  });
});

const flipped = (id: string) => (id.startsWith('A') ? `B${id.slice(1)}` : `A${id.slice(1)}`);
