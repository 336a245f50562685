import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';

test('the list is paged, tells of what one sees, and leads to the devices', async () => {
  await using lab = await openLab();
  const { fleet } = lab.cloud;
  const fjord = fleet.get(lab.deviceId('Fjord'));
  if (fjord) fleet.setTags(fjord, [...fjord.tags, 'a*b', 'x'.repeat(60), '${name}', 'two words', 'on']);
  const list = await lab.vera.says('tags');
  expect(list.title).toBe('13 tags');
  const next = await lab.vera.presses(list, 'Next');
  expect(next.text).toContain('Page 2 of 2');
  expect(next.lines.join('\n')).toContain('two words   1 device');
  expect((await lab.vera.presses(next, 'two words')).title).toBe('1 device matches');
  // Only an administrator sees the vault.
  await lab.logIn('Alice');
  expect((await lab.alice.says('tags tag:boardroom')).text).toContain('Among 5 devices');
  expect((await lab.vera.says('tags tag:boardroom')).text).toContain('Among 4 devices');
  const own = await lab.vera.says('tags fjord');
  expect(own.title).toBe('Fjord has 7 tags');
  expect(JSON.stringify(own.card)).not.toContain('Take off');
});

test('whoever logged in without being an administrator in Webex sees what the bot sees, and is told', async () => {
  await using lab = await openLab();
  await lab.logIn('Vera');
  for (const words of ['details kew', 'tags kew', 'tags', 'show tags'])
    expect((await lab.vera.says(words)).lines.join(' '), words).toMatch(
      /As I see it myself: your account is no administrator/,
    );
});
