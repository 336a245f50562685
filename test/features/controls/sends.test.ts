import { afterAll, beforeAll, expect, test } from 'vitest';
import { commands } from '#features/index.ts';
import { type Lab, openLab } from '../../lab.ts';
import { isAtWebex } from './at-webex.ts';

/** Words of each command that changes devices, of one and of several, and what is to reach them. */
const SAID: Record<string, [words: string, sends: string][]> = {
  volume: [
    ['volume 31 on fjord', 'Audio.Volume.Set'],
    ['volume up on fjord', 'Audio.Volume.Set'],
    ['volume down on fjord', 'Audio.Volume.Set'],
    ['volume 32 on Fjord, Kew', 'Audio.Volume.Set'],
  ],
  mute: [['mute Fjord', 'Audio.Microphones.Mute']],
  unmute: [['unmute Fjord, Kew', 'Audio.Microphones.Unmute']],
  standby: [['standby fjord', 'Standby.Activate']],
  wake: [['wake Fjord, Kew', 'Standby.Deactivate']],
  message: [
    ['message "Hello" on fjord', 'UserInterface.Message.Alert.Display'],
    ['message "Hello" on Fjord, Kew', 'UserInterface.Message.Alert.Display'],
  ],
  clear: [['clear fjord', 'UserInterface.Message.Alert.Clear']],
  dial: [['dial helpdesk@example.com on kew', 'Dial']],
  hangup: [['hangup kew', 'Call.Disconnect']],
  xcommand: [
    ['xCommand audio volume set Level: 40 on Fjord', 'Audio.Volume.Set'],
    ['xCommand Audio.Volume.Set Level: 41 on Fjord, Kew', 'Audio.Volume.Set'],
  ],
  undo: [['undo', 'Audio.Volume.Set']],
  reboot: [['reboot fjord', 'SystemUnit.Boot']],
};
/** What changes no device, and what needs one that failed: see below. */
const OTHERS = ['retry', 'use'];

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const sentOf = (from: number) => [
  ...new Set(
    lab
      .sent()
      .slice(from)
      .map(({ command }) => command),
  ),
];
const unnamed = () => lab.logged().filter((line) => line.includes('kept back'));

/** Says it, and agrees where it asks. */
async function does(words: string): Promise<string[]> {
  const from = lab.sent().length;
  const said = await lab.alice.says(words);
  if (lab.sent().length === from) {
    const plan = /"plan":"([^"]+)"/.exec(JSON.stringify(said.card))?.[1];
    if (plan === undefined) throw new Error(`"${words}" asks for nothing and does nothing: ${said.lines.join('\n')}`);
    await lab.alice.submits(said, { v: 1, plan, press: 'confirm', typed: '2' });
  }
  return sentOf(from);
}

test('every command that changes something is here', () => {
  const changing = commands.filter((one) => one.kind === 'change' && !isAtWebex(one)).map(({ name }) => name);
  expect(changing.filter((name) => !(name in SAID) && !OTHERS.includes(name))).toEqual([]);
});

test.each(Object.entries(SAID).flatMap(([, said]) => said))('"%s" sends %s, as its plan says', async (words, sends) => {
  expect(await does(words)).toEqual([sends]);
  expect(unnamed()).toEqual([]);
});

test('so do the retry of those that failed, and the undo of several', async () => {
  const plan = await lab.alice.says('volume 55 on Kew, Camden');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'status', status: 409, times: 1 });
  const partly = await lab.alice.presses(plan, 'Set 55 %');
  const from = lab.sent().length;
  const again = await lab.alice.presses(partly, 'Retry the 1 failed');
  const retry = /"plan":"([^"]+)"/.exec(JSON.stringify(again.card))?.[1];
  if (retry !== undefined) await lab.alice.submits(again, { v: 1, plan: retry, press: 'confirm' });
  const undo = await lab.alice.presses(partly, 'Undo');
  const back = /"plan":"([^"]+)"/.exec(JSON.stringify(undo.card))?.[1];
  if (back !== undefined) await lab.alice.submits(undo, { v: 1, plan: back, press: 'confirm' });
  expect(sentOf(from)).toEqual(['Audio.Volume.Set']);
  expect(lab.sent().slice(from)).toHaveLength(2);
  expect(unnamed()).toEqual([]);
});
