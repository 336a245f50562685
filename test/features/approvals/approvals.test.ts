import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

const POLICY = `
version: 1
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow:
      - { commands: [look, operate] }
  viewer:
    members: [everyone]
    allow:
      - { commands: look }
  admin:
    members: [alice.andersen@fjordbank.example]
    allow:
      - { commands: all, tiers: 0-3 }
approvals:
  - { tiers: 2-3, roles: operator, by: admin, valid: 1h }
`;
const SPACE = { space: 'Room operations' };

test('the list shows to each what they asked for or may approve, and to others nothing', async () => {
  await using lab = await openLab({ policy: POLICY });
  expect((await lab.alice.says('approvals')).title).toBe('No approval waits for you');
  for (const device of ['fjord', 'camden'])
    await lab.bob.presses(await lab.bob.says(`reboot ${device}`, SPACE), 'Ask for approval');
  const mine = await lab.bob.says('approvals');
  expect(mine.title).toBe('2 approvals wait');
  expect(mine.lines.join('\n')).toMatch(/Restart Fjord .*"withdraw [a-z2-9]{5}".*\[Withdraw\]/);
  expect((await lab.vera.says('approvals')).title).toBe('No approval waits for you');
  const hers = await lab.alice.says('approvals');
  expect(hers.lines.join('\n')).toMatch(/Restart Camden .*"approve [a-z2-9]{5}".*\[Approve…\]/);
  expect(hers.text).toContain('Restart Camden · Bob Berg · asked in Room operations');
});

test('words show the card and never approve; what is not theirs is not shown to anybody', async () => {
  await using lab = await openLab({ policy: POLICY });
  expect((await lab.alice.says('approve')).title).toBe('No approval waits for that');
  expect((await lab.alice.says('approve abcde')).title).toBe('Nothing of yours waits under "abcde"');
  await lab.bob.presses(await lab.bob.says('reboot fjord', SPACE), 'Ask for approval');
  const [, id = ''] = /"approve ([a-z2-9]{5})"/.exec((await lab.alice.says('approvals')).lines.join('\n')) ?? [];
  expect((await lab.vera.says(`approve ${id}`)).title).toBe(`Nothing of yours waits under "${id}"`);
  expect((await lab.alice.says(`withdraw ${id}`)).title).toBe('Only Bob Berg can withdraw this');
  for (const words of [`approve ${id}`, `refuse ${id.toUpperCase()}`, 'approve']) {
    const card = await lab.alice.says(words);
    expect(card.lines).toContain('SystemUnit.Boot Action: Restart');
  }
  expect(lab.sent()).toEqual([]);
  const shown = await lab.alice.says('approve');
  await lab.alice.presses(shown, 'Approve');
  expect(lab.sent()).toHaveLength(1);
  expect((await lab.alice.says('approve')).title).toBe('No approval waits for that');
});

test('a card that is pressed where it stands can not be asked for privately, and nothing of it is shown', async () => {
  await using lab = await openLab({ policy: POLICY });
  await lab.bob.presses(await lab.bob.says('reboot fjord'), 'Ask for approval');
  for (const [who, words] of [
    [lab.alice, 'approve privately'],
    [lab.alice, 'refuse in private'],
    [lab.bob, 'withdraw dm me'],
  ] as const)
    expect((await who.says(words, SPACE)).lines.slice(0, 2)).toEqual([
      "This can't be asked for privately",
      'Its answer has to stand where it is pressed, and everybody there may know of it. Ask without "privately", here or directly.',
    ]);
  const inSpace = JSON.stringify(await lab.alice.reads(SPACE));
  for (const word of ['Fjord', 'SystemUnit', 'bob.berg']) expect(inSpace).not.toContain(word);
  expect((await lab.alice.says('approvals privately', SPACE)).title).toBe('I sent the answer to you directly');
  expect((await lab.alice.reads()).at(-1)?.title).toBe('1 approval waits');
});

test('with several waiting one has to be named', async () => {
  await using lab = await openLab({ policy: POLICY });
  for (const device of ['fjord', 'camden'])
    await lab.bob.presses(await lab.bob.says(`reboot ${device}`, SPACE), 'Ask for approval');
  const which = await lab.bob.says('withdraw', SPACE);
  expect(which.title).toBe('Which one?');
  const gone = await lab.bob.presses(which, 'Restart Camden');
  expect(gone.title).toBe('Withdrawn: Restart Camden');
  expect((await lab.alice.says('approve')).title).toBe('Restart Fjord?');
});

test('help knows it', async () => {
  await using lab = await openLab({ policy: POLICY });
  const help = await lab.vera.says('help approvals');
  expect(help.lines.join('\n')).toContain('See what waits for approval');
});

test('a wrong id names what waits, and words after it answer nothing', async () => {
  await using lab = await openLab({ policy: POLICY });
  await lab.bob.presses(await lab.bob.says('reboot fjord', SPACE), 'Ask for approval');
  const [, id = ''] = /"approve ([a-z2-9]{5})"/.exec((await lab.alice.says('approvals')).lines.join('\n')) ?? [];
  const wrong = await lab.alice.says(`approve ${'a'.repeat(60)}`);
  expect(wrong.title).toBe('Nothing of yours waits under "aaaaaaaaaaaaaaaaaaa…"');
  expect(wrong.lines[1]).toContain(`What waits: ${id} (Restart Fjord).`);
  expect((await lab.alice.presses(wrong, 'Restart Fjord')).title).toBe('Restart Fjord?');
  const refused = await lab.alice.says(`refuse ${id} because the board meets there`);
  expect(refused.title).toBe('Restart Fjord?');
  expect(JSON.stringify(refused)).toContain('Words alone answer nothing: press a button, and write a reason there.');
  expect((await lab.bob.says(`withdraw ${id} please`)).title).toBe('Withdrawn: Restart Fjord');
});
