import { expect, test } from 'vitest';
import { type DriftNews, type DriftRun, startDrifting } from '#jobs/drift.ts';
import type { DriftCheck } from '#store/index.ts';
import { createPlace, quiet } from '../store/engines.ts';
import { timeMachine } from '../time-machine.ts';
import { standIn } from './stand-in.ts';

const HOUR = 3_600_000;
type Run = DriftRun<string>;

const compared = (drifted: Record<string, string> = {}, unread: string[] = []): Run => ({
  kind: 'compared',
  report: 'report',
  profileName: 'lobby',
  all: 3,
  right: 3 - Object.keys(drifted).length - unread.length,
  drifted: Object.fromEntries(Object.entries(drifted).map(([id, how]) => [id, { name: id, in: how }])),
  unread: Object.fromEntries(unread.map((id) => [id, id])),
});

/** The job on a real store; devices are as the test says. */
async function openJob() {
  const place = await createPlace();
  const clock = timeMachine();
  const store = await place.open({ clock });
  const { told, asked, answers, hears, ask, tell } = standIn<Run, DriftNews<string>>(compared());
  const jobs: { stop(): Promise<void> }[] = [];
  await store.driftChecks.add({
    orgId: 'org',
    profileId: 'profile',
    profileName: 'lobby',
    spaceId: 'space',
    personId: 'alice',
    personName: 'Alice',
    personEmail: 'alice@example.com',
    phrase: 'tag:lobby',
    repeat: { hours: 6 },
    dueAt: clock.now() + 6 * HOUR,
  });
  const current = async (): Promise<DriftCheck | undefined> => (await store.driftChecks.list('org'))[0];
  return {
    clock,
    store,
    current,
    runs: asked,
    devices: answers,
    space: hears,
    start() {
      const job = startDrifting<string>({
        checks: store.driftChecks,
        run: ask,
        tell,
        clock,
        log: quiet,
        everyMs: 5,
      });
      jobs.push(job);
      return job;
    },
    /** Lets the time of the next run come, and waits until it is noted; gives what was told of it. */
    async run(): Promise<string[]> {
      const before = await current();
      const from = told.length;
      clock.skip(Math.max(0, (before?.dueAt ?? 0) - clock.now()));
      await expect
        .poll(async () => {
          const after = await current();
          return after === undefined || (after.dueAt !== before?.dueAt && after.leasedUntil === 0);
        })
        .toBe(true);
      return told
        .slice(from)
        .map((news) => (news.kind === 'trouble' ? `trouble ${news.code}` : [news.kind, ...news.fresh].join(' ')));
    },
    async [Symbol.asyncDispose]() {
      for (const job of jobs) await job.stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

test('the space hears what was not so before, once, and that all is right again', async () => {
  await using job = await openJob();
  job.start();
  expect(await job.run()).toEqual([]);
  job.devices(compared({ fjord: 'volume 40' }));
  expect(await job.run()).toEqual(['drifted fjord']);
  expect(await job.run()).toEqual([]);
  job.devices(compared({ fjord: 'volume 50', kew: 'volume 40' }));
  expect(await job.run()).toEqual(['drifted fjord kew']);
  job.devices(compared({ fjord: 'volume 50' }));
  expect(await job.run()).toEqual([]);
  // Nobody knows whether it is right by now.
  job.devices(compared({}, ['fjord']));
  expect(await job.run()).toEqual(['unread fjord']);
  expect(await job.run()).toEqual([]);
  job.devices(compared());
  expect(await job.run()).toEqual(['right']);
  expect(await job.run()).toEqual([]);
});

test('that it can not be done is told once, that it goes on too, and whoever asks is told anyway', async () => {
  await using job = await openJob();
  job.start();
  job.devices({ kind: 'trouble', code: 'no-such-profile', why: 'It was deleted.' });
  expect(await job.run()).toEqual(['trouble no-such-profile']);
  expect(await job.run()).toEqual([]);
  job.devices({ kind: 'trouble', code: 'login-needed', why: 'Alice has to log in.' });
  expect(await job.run()).toEqual(['trouble login-needed']);
  job.devices(compared());
  expect(await job.run()).toEqual(['asked']);
  expect(await job.run()).toEqual([]);
  const check = await job.current();
  expect(check && (await job.store.driftChecks.hurry(check))).toBe(true);
  expect(await job.run()).toEqual(['asked']);
});

test('while Webex is away it is tried every five minutes, and the space hears of it once', async () => {
  await using job = await openJob();
  job.start();
  job.devices(new Error('no answer'));
  const at = (await job.current())?.dueAt ?? 0;
  expect(await job.run()).toEqual([]);
  expect((await job.current())?.dueAt).toBe(at + 300_000);
  expect([...(await job.run()), ...(await job.run()), ...(await job.run())]).toEqual(['trouble webex-away']);
  job.devices(compared());
  expect(await job.run()).toEqual(['asked']);
});

test('what the space could not be told is told later, and a space that is gone ends the check', async () => {
  await using job = await openJob();
  job.start();
  job.devices(compared({ fjord: 'volume 40' }));
  job.space(new Error('no answer'));
  expect(await job.run()).toEqual([]);
  job.space(true);
  expect(await job.run()).toEqual(['drifted fjord']);
  job.devices(compared({ kew: 'volume 40' }));
  job.space(false);
  expect(await job.run()).toEqual(['drifted kew']);
  expect(await job.current()).toBeUndefined();
});

test('whoever asked hears of a run that is done later, since Webex or the space did not answer, or the bot stopped', async () => {
  await using job = await openJob();
  const first = job.start();
  expect(await job.run()).toEqual([]);
  const hurried = async () => {
    const check = await job.current();
    expect(check && (await job.store.driftChecks.hurry(check))).toBe(true);
  };
  await hurried();
  job.devices(new Error('no answer'));
  expect(await job.run()).toEqual([]);
  job.devices(compared());
  job.space(new Error('no answer'));
  expect(await job.run()).toEqual([]);
  job.space(true);
  expect(await job.run()).toEqual(['asked']);
  expect(await job.run()).toEqual([]);

  await hurried();
  const runs = job.runs();
  let end = () => {};
  job.devices(
    () =>
      new Promise((_, reject) => {
        end = () => reject(new Error('broken off'));
      }),
  );
  job.clock.skip(HOUR);
  await expect.poll(() => job.runs()).toBe(runs + 1);
  const stopped = first.stop();
  end();
  await stopped;
  job.devices(compared());
  expect(await job.current()).toMatchObject({ isAsked: true });
  job.start();
  expect(await job.run()).toEqual(['asked']);
});

test('of several processes one runs it; one that stops in the middle leaves it to the next', async () => {
  await using job = await openJob();
  let letGo = () => {};
  job.devices(
    () =>
      new Promise((resolve) => {
        letGo = () => resolve(compared({ fjord: 'volume 40' }));
      }),
  );
  const first = job.start();
  job.start();
  job.clock.skip(6 * HOUR);
  await expect.poll(() => job.runs()).toBe(1);
  const stopped = first.stop();
  letGo();
  await stopped;
  expect(job.runs()).toBe(1);
  await expect.poll(async () => Object.keys((await job.current())?.found.drifted ?? {})).toEqual(['fjord']);
});
