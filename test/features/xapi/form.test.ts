import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const last = () => lab.sent().at(-1);
const drawn = (lines: readonly string[]) => lines.join('\n');

describe('a form', () => {
  test('shows what has to be given, and the rest behind "More"', async () => {
    const said = await lab.alice.says('form audio volume set on fjord');
    expect(said.title).toBe('Audio.Volume.Set');
    expect(JSON.stringify(said.card)).toContain('"isVisible":false');
    expect(drawn(said.lines)).toMatch(/Level \(0–100\) \[ {2}\]/);
    expect(lab.sent()).toEqual([]);
  });

  test('comes back with what was typed and the fault at its field, and takes the place of the one before', async () => {
    const before = lab.sent().length;
    const said = await lab.alice.says('form audio volume set on fjord');
    const back = await lab.alice.presses(said, 'Run', { 'arg.Level': 'loud', 'one.Device': 'Kitchen' });
    expect(back.title).toBe('2 things do not fit');
    expect(drawn(back.lines)).toMatch(/Level must be a whole number, 0–100\nLevel \(0–100\) \[ loud \]/);
    await expect.poll(async () => (await lab.alice.reads()).some(({ id }) => id === said.id)).toBe(false);
    const done = await lab.alice.presses(back, 'Run', { 'arg.Level': '33', 'one.Device': 'Internal' });
    expect(done.title).toBe('Audio.Volume.Set ran on Fjord');
    expect(lab.sent().slice(before)).toMatchObject([{ arguments: { Level: 33, Device: 'Internal' } }]);
  });

  test('a number that a client sends as a number counts too, and inputs of no form do nothing', async () => {
    const said = await lab.alice.says('form audio volume set on fjord');
    const inputs = { 'arg.Level': 21, 'arg.__proto__': '1', path: 'SystemUnit.FactoryReset', other: 'x' };
    const back = await lab.alice.presses(said, 'Run', inputs);
    expect(back.title).toMatch(/^There is no argument "__proto__"/);
    expect((await lab.alice.presses(back, 'Run', { 'arg.Level': 21 })).title).toBe('Audio.Volume.Set ran on Fjord');
    expect(last()).toMatchObject({ command: 'Audio.Volume.Set', arguments: { Level: 21 } });
  });

  test('a command with several values takes them one a line', async () => {
    const said = await lab.alice.says('form Presentation Start on fjord');
    const plan = await lab.alice.presses(said, 'Run', { 'lines.ConnectorId': '2\n3' });
    await lab.alice.presses(plan, 'Run Presentation.Start');
    expect(last()?.arguments).toEqual({ ConnectorId: [2, 3] });
  });

  test('a secret is never filled in', async () => {
    const said = await lab.alice.says('form Webex Join Number: "123" Pin: 98765 on fjord');
    expect(JSON.stringify(said)).not.toContain('98765');
    expect(drawn(said.lines)).toContain('[ 123 ]');
  });

  test('is filled in by whoever clicks, with their own rights', async () => {
    const said = await lab.alice.says('form audio volume set on fjord', { space: 'Room operations' });
    const before = lab.sent().length;
    const refused = await lab.vera.presses(said, 'Run', { 'arg.Level': '10' });
    expect(refused.title).toMatch(/^You can look, but not/);
    expect(lab.sent()).toHaveLength(before);
  });

  test('without a schema there is no form, and the command still runs as it is', async () => {
    await using other = await openLab({ faults: [{ path: '/xapi/schema', effect: 'status', status: 403 }] });
    expect((await other.alice.says('form audio volume set on fjord')).title).toBe(
      'Fjord does not say what its commands take',
    );
    const done = await other.alice.says('xCommand Audio Volume Set Level: 10 on fjord');
    expect(done.title).toBe('Audio.Volume.Set ran on Fjord');
  });
});

describe('the body of a command', () => {
  const SAVE = 'xCommand Macros Macro Save Name: hello on fjord';
  const confirm = async (said: Parameters<typeof lab.alice.presses>[0]) =>
    lab.alice.presses(said, 'Run Macros.Macro.Save', { typed: 'Fjord' });
  const bodies = () =>
    lab
      .requests()
      .flatMap(({ path, requestBody }) => (path.startsWith('/xapi/command/') ? [Object(requestBody).body] : []));
  const file = (content: string | Uint8Array<ArrayBuffer>, name = 'hello.js') => ({
    name,
    type: 'text/javascript',
    content,
  });

  test('is asked for when it is missing, and can be written into the form', async () => {
    const said = await lab.alice.says(SAVE);
    expect(said.title).toBe('The body is missing');
    const plan = await lab.alice.presses(said, 'Run', { 'arg.Name': 'hello', body: 'console.log(1)' });
    expect(plan.title).toBe('Run Macros.Macro.Save on Fjord?');
    await confirm(plan);
    expect(bodies().at(-1)).toBe('console.log(1)');
  });

  test('may be an attached file, byte for byte', async () => {
    const content = `// é ${'x'.repeat(20_000)}\n\n  on line three\n`;
    const plan = await lab.alice.says(SAVE, { files: [file(content)] });
    expect(plan.title).toBe('Run Macros.Macro.Save on Fjord?');
    await confirm(plan);
    expect(bodies().at(-1)).toBe(content);
  });

  test.each([
    ['a picture', [file(new Uint8Array([0x89, 0x50, 0, 255, 254]))], 'That file is no text'],
    ['an empty file', [file(' \n')], 'That file is empty'],
    ['a file that is too large', [file('x'.repeat(1_000_001))], /^That file has 1,000,001 characters/],
  ])('%s is refused, and nothing is sent', async (_what, files, title) => {
    const before = lab.sent().length;
    expect((await lab.alice.says(SAVE, { files })).title).toMatch(title);
    expect(lab.sent()).toHaveLength(before);
  });

  test('of a command that takes none is refused, and offered without', async () => {
    const said = await lab.alice.says('xCommand Audio Volume Set Level: 44 on fjord\n\nsome lines');
    expect(said.title).toBe('Audio.Volume.Set takes no body');
    await lab.alice.presses(said, 'Run it without');
    expect(last()?.arguments).toEqual({ Level: 44 });
  });
});
