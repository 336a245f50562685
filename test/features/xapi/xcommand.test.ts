import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

/** The commands as they went over the wire, bodies included. */
const commands = (from: Lab, since: number) =>
  from
    .requests()
    .filter(({ method, path }) => method === 'POST' && path.startsWith('/xapi/command/'))
    .slice(since)
    .map(({ requestBody }) => requestBody);

async function sentBy(words: string, press?: { button: string; inputs?: Record<string, unknown> }) {
  const before = lab.sent().length;
  const said = await lab.alice.says(words);
  if (press) await lab.alice.presses(said, press.button, press.inputs);
  return commands(lab, before);
}

const banner = 'xCommand UserInterface Message Alert Display';

describe('arguments get the types of the device’s schema', () => {
  test.each([
    ['a number for a text stays text', `${banner} Text: 12345 Duration: 10`, { Text: '12345', Duration: 10 }],
    ['a quoted number becomes one where the device wants one', `${banner} Text: a Duration: "10"`, { Duration: 10 }],
    ['true for a text stays text', `${banner} Text: true Duration: 1`, { Text: 'true' }],
    ['names and literals get the device’s spelling', `${banner} tEXt: a DURATION: 5`, { Text: 'a', Duration: 5 }],
    ['an empty text is a value', `${banner} Text: "" Duration: 5`, { Text: '' }],
    ['JSON is text like any other', `${banner} Text: {"a":[1]} Duration: 5`, { Text: '{"a":[1]}' }],
    ['markup and templates stay as typed', `${banner} Text: "<b>{{x}}</b>" Duration: 5`, { Text: '<b>{{x}}</b>' }],
    ['" on " in quotes is no device', `${banner} Text: "on tower" Duration: 5`, { Text: 'on tower' }],
    ['colons in a value stay', `${banner} Text: a:b:c Duration: 5`, { Text: 'a:b:c' }],
  ])('%s', async (_what, words, args) => {
    const [sent] = await sentBy(`${words} on fjord`);
    expect(sent).toMatchObject({ deviceId: lab.deviceId('Fjord'), arguments: args });
  });

  test('a repeated key becomes a list of numbers', async () => {
    const words = 'xCommand Presentation Start ConnectorId: 2 Layout: equal connectorid: 3 on fjord';
    const [sent] = await sentBy(words, { button: 'Run Presentation.Start' });
    expect(sent).toMatchObject({ arguments: { ConnectorId: [2, 3], Layout: 'Equal' } });
  });

  test.each([
    ['Level: 1.5', 'Level must be a whole number, 0–100'],
    ['Level: abc', 'Level must be a whole number, 0–100'],
    ['Level: {"a":1}', 'Level must be a whole number, 0–100'],
    ['Level: 101', 'Level must be 0–100'],
    ['Level: 20 Level: 30', 'Level can be given only once'],
    ['Level: 20 Device: Kitchen', /^Device must be /],
    ['Level: 20 __proto__: 1', 'There is no argument "__proto__"'],
    ['Level: 20 constructor: 1', 'There is no argument "constructor"'],
    ['Level: ""', /^Level must be a whole number/],
    ['Level:', 'I can\'t tell what "fjord" belongs to'],
    ['', /^Level is missing/],
  ])('"xCommand Audio Volume Set %s" is not sent', async (args, title) => {
    const before = lab.sent().length;
    const said = await lab.alice.says(`xCommand Audio Volume Set ${args} on fjord`);
    expect(said.title).toMatch(title);
    expect(lab.sent()).toHaveLength(before);
  });

  test('what an old schema does not know is asked of each kind of device', async () => {
    expect((await lab.alice.says('xCommand Audio Volume Set Level: 20 on reception panel')).title).toBe(
      'Reception panel has no command "Audio.Volume.Set"',
    );
  });
});

describe('a body', () => {
  const code = 'const x = "a: b on fjord";\n\n  // two blanks kept  \nexport default x;';

  test('stands after a blank line and reaches the device as typed', async () => {
    const button = 'Run Macros.Macro.Save';
    const words = `xCommand Macros Macro Save Name: hello Overwrite: True on fjord\n\n${code}`;
    const [sent] = await sentBy(words, { button, inputs: { typed: 'fjord' } });
    expect(sent).toMatchObject({ body: code, arguments: { Name: 'hello', Overwrite: 'True' } });
  });

  test('may be a block of code', async () => {
    const button = 'Run Macros.Macro.Save';
    const words = `xCommand Macros Macro Save Name: hello on fjord\n\`\`\`js\n${code}\n\`\`\``;
    const [sent] = await sentBy(words, { button, inputs: { typed: 'Fjord' } });
    expect(sent).toMatchObject({ body: code });
  });

  test('is refused where the command takes none', async () => {
    const before = lab.sent().length;
    const said = await lab.alice.says('xCommand Audio Volume Set Level: 20 on fjord\n\nsome body');
    expect(said.title).toBe('Audio.Volume.Set takes no body');
    expect(lab.sent()).toHaveLength(before);
  });

  test('is part of what is agreed to: the plan names the device to type', async () => {
    const said = await lab.alice.says(`xCommand Macros Macro Save Name: hello on fjord\n\n${code}`);
    const before = lab.sent().length;
    const wrong = await lab.alice.presses(said, 'Run Macros.Macro.Save', { typed: 'camden' });
    expect(wrong.lines[0]).toMatch(/is not the name of the device/);
    expect(lab.sent()).toHaveLength(before);
  });
});

describe('without a schema', () => {
  test('a harmless command still works, and the plan of another says it is unchecked', async () => {
    const forbidden = { method: 'GET', path: '/xapi/schema', effect: 'status', status: 403 } as const;
    await using own = await openLab({ faults: [forbidden] });
    const ran = await own.alice.says('xCommand audio.volume.set Level: 20 on fjord');
    expect(ran.title).toBe('audio.volume.set ran on Fjord');
    const asked = await own.alice.says('xCommand Presentation Start ConnectorId: 2 Layout: "12" on fjord');
    expect(asked.lines.join('\n')).toMatch(/could not check the arguments/);
    await own.alice.presses(asked, 'Run Presentation.Start');
    expect(commands(own, 0)).toMatchObject([
      { arguments: { Level: 20 } },
      { arguments: { ConnectorId: 2, Layout: '12' } },
    ]);
  });

  test('a command that the device refuses is told in its words', async () => {
    const forbidden = { method: 'GET', path: '/xapi/schema', effect: 'status', status: 403 } as const;
    await using own = await openLab({ faults: [forbidden] });
    const said = await own.alice.says('xCommand Audio Volume Set Level: 500 on fjord');
    expect(said.title).toBe('This was not done: Run Audio.Volume.Set on Fjord');
    expect(own.sent()).toMatchObject([{ status: 400 }]);
  });
});

describe('who may run what', () => {
  test.each([
    ['vera', 'xCommand Audio Volume Set Level: 20 on fjord', 'You can look, but not run any xAPI command'],
    ['bob', 'xCommand SystemUnit Boot Action: Shutdown on fjord', "You can't run SystemUnit.Boot"],
    ['bob', 'xCommand SystemUnit Boot action: "shutdown" on fjord', "You can't run SystemUnit.Boot"],
    ['bob', 'xcommand systemunit.factoryreset Confirm: Yes on fjord', "You can't run SystemUnit.FactoryReset"],
    ['bob', 'xCommand SystemUnit FactoryReset[1] Confirm: Yes on fjord', /./],
    ['bob', 'xCommand Macros Macro Save Name: x on fjord', "You can't run Macros.Macro.Save"],
  ] as const)('%s: "%s"', async (who, words, title) => {
    const before = lab.sent().length;
    expect((await lab[who].says(words)).title).toMatch(title);
    expect(lab.sent()).toHaveLength(before);
  });

  test('what touches privacy is not sent to a personal device', async () => {
    const said = await lab.alice.says('xCommand Audio Microphones Mute on home office');
    expect(said.title).toBe("Home office is somebody's personal device");
  });
});
