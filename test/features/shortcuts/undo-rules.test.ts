import { describe, expect, test } from 'vitest';
import { actionsIn } from '../../draw.ts';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';
import { rewrite } from '../../pipeline/approval-lab.ts';

const policyWith = (bob: string, more = '') => `
version: 1
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate] }]
${bob}
  admin:
    members: [alice.andersen@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
${more}`;

const wordsOf = (said: Said, title: string) =>
  String(actionsIn(said.card).find((action) => action.title === title)?.data['say'] ?? '');

/** Bob sets two devices, of which the second needs a retry; gives the words that take the retry back. */
async function undoOfRetry(lab: Lab): Promise<string> {
  const asked = await lab.bob.says('volume 21 on Camden, Greenwich and Kew');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 400, times: 2 });
  const first = await lab.bob.presses(asked, 'Set 21 %');
  const again = await lab.bob.presses(first, 'Retry the 2 failed');
  const words = wordsOf(await lab.bob.presses(again, 'Set 21 %'), 'Undo');
  expect(words).toMatch(/^undo [\w-]/);
  return words;
}

describe.each([
  ['a retry', undoOfRetry],
  [
    'what took a retry back',
    async (lab: Lab) => {
      const undone = await lab.bob.presses(await lab.bob.says(await undoOfRetry(lab)), 'Take it back');
      return wordsOf(undone, 'Undo');
    },
  ],
  [
    'what took the last change back',
    async (lab: Lab) => {
      await undoOfRetry(lab);
      const undone = await lab.bob.presses(await lab.bob.says('undo'), 'Take it back');
      return wordsOf(undone, 'Undo');
    },
  ],
])('taking back %s', (_, prepared) => {
  test('needs the approval that the first command needs', async () => {
    await using lab = await openLab({ policy: policyWith('') });
    const words = await prepared(lab);
    await rewrite(lab, policyWith('', 'approvals: [{ commands: volume, by: admin }]'));
    const before = lab.sent().length;
    const plan = await lab.bob.says(words);
    expect(actionsIn(plan.card).map(({ title }) => title)).toEqual(['Ask for approval', 'Cancel']);
    expect(lab.sent()).toHaveLength(before);
  });

  test('is denied with the first command', async () => {
    await using lab = await openLab({ policy: policyWith('') });
    const words = await prepared(lab);
    await rewrite(lab, policyWith('    deny: [{ commands: volume, because: the sound is set }]'));
    const before = lab.sent().length;
    const said = await lab.bob.says(words);
    expect(said.lines.join('\n')).toMatch(/denies it.*the sound is set/);
    expect(lab.sent()).toHaveLength(before);
  });

  test('is allowed where the first command alone is', async () => {
    await using lab = await openLab({ policy: policyWith('') });
    const words = await prepared(lab);
    await rewrite(lab, policyWith('').replace('[look, operate]', '[look, volume]'));
    expect((await lab.bob.says(words)).title).toMatch(/^(Take back|Do again) on 2 devices: Set /);
  });
});
