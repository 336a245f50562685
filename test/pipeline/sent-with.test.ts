import { expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';

const TABLE = 'device,Standby.Delay\nFjord,77\nCamden,78\n';
const files = [{ name: 'devices.csv', type: 'text/csv', content: TABLE }];
/** In a space Webex keeps no empty lines. */
const BLOCK = `rolout\n\`\`\`\n${TABLE}\`\`\``;
const PLAN = 'Plan: Standby.Delay from a file on 2 devices';

async function openedLab(): Promise<Lab> {
  const lab = await openLab();
  await lab.logIn('Alice');
  return lab;
}

test('a file that was sent with a misspelt command goes with the button that mends it, and with the next one', async () => {
  await using lab = await openedLab();
  const said = await lab.alice.says('rolout cannary 1', { files });
  expect(said.text).toBe('Did you mean "rollout cannary 1"?\nWhat you sent with it goes with it.');
  const faulty = await lab.alice.presses(said, 'rollout cannary 1');
  expect(faulty.text).toMatch(/I can't tell what "cannary 1" belongs to/);
  expect(await lab.alice.presses(faulty, 'Use "canary"')).toMatchObject({ title: PLAN });
});

test('so do lines below the words, for whoever presses in that space', async () => {
  await using lab = await openedLab();
  const typed = await lab.alice.says(`rolout\n\n${TABLE}`);
  expect(await lab.alice.presses(typed, 'rollout')).toMatchObject({ title: PLAN });
  const said = await lab.bob.says(BLOCK, { space: 'Room operations' });
  expect(await lab.alice.presses(said, 'rollout')).toMatchObject({ title: PLAN });
});

test('words alone stay words alone, and a list that would heed none of them is not offered', async () => {
  await using lab = await openedLab();
  const said = await lab.alice.says('rolout Standby.Delay=77 on Fjord');
  expect(said.lines).toEqual([
    'Did you mean "rollout Standby.Delay=77 on Fjord"?',
    '[rollout Standby.Delay=77 on Fjord] [Help]',
  ]);
  const profile = await lab.alice.says('profle save lobby Standby.Delay=10');
  expect(profile.lines.at(-1)).toBe('[profile save lobby Standby.Delay=10] [Help]');
  expect(JSON.stringify(said.card)).not.toContain('"of":');
});

test('what is gone, or stands in another space, is asked for once more', async () => {
  await using lab = await openedLab();
  const space = { space: 'Room operations' };
  const said = await lab.alice.says('rolout', { files });
  const elsewhere = await lab.alice.says(BLOCK, space);
  const own = lab.cloud.world.messages.inRoom(lab.alice.spaceId()).filter(({ personId }) => personId === lab.alice.id);
  const of = own.at(-1)?.id ?? '';
  await lab.alice.call('DELETE', `/messages/${of}`);
  const gone = /^The message with the file is gone\nSend the file once more with: rollout\. Nothing was sent\.$/;
  expect((await lab.alice.presses(said, 'rollout')).text).toMatch(gone);
  const there = lab.cloud.world.messages
    .inRoom(lab.alice.spaceId(space.space))
    .filter(({ personId }) => personId === lab.alice.id);
  const forged = await lab.alice.presses(said, 'rollout', { of: there.at(-1)?.id });
  expect(forged.text).toMatch(gone);
  expect(await lab.alice.presses(elsewhere, 'rollout')).toMatchObject({ title: PLAN });
});
