import { expect, test } from 'vitest';
import { tellProgress } from '#pipeline/rollouts/telling.ts';
import type { Reply } from '#render/index.ts';
import { engines, quiet } from '../../store/engines.ts';
import { newRollout } from '../../store/suites/rollouts.ts';
import { timeMachine } from '../../time-machine.ts';

test('that clicks were lost is told with the next card where the first one could not be posted', async () => {
  const [sqlite] = engines;
  const clock = timeMachine();
  await using place = await sqlite?.place();
  const store = await place?.open({ clock });
  if (!store) throw new Error('there is no engine');
  const added = await store.rollouts.add(newRollout(), []);
  const running = await store.rollouts.turn(added, {
    status: 'running',
    startedAt: clock.now(),
    runningSince: clock.now(),
  });
  if (!running) throw new Error('it was not begun');
  const said: string[] = [];
  let isAway = true;
  const say = async (_place: unknown, { text }: Reply) => {
    if (isAway) throw new Error('Webex is away');
    said.push(text);
    return `card-${said.length}`;
  };
  const rooms = { chat: { remove: async () => {} }, clock, log: quiet, timeZone: 'UTC', store };
  let card = { id: 'old', at: clock.now(), count: 1, said: 'so far', awayMs: 12_000 };
  const tell = async () => {
    const told = await tellProgress(rooms, { say }, { ...running, card }, [], false);
    card = { ...card, ...told };
    return told;
  };

  expect(await tell()).toMatchObject({ id: 'old', said: '' });
  isAway = false;
  // It is not asked for again and again.
  expect(await tell()).toBeUndefined();
  clock.skip(60_000);
  expect(await tell()).toMatchObject({ id: 'card-1', at: clock.now(), count: 3, said: expect.any(String) });
  const line = /I was away for up to 12 s: a button pressed in that time did not reach me\. Press it again\./;
  expect(said).toEqual([expect.stringMatching(line)]);
  // Whoever looked away sees it later, and it does not come sooner for that.
  expect(await tell()).toBeUndefined();
  const last = async (status: 'paused' | 'done') =>
    tellProgress(rooms, { say }, { ...running, status, card }, [], true);
  clock.skip(600_000);
  await last('paused');
  expect(said.at(-1)).toMatch(line);
  await last('done');
  expect(said.at(-1)).toMatch(/did not reach me\.$/);
  clock.skip(600_000);
  await last('paused');
  expect(said.at(-1)).not.toMatch(/I was away/);
});
