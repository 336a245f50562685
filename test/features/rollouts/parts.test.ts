import { expect, test } from 'vitest';
import { openLab } from '../../lab.ts';
import { finished, itemsOf } from './rollout-lab.ts';

const DELAY = 'Standby.Delay';
const ROLE = 'Video.Output.Connector[3].MonitorRole';

test('what a device can’t have is left alone, the rest is done and taken back, and the report names it', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { configurations } = lab.cloud;
  const before = configurations.snapshot();
  // Camden has no third output, Thames' delay is set by a rule, and Kew can have neither.
  const plan = await lab.alice.says(`rollout ${DELAY}=200 ${ROLE}=First on Camden, Thames, Kew, Greenwich never stop`);
  expect(plan.text).toContain(`2 get only a part: 1 without ${ROLE} (Camden), 1 can't edit ${DELAY} (Thames)`);
  expect(plan.text).toContain('Left out: 1 for several reasons');
  await lab.alice.presses(plan, 'Start on 3 devices');
  expect(await finished(lab, 1)).toBe('done');
  const items = new Map((await itemsOf(lab, 1)).map((item) => [item.name, item]));
  expect(items.get('Camden')).toMatchObject({ reason: 'partly', leftAlone: [{ key: ROLE, reason: 'unknown-key' }] });
  expect(items.get('Thames')).toMatchObject({ reason: 'partly', leftAlone: [{ key: DELAY, reason: 'not-editable' }] });
  expect(items.get('Kew')).toMatchObject({ state: 'blocked', reason: 'several' });
  expect(items.get('Greenwich')?.reason).toBe('');
  expect(configurations.read(lab.deviceId('Thames'), ROLE)?.value).toBe('First');

  const undo = await lab.alice.hears(await lab.alice.says('rollout undo 1'));
  await lab.alice.presses(undo, 'Take back on 3 devices');
  expect(await finished(lab, 2)).toBe('done');
  expect(configurations.snapshot()).toEqual(before);

  // With nothing left to do, what can't be done is what there is to say.
  configurations.set(lab.deviceId('Camden'), DELAY, 200);
  await lab.alice.says(`rollout ${DELAY}=200 ${ROLE}=First on Camden, Greenwich`);
  const left = (await itemsOf(lab, 3)).find(({ name }) => name === 'Camden');
  expect(left).toMatchObject({ state: 'blocked', reason: 'unknown-key' });
});
