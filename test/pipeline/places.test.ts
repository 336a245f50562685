import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const PLACES: [string, { space?: string }, boolean][] = [
  ['a direct space', {}, false],
  ['a thread of a direct space', {}, true],
  ['a group space', { space: 'Room operations' }, false],
  ['a thread of a group space', { space: 'Room operations' }, true],
];

describe.each(PLACES)('in %s', (_what, where, isThread) => {
  /** Where it is said: in the thread of one's own first question, or in none. */
  async function place() {
    if (!isThread) return where;
    const answer = await lab.bob.says('whoami', where);
    const { messages } = lab.cloud.world;
    const all = messages.inRoom(messages.get(answer.id)?.roomId ?? '');
    return { ...where, parentId: all.findLast(({ personId }) => personId === lab.bob.id)?.id ?? '' };
  }

  test('a read, a change, a plan and both of its buttons are answered where they were asked', async () => {
    const at = await place();
    const parentId = 'parentId' in at ? at.parentId : undefined;

    const read = await lab.bob.says('status Audio.Volume on greenwich', at);
    expect(read).toMatchObject({ parentId, title: expect.stringMatching(/^Audio\.Volume: \d+$/) });

    const changed = await lab.bob.says('volume 33 on greenwich', at);
    expect(changed).toMatchObject({ parentId, title: expect.stringMatching(/^Greenwich is at 33 %/) });
    expect(await lab.bob.presses(changed, 'Louder')).toMatchObject({ parentId });

    const refused = await lab.bob.says('mute on greenwich', at);
    expect(refused.parentId).toBe(parentId);
    const cancelled = await lab.bob.presses(refused, 'Cancel');
    expect(cancelled).toMatchObject({ parentId, title: 'Cancelled: Mute the microphones of Greenwich' });

    const asked = await lab.bob.says('mute greenwich', at);
    const done = await lab.bob.presses(asked, 'Mute Greenwich');
    expect(done).toMatchObject({ parentId, title: 'The microphones of Greenwich are muted' });
    // The cards that asked are gone, their answers stay.
    await lab.until(() => !lab.cloud.world.messages.get(asked.id), 'the confirmed card is taken away');
    expect(lab.cloud.world.messages.get(refused.id)).toBeUndefined();
    expect(lab.cloud.world.messages.get(done.id)).toBeDefined();

    const wrong = await lab.bob.says('reboot nowhere at all', at);
    expect(wrong).toMatchObject({ parentId, title: 'I can\'t see a device named "nowhere at all"' });
  });
});

test('after a restart a button still answers in the thread of its card', async () => {
  const space = 'Room operations';
  const { id } = await lab.bob.call('POST', '/messages', { roomId: lab.bob.spaceId(space), text: 'Too quiet?' });
  const changed = await lab.bob.says('volume 33 on greenwich', { space, parentId: String(id) });
  const plan = await lab.bob.says('unmute greenwich', { space, parentId: String(id) });
  await lab.restart();
  expect((await lab.bob.presses(changed, 'Louder')).parentId).toBe(id);
  expect((await lab.bob.presses(plan, 'Unmute Greenwich')).parentId).toBe(id);
});
