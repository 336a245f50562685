import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RolloutItem } from '../../src/store/index.ts';
import { finished, goesOn, itemsOf } from '../features/rollouts/rollout-lab.ts';
import { type Lab, openLab } from '../lab.ts';

const quickly = { durations: { dropMs: 5, bootMs: 60, dialMs: 5, applyMs: 5 } };
const starts = async (lab: Lab, words: string) => {
  const card = await lab.alice.says(words);
  const [title = '', typed = ''] = /Start on (\d+) devices?/.exec(JSON.stringify(card.card)) ?? [];
  await lab.alice.presses(card, title, { typed });
};
/** "0 confirmed", with the stage, by the name of the device. */
const ends = async (lab: Lab, number: number): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await itemsOf(lab, number)).map(({ name, stage, state, reason }) => [
      name,
      [stage, state, reason].filter((word) => word !== '').join(' '),
    ]),
  );

test('a canary that nobody bore never lets the others begin: another one is chosen, or all of it stops', async () => {
  await using lab = await openLab(quickly);
  await lab.logIn('Alice');
  const { faults, fleet } = lab.cloud;
  fleet.setInCall(lab.deviceId('Camden'), true);
  await starts(lab, 'rollout Standby.Delay=77 on Fjord, Camden, Tower canary 1 then reboot');
  await goesOn(lab, 1, (status) => status === 'done');
  const found = await ends(lab, 1);
  expect(Object.values(found).sort()).toEqual(['0 confirmed', '0 skipped in-call', '1 confirmed']);
  expect(found).toHaveProperty('Camden', '0 skipped in-call');

  faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'status', status: 400 });
  for (const [index, stop] of ['stop at 10 failures', 'never stop'].entries()) {
    await starts(lab, `rollout Standby.Delay=${90 + index} on Fjord, Camden, Tower, Kew canary 2 ${stop}`);
    expect(await finished(lab, 2 + index)).toBe('stopped');
    const all = Object.values(await ends(lab, 2 + index)).sort();
    expect(all).toEqual(['0 failed refused', '0 failed refused', '1 change', '1 change']);
  }
});

test('the next wave does not wait for a device that Webex answers late about; the one after it does, and it is looked at', async () => {
  await using lab = await openLab(quickly);
  await lab.logIn('Alice');
  const { faults, configurations } = lab.cloud;
  const card = await lab.alice.says('rollout Standby.Delay=77 on all waves 4 no canary never stop');
  const isFit = ({ stage, state, wasOnline }: RolloutItem) => stage === 1 && state === 'change' && wasOnline === true;
  const { deviceId: late = '', name = '' } = (await itemsOf(lab, 1)).find(isFit) ?? {};
  const rule = { method: 'PATCH', path: '/deviceConfigurations', effect: 'status', status: 503, times: 3 } as const;
  faults.add({ ...rule, devices: [late] });
  configurations.upset({ devices: [late], does: 'error' });
  await lab.alice.presses(card, /Start on \d+ devices/.exec(JSON.stringify(card.card))?.[0] ?? '');
  // The clock stands still, so it is not tried again.
  const left = async () => new Set((await itemsOf(lab, 1)).flatMap((one) => (one.state === 'change' ? one.stage : [])));
  await expect.poll(left, { timeout: 10_000 }).toEqual(new Set([1, 3, 4]));
  await goesOn(lab, 1, (status) => status === 'done', { stepMs: 500 });
  const { [name]: end, ...others } = await ends(lab, 1);
  expect(end).toBe('1 failed unhealthy');
  expect(Object.values(others).filter((other) => other.endsWith('change'))).toEqual([]);
});

test('a plan that nobody starts is over after a day; one that can not be shown is not tried all the time', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { rollouts } = lab.store();
  const numbered = async (number: number) => {
    const found = await rollouts.numbered(number);
    if (!found) throw new Error(`there is no rollout ${number}`);
    return found;
  };
  await lab.alice.says('rollout Standby.Delay=77 on Fjord');
  const { spec, personId, personName, personEmail, orgId } = await numbered(1);
  const asked = {
    parentId: undefined,
    isDirect: false,
    personId,
    personName,
    personEmail,
    orgId,
    actsAs: 'you',
  } as const;
  const device = {
    deviceId: lab.deviceId('Fjord'),
    name: 'Fjord',
    product: '',
    settings: [{ key: 'Standby.Delay', text: '9' }],
  };
  // Nobody may write there any more.
  await rollouts.add({ spec, ...asked, spaceId: 'gone' }, [device]);
  await goesOn(lab, 2, (status) => status === 'planned', { stepMs: 0 });
  const waits: number[] = [];
  for (let before = 0; waits.length < 4; ) {
    const { dueAt, plannedAt = 0, isShown } = await numbered(2);
    expect(isShown).toBeUndefined();
    if (dueAt > lab.clock.now() && dueAt !== before) {
      before = dueAt;
      waits.push(dueAt - plannedAt);
      lab.clock.skip(dueAt - lab.clock.now());
    } else await sleep(20);
  }
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000]);
  lab.clock.skip(86_400_000);
  for (const number of [1, 2]) await goesOn(lab, number, (status) => status === 'cancelled', { stepMs: 0 });
  const shown = await lab.alice.says('rollout show 1');
  expect(shown.lines.join('\n')).toContain('Nobody started it within a day of its plan.');
});

test('what stops by itself a moment after it was asked for says so', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  lab.cloud.faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'status', status: 400 });
  // The clock stands still: somebody still waits for the plan, as far as its row says.
  await starts(lab, 'rollout Standby.Delay=77 on Fjord, Camden canary 1 stop at 1 failure');
  expect(await goesOn(lab, 1, (status) => status === 'stopped', { stepMs: 0 })).toBe('stopped');
  await expect.poll(async () => (await lab.alice.reads()).at(-1)?.title).toMatch(/^Stopped/);
});
