import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { parse } from '#intent/parse.ts';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

test.each(['help', 'HELP', '?', 'hi', 'hello', 'help!'])('"%s" says what this person can do here', async (words) => {
  const { lines } = await lab.bob.says(words);
  expect(lines.join('\n')).toContain('volume 40 on ');
  expect(lines.join('\n')).toContain('workspaces health:error');
  expect(lines.filter((line) => line.startsWith('[ ')).length).toBeLessThanOrEqual(7);
});

test('offers only what the asker may do', async () => {
  const { text } = await lab.vera.says('help');
  expect(text).not.toMatch(/volume|reboot|xCommand/);
  expect(text).toContain('devices');
  expect((await lab.vera.says('help control')).title).toBe('Control needs the operator role');
  expect((await lab.vera.says('help')).lines.at(-1)).toBe('[Devices] [xAPI] [Rollouts] [Workspaces] [Bot]');
});

/** The glass can be broken only where a policy says by whom: test/features/limits/break-glass.test.ts. */
const named = commands.flatMap(({ name, isFallback }) => (isFallback || name === 'break glass' ? [] : name));

test.each(named)('help on "%s" has an example that is understood', async (name) => {
  const { text } = await lab.alice.says(`help ${name}`);
  const [, line = ''] = text.split('\n');
  expect(parse(line.split(' – ')[0] ?? '', commands)?.name).toBe(name);
});

test('every topic has help for somebody who may do everything', async () => {
  const first = await lab.alice.says('help');
  for (const topic of ['Devices', 'Control', 'xAPI', 'Rollouts', 'Bot'])
    expect((await lab.alice.presses(first, topic)).title).not.toMatch(/^There is no help/);
});

test.each([
  ['help reboot fjord', 'Help: reboot'],
  ['help hang up hardanger', 'Help: hangup'],
  ['help control', 'Help: control'],
  ['help volume 40 on fjord', 'Help: volume'],
])('"%s" is "%s"', async (words, title) => {
  expect((await lab.bob.says(words)).title).toBe(title);
});

test.each([
  ['help locations', ['locations', 'location new', 'location edit', 'location delete']],
  ['help floors', ['floors', 'floor new', 'floor delete']],
  ['help tags', ['tags', 'tag', 'untag', 'retag']],
  ['help codes', ['code for', 'code left', 'phone add']],
])('"%s" has all that can be done with them', async (words, beginnings) => {
  const { lines } = await lab.alice.says(words);
  for (const beginning of beginnings)
    expect(
      lines.some((line) => line.startsWith(`[ ${beginning} `)),
      beginning,
    ).toBe(true);
});

test('a topic that does not exist is told, whatever its name', async () => {
  for (const topic of ['cooking', '__proto__', 'x'.repeat(90)])
    expect((await lab.alice.says(`help ${topic}`)).title).toMatch(/^There is no help on /);
  expect((await lab.alice.says(`help ${'x'.repeat(2_000)}`)).title).not.toBe("That didn't work");
});

test('an empty message in a space, only the bot’s name, is a call for help', async () => {
  const { text } = await lab.alice.says('', { space: 'Room operations' });
  expect(text).toContain('What you can do here');
});

test('when the devices do not come, help comes all the same', async () => {
  await using own = await openLab({ faults: [{ path: '/devices', effect: 'status', status: 403 }] });
  expect((await own.vera.says('help')).text).toContain('devices is:offline');
});
