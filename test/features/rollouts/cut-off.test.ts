import { expect, test } from 'vitest';
import { Problem } from '#lib/problem.ts';
import type { Turn } from '../../../src/store/index.ts';
import { type Lab, openLab } from '../../lab.ts';
import type { Said } from '../../persona.ts';
import { atRest } from '../../rest.ts';
import { canaryTook, finished, goesOn, itemsOf, statusOf } from './rollout-lab.ts';

/**
 * The next change that is noted as begun is cut off right then, after `did` happened, and is worked once more: gives the last that is
 * said by then.
 */
async function cutOff(
  lab: Lab,
  press: () => Promise<unknown>,
  did = async (_key: string) => {},
  ends: 'done' | 'uncertain' | 'forgotten' = 'done',
): Promise<Said> {
  const { locks, effects } = lab.store();
  const { begin } = locks;
  let key = '';
  locks.begin = async (lock, effect) => {
    locks.begin = begin;
    await begin(lock, effect);
    key = effect.key;
    await did(key);
    throw new Problem('The bot ends here', { code: 'store-unreachable' });
  };
  await press();
  await expect
    .poll(
      async () => {
        lab.clock.skip(500);
        return (await effects.get(key))?.state ?? 'forgotten';
      },
      { timeout: 20_000 },
    )
    .toBe(ends);
  await atRest(lab.store());
  const said = (await lab.alice.reads()).at(-1);
  if (!said) throw new Error('nothing was said');
  return said;
}

/** As its first process turned it, before it was cut off. */
const turned = (lab: Lab, number: number, turn: Turn) => async () => {
  const { rollouts } = lab.store();
  const rollout = await rollouts.numbered(number);
  if (!rollout || !(await rollouts.turn(rollout, turn))) throw new Error('it was turned by somebody else');
};

/** As a start leaves it. */
const begun = (lab: Lab, number: number) => async () => {
  const now = lab.clock.now();
  const start = {
    status: 'running',
    startedAt: now,
    runningSince: now,
    dueAt: now,
    stage: 0,
    card: undefined,
  } as const;
  await turned(lab, number, start)();
};

const UNKNOWN = /don't know whether/;

test('what is done with a rollout is done once, though the bot stopped after it had begun and before anything came of it', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const says = (words: string) => cutOff(lab, () => lab.alice.posts(words));
  await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden canary 1 for 10 min');
  const isPlanned = (number: number) => goesOn(lab, number, (status) => status === 'planned', { stepMs: 0 });
  const anew = await says('rollout change 1 canary 1 for 20 min');
  expect(anew.title).not.toMatch(UNKNOWN);
  await isPlanned(2);
  expect([await statusOf(lab, 1), await statusOf(lab, 3)]).toEqual(['cancelled', undefined]);

  const plan = await lab.alice.says('rollout start 2');
  await cutOff(lab, () => lab.alice.presses(plan, 'Start on 2 devices'));
  await canaryTook(lab, 2);
  await says('rollout pause 2');
  expect(await statusOf(lab, 2)).toBe('paused');
  await says('rollout resume 2');
  expect(await statusOf(lab, 2)).toBe('running');
  await says('rollout cancel 2');
  expect(await finished(lab, 2)).toBe('cancelled');
  const retry = await lab.alice.says('rollout retry 2');
  await cutOff(lab, () => lab.alice.presses(retry, 'Do the 1 left'));
  expect(await finished(lab, 2)).toBe('done');
  await says('rollout undo 2');
  await isPlanned(3);
  expect(await statusOf(lab, 4)).toBeUndefined();
  expect(lab.written().filter(({ method }) => method === 'PATCH')).toHaveLength(2);
  expect((await itemsOf(lab, 2)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
  expect((await lab.alice.reads()).filter(({ title }) => UNKNOWN.test(title))).toEqual([]);
});

test('what came about before the bot stopped is told as done, and is not done again', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const now = () => lab.clock.now();
  const says = (words: string, did: () => Promise<void>) => cutOff(lab, () => lab.alice.says(words), did);
  const outcomes = async () =>
    (await lab.store().audit.recent({ spaceId: lab.alice.spaceId(), limit: 20 }))
      .filter(({ action }) => action.startsWith('rollout '))
      .map(({ action, outcome }) => `${action}: ${outcome}`);
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden canary 1 for 10 min');
  const started = await cutOff(lab, () => lab.alice.presses(plan, 'Start on 2 devices'), begun(lab, 1));
  expect(started.title).toMatch(/^Rolling out Standby.Delay → 77/);
  await canaryTook(lab, 1);
  await lab.alice.says('rollout pause 1');
  const resumed = await says('rollout resume 1', turned(lab, 1, { status: 'running', runningSince: now() }));
  expect(resumed.title).not.toMatch(UNKNOWN);
  const by = 'Alice Andersen';
  const end = { status: 'ending', endsAs: 'cancelled', why: `Cancelled by ${by}.`, by, dueAt: now() } as const;
  const ended = await says('rollout cancel 1', turned(lab, 1, end));
  expect(ended.title).toMatch(/^Cancelled/);
  expect(await statusOf(lab, 1)).toBe('cancelled');
  expect(await outcomes()).toEqual([
    'rollout cancel: done',
    'rollout resume: done',
    'rollout pause: done',
    'rollout start: done',
    'rollout start: planned',
  ]);
});

test('words without a number are never about another rollout because the bot stopped', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const by = 'Alice Andersen';
  const there = { space: 'Room operations' };
  const starts = async (words: string, number: number, where = {}) => {
    await lab.alice.presses(await lab.alice.says(words, where), 'Start on 2 devices');
    await canaryTook(lab, number);
  };
  const says = (words: string, turn: Turn) => cutOff(lab, () => lab.alice.says(words), turned(lab, 1, turn));
  await starts('rollout Standby.Delay=77 on Fjord, Camden canary 1 for 10 min', 1);
  await starts('rollout Audio.DefaultVolume=41 on Kew, Tower canary 1 for 10 min', 2, there);
  await lab.alice.says('rollout Audio.DefaultVolume=42 on Big Sur');

  const paused = await says('rollout pause', { status: 'paused', resumesAs: 'running', why: `Paused by ${by}.`, by });
  expect(paused.title).not.toMatch(UNKNOWN);
  expect([await statusOf(lab, 1), await statusOf(lab, 2)]).toEqual(['paused', 'running']);
  const end = {
    status: 'ending',
    endsAs: 'cancelled',
    why: `Cancelled by ${by}.`,
    by,
    dueAt: lab.clock.now(),
  } as const;
  // Several could be meant: it asks.
  const asked = await lab.alice.says('rollout cancel');
  expect(asked.lines.slice(0, 2)).toEqual(['Cancel rollout 1?', 'Standby.Delay → 77']);
  const cancelled = await cutOff(lab, () => lab.alice.presses(asked, 'Cancel rollout 1'), turned(lab, 1, end));
  expect(cancelled.title).toMatch(/^Cancelled/);
  expect([await statusOf(lab, 2), await statusOf(lab, 3)]).toEqual(['running', 'planned']);
});

test('a rollout that somebody cancelled after the bot stopped is not told as gone on with', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden canary 1 for 10 min');
  await lab.alice.presses(plan, 'Start on 2 devices');
  await canaryTook(lab, 1);
  await lab.alice.says('rollout pause 1');
  const ended = { status: 'cancelled', by: 'Bob Berg', endedAt: lab.clock.now(), isTold: true } as const;
  const told = await cutOff(lab, () => lab.alice.says('rollout resume 1'), turned(lab, 1, ended), 'forgotten');
  expect(told.title).toBe('Rollout 1 is over');
});

test('a retry that the bot stopped at while it took its devices in does all of them, and nothing else', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden, Kew no canary over 30 min stop at 60%');
  lab.cloud.faults.add({ method: 'PATCH', path: '/deviceConfigurations', effect: 'status', status: 403 });
  await lab.alice.presses(plan, 'Start on 3 devices');
  expect(await finished(lab, 1)).toBe('stopped');
  lab.cloud.faults.clear();
  const states = async () => (await itemsOf(lab, 1)).map(({ state }) => state).sort();
  expect(await states()).toEqual(['change', 'failed', 'failed']);

  const card = await lab.alice.says('rollout retry 1 failed');
  const { rollouts } = lab.store();
  const now = lab.clock.now();
  const halfDone = async () => {
    const old = await rollouts.numbered(1);
    const [first] = (await itemsOf(lab, 1)).filter(({ state }) => state === 'failed');
    if (!old || !first) throw new Error('nothing failed');
    const stage = old.stages + 1;
    const again = { status: 'waiting', stage, stages: stage, retriedFrom: stage, takesIn: 'failed' } as const;
    const anew = { startedAt: now, dueAt: now + 60_000, endedAt: undefined, endsAs: undefined, isTold: false };
    await rollouts.turn(old, { ...again, ...anew });
    await rollouts.items.stages(old.id, new Map([[first.deviceId, stage]]));
    await rollouts.items.settle(first, { state: 'change', reason: '', misses: 0, readAt: 0 });
  };
  await cutOff(lab, () => lab.alice.presses(card, 'Retry on 2 devices'), halfDone);
  await finished(lab, 1);
  expect(await states()).toEqual(['confirmed', 'confirmed', 'skipped']);
});

test('a plan that was changed before the bot stopped is told as changed, and what came in its place stays', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const { rollouts } = lab.store();
  await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden canary 1 for 10 min');
  for (const [number, words] of [
    [1, 'rollout change 1 canary 1 for 20 min'],
    [2, 'rollout change canary 1 for 30 min'],
  ] as const) {
    const isReady = (one: number) => goesOn(lab, one, (status) => status === 'planned', { stepMs: 0 });
    await isReady(number);
    const anew = async (origin: string) => {
      const old = await rollouts.numbered(number);
      if (!old) throw new Error('there is no such plan');
      const { spec, spaceId, parentId, isDirect, personId, personName, personEmail, orgId, actsAs } = old;
      const asked = { spec, spaceId, parentId, isDirect, personId, personName, personEmail, orgId, actsAs };
      await rollouts.add({ ...asked, origin }, await itemsOf(lab, number));
      const why = 'Planned anew by Alice Andersen.';
      await turned(lab, number, { status: 'cancelled', why, endedAt: lab.clock.now(), isTold: true })();
      await isReady(number + 1);
    };
    const told = await cutOff(lab, () => lab.alice.posts(words), anew);
    const all = (await lab.alice.reads()).map(({ title }) => title);
    expect([told.title, ...all]).toContain(`Planning rollout ${number} anew as rollout ${number + 1}`);
    expect([await statusOf(lab, number), await statusOf(lab, number + 1)]).toEqual(['cancelled', 'planned']);
  }
  expect(await statusOf(lab, 4)).toBeUndefined();
});

const BY_TWO = `version: 1
roles:
  admin:
    members: [alice.andersen@fjordbank.example, bob.berg@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
approvals: [{ commands: [rollout start], by: admin, tiers: 0-3 }]
`;

test('a start that somebody approved and the bot stopped at starts once, whatever came of it', async () => {
  await using lab = await openLab({ policy: BY_TWO });
  const here = { space: 'Room operations' };
  await lab.logIn('Alice');
  for (const [index, wish] of ['Standby.Delay=77', 'Audio.DefaultVolume=41'].entries()) {
    const plan = await lab.alice.says(`rollout ${wish} on Fjord, Camden`, here);
    const asked = await lab.alice.presses(plan, 'Ask for approval');
    await cutOff(lab, () => lab.bob.presses(asked, 'Approve'), index === 0 ? undefined : begun(lab, 2));
    expect(await finished(lab, index + 1)).toBe('done');
  }
  expect(lab.written().filter(({ method }) => method === 'PATCH')).toHaveLength(4);
  const titles = (await lab.alice.reads(here)).map(({ title }) => title);
  expect(titles.filter((title) => UNKNOWN.test(title))).toEqual([]);
  expect(titles.filter((title) => title.startsWith('Done: '))).toHaveLength(2);
});

test('a start that was approved and happened is not told as refused, since who asked left before the bot was back', async () => {
  await using lab = await openLab({ policy: BY_TWO });
  const here = { space: 'Room operations' };
  await lab.logIn('Alice');
  const plan = await lab.alice.says('rollout Standby.Delay=77 on Fjord, Camden', here);
  const asked = await lab.alice.presses(plan, 'Ask for approval');
  const leaves = async () => {
    await begun(lab, 1)();
    lab.cloud.faults.add({ method: 'GET', path: '^/people/[^/]+$', effect: 'status', status: 404 });
  };
  await cutOff(lab, () => lab.bob.presses(asked, 'Approve'), leaves, 'uncertain');
  lab.cloud.faults.clear();
  const outcomes = (await lab.store().audit.recent({ spaceId: lab.alice.spaceId(here.space), limit: 20 })).map(
    ({ outcome }) => outcome,
  );
  expect(outcomes).toContain('uncertain');
  expect(outcomes).not.toContain('denied');
});

test('what is not known leads to what it was about, which is not always a device', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  await lab.alice.says('profile save lobby Standby.Delay=10');
  const plan = await lab.alice.says('profile delete lobby');
  const told = await cutOff(lab, () => lab.alice.presses(plan, 'Delete lobby'), undefined, 'uncertain');
  expect(told.text).toBe(
    "I don't know whether this happened: Delete the profile lobby\nI was stopped while I did it. I will not do it again: look at the profile first.",
  );
  expect(await lab.alice.presses(told, 'Look at the profile lobby')).toMatchObject({ title: 'lobby' });
});

test('a configuration that was set as the bot stopped is told as not known, with what it is now and the way back', async () => {
  await using lab = await openLab();
  await lab.logIn('Alice');
  const plan = await lab.alice.says('config set Fjord Audio.DefaultVolume=71');
  const { configurations } = lab.cloud;
  const id = lab.deviceId('Fjord');
  const was = configurations.read(id, 'Audio.DefaultVolume')?.value;
  const sets = async () => void configurations.set(id, 'Audio.DefaultVolume', 71);
  const told = await cutOff(lab, () => lab.alice.presses(plan, 'Change it'), sets, 'uncertain');
  expect(told.lines).toEqual([
    "I don't know whether this happened: Change Audio.DefaultVolume on Fjord",
    'I was stopped while I did it. I will not send it again: look at the device first.',
    '[Look at Fjord] [Set it back…]',
  ]);
  expect((await lab.alice.presses(told, 'Look at Fjord')).text).toMatch(/Audio\.DefaultVolume.*71/s);
  const back = await lab.alice.says('undo');
  expect(back.text).toMatch(/71 \(configured\) → 50 \(default\)/);
  await lab.alice.presses(back, 'Reset it');
  expect(configurations.read(id, 'Audio.DefaultVolume')?.value).toBe(was);
});
