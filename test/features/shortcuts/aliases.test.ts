import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

const space = 'Room operations';
let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const says = (who: 'alice' | 'bob' | 'vera', words: string) => lab[who].says(words, { space });

test('an alias of the space is for everybody there, and nowhere else; one’s own is for oneself, everywhere', async () => {
  await says('bob', 'alias add here = device fjord');
  await says('bob', 'alias add mine everywhere = device camden');
  expect((await says('vera', 'here')).title).toMatch(/^Fjord/);
  expect((await lab.bob.says('here')).title).not.toMatch(/^Fjord {2}/);
  expect((await lab.bob.says('everywhere')).title).toMatch(/^Camden/);
  expect((await says('alice', 'everywhere')).title).toBe('I don\'t know "everywhere"');
});

test('it is there after a restart', async () => {
  await says('bob', 'alias add stays = device fjord');
  await lab.restart();
  expect((await says('bob', 'stays')).title).toMatch(/^Fjord/);
});

test('what may be run is asked of whoever runs it: the plan, the tier and the refusal are theirs', async () => {
  await says('alice', 'alias add hush = mute fjord');
  const before = lab.sent().length;
  expect((await says('vera', 'hush')).title).toBe('You can look, but not mute the microphones');
  const plan = await says('bob', 'hush');
  expect(plan.title).toBe('Mute the microphones of Fjord?');
  expect(lab.sent()).toHaveLength(before);
  expect((await lab.alice.presses(plan, 'Mute Fjord')).title).toMatch(/^Only Bob Berg can answer this/);
  await lab.bob.presses(plan, 'Mute Fjord');
  expect(lab.sent().slice(before)).toMatchObject([{ command: 'Audio.Microphones.Mute' }]);
  expect((await says('bob', 'history')).lines.join('\n')).toContain('hush = mute fjord');
});

test('a plan that ran out is asked for again by its words, without the name', async () => {
  await using own = await openLab();
  await own.bob.says('alias add hush = mute fjord');
  const plan = await own.bob.says('hush');
  own.clock.skip(6 * 60_000);
  const late = await own.bob.presses(plan, 'Mute Fjord');
  expect((await own.bob.presses(late, 'Ask again')).title).toBe('Mute the microphones of Fjord?');
});

test('words up to 1,000 characters are kept, and run with what is said after them', async () => {
  const text = 'x'.repeat(200);
  await says('bob', `alias add banner = message "${text}" on fjord`);
  await says('bob', 'banner on camden');
  expect(lab.sent().at(-1)).toMatchObject({ device: 'Camden', arguments: { Text: text } });
  const long = await says('bob', `alias add long = message "${'x'.repeat(1000)}" on fjord`);
  expect(long.title).toBe('The words must have at most 1,000 characters');
  expect((await says('bob', 'alias add lines = message\n"a" on fjord')).title).toMatch(
    /^The words must stand in one line/,
  );
});

test('lines below a blank line are its body, unless others are said with it', async () => {
  const command = 'xCommand UserInterface Extensions Panel Save PanelId: hello on fjord';
  await lab.alice.says(`alias add panel = ${command}\n\n<Extensions>one</Extensions>`);
  const bodies = () =>
    lab
      .requests()
      .filter(({ path }) => path.endsWith('UserInterface.Extensions.Panel.Save'))
      .map(({ requestBody }) => Object(requestBody).body);
  for (const words of ['panel', 'panel\n\n<Extensions>two</Extensions>']) {
    const plan = await lab.alice.says(words);
    await lab.alice.presses(plan, 'Run UserInterface.Extensions.Panel.Save', { typed: 'Fjord' });
  }
  expect(bodies()).toEqual(['<Extensions>one</Extensions>', '<Extensions>two</Extensions>']);
  expect((await lab.alice.says('alias panel')).lines[1]).toBe(`panel = ${command} (with a body)`);
  const removed = await lab.alice.says('alias remove panel');
  await lab.alice.presses(removed, 'Add again');
  expect((await lab.alice.says('alias panel')).lines[1]).toBe(`panel = ${command} (with a body)`);
});

test('a space has 50 and a person has 50', async () => {
  await using own = await openLab();
  for (let index = 0; index < 50; index += 1) await own.bob.says(`alias add n${index} = device fjord`);
  expect((await own.bob.says('alias add more = device fjord')).title).toBe('This space has 50 aliases already');
  expect((await own.bob.says('alias add n7 = device camden')).title).toBe('"n7" stands for something else now');
  expect((await own.bob.says('alias add mine more = device camden')).title).toBe('"more" is your alias now');
  await own.bob.says('alias remove n0');
  expect((await own.bob.says('alias add more = device fjord')).title).toBe('"more" is this space\'s alias now');
  let page = await own.bob.says('aliases');
  const names = new Set<string>();
  for (;;) {
    for (const line of page.lines) if (/^\w+ = /.test(line)) names.add(line);
    if (!page.lines.join().includes('[Next]')) break;
    page = await own.bob.presses(page, 'Next');
  }
  expect(names.size).toBe(51);
});

test('replacing one is told, and put back by a button', async () => {
  await says('alice', 'alias add where = device fjord');
  const said = await says('bob', 'alias add WHERE = device camden');
  expect(said.lines[1]).toContain('Before: device fjord, by alice.andersen@fjordbank.example');
  await lab.bob.presses(said, 'Put it back');
  expect((await says('bob', 'where')).title).toMatch(/^Fjord/);
});

test('no alias is found for people without a role, and none is told of', async () => {
  await using own = await openLab({ roles: { viewers: [] } });
  await own.bob.says('alias add secretplan = device fjord', { space });
  for (const words of ['secretplan', 'secretplam', 'aliases', 'alias secretplan', 'alias add mine x = device fjord']) {
    const said = await own.vera.says(words, { space });
    expect(said.text).not.toContain('device fjord');
    expect(said.lines.join('\n')).not.toContain('[secretplan');
  }
});

test('they are forgotten with the space, when the bot is removed from it', async () => {
  await using own = await openLab();
  await own.bob.says('alias add gone = device fjord', { space });
  const { items } = await own.alice.call('GET', `/memberships?roomId=${own.alice.spaceId(space)}`);
  const mine = [items].flat().find((one) => Object(one).personId === own.cloud.world.bot.id);
  await own.alice.call('DELETE', `/memberships/${Object(mine).id}`);
  await own.alice.call('POST', '/memberships', {
    roomId: own.alice.spaceId(space),
    personId: own.cloud.world.bot.id,
  });
  await own.alice.hears({ id: '' }, { space });
  expect((await own.bob.says('gone', { space })).title).toBe('I don\'t know "gone"');
});

test('names and words stand on cards as they were typed', async () => {
  await lab.bob.says('alias add odd = message "<@all> [x](http://a.b) {{DATE(1)}} *fat* ${words}" on fjord');
  const { card, lines } = await lab.bob.says('alias odd');
  expect(JSON.stringify(card)).not.toMatch(/\$\{|\{\{/);
  expect(lines[1]).toContain('[x](http://a.b)');
});

test('what is wrong with its words is said with what it stands for', async () => {
  await says('bob', 'alias add level = xCommand Audio Volume Set Level: 20');
  const said = await says('bob', 'level Sound on fjord');
  expect(said.lines[1]).toContain('"level" stands for: xCommand Audio Volume Set Level: 20 Sound on fjord');
  expect((await lab.bob.presses(said, 'Alias level')).title).toBe('Alias level');
});

test('a button of a chooser goes on with what it stands for', async () => {
  await says('bob', 'alias add talk = volume 31 on harold');
  const chooser = await says('bob', 'talk');
  expect((await lab.bob.presses(chooser, 'Harold Nordlund')).title).toMatch(/^Harold Nordlund is at 31 %/);
});

test.each([
  ['alias add', /^Write it with "="/],
  ['alias add = wake fjord', /^Write it with "="/],
  ['alias add x =', /^What should it stand for\?/],
  ['alias add mine = wake fjord', '"mine" means something else already'],
  ['alias add x = "open', 'A quote is opened but not closed'],
  ['alias add x = again', /./],
  ['alias remove', 'Which alias? For example: alias remove morning'],
  ['alias remove nothing', 'There is no alias "nothing" here'],
  ['alias nothing', 'There is no alias "nothing" here'],
  ['unalias', 'Which alias? For example: alias remove morning'],
])('"%s" is answered', async (words, title) => {
  expect((await says('bob', words)).title).toMatch(title);
});
