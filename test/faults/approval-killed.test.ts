import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReachable } from '#simulator/devices/device.ts';
import type { FaultRule } from '#simulator/faults.ts';
import type { Said } from '../persona.ts';
import { policyWith } from '../pipeline/approval-lab.ts';
import { openSite, patiently, press, type Site } from './site.ts';

const DONE = /^The microphones of .* are muted$/;
const UNKNOWN = /^I don't know whether this happened: Mute the microphones of /;

interface Point {
  point: string;
  /** Which button is pressed when it happens. */
  presses: 'Approve' | 'Ask for approval';
  /** The request of the bot that hangs until it is killed. */
  hangs: Pick<FaultRule, 'method' | 'path' | 'after'>;
  told: RegExp;
}

const WAITS = /^Mute the microphones of .*\?$/;
const POINTS: Point[] = [
  {
    point: 'it is asked for and planned again',
    presses: 'Ask for approval',
    hangs: { method: 'GET', path: '/devices' },
    told: WAITS,
  },
  {
    point: 'it waits, and its card is about to be posted',
    presses: 'Ask for approval',
    hangs: { method: 'POST', path: '/messages' },
    told: WAITS,
  },
  {
    point: 'it waits, and its card is posted before Webex says so',
    presses: 'Ask for approval',
    hangs: { method: 'POST', path: '/messages', after: true },
    told: WAITS,
  },
  {
    point: 'the approval is fetched',
    presses: 'Approve',
    hangs: { method: 'GET', path: '/attachment/actions' },
    told: DONE,
  },
  {
    point: 'the requester is looked at',
    presses: 'Approve',
    hangs: { method: 'GET', path: '/people/{requester}' },
    told: DONE,
  },
  {
    point: 'the command is sent and not carried out',
    presses: 'Approve',
    hangs: { method: 'POST', path: '/xapi/command' },
    told: UNKNOWN,
  },
  {
    point: 'the command is carried out, before its answer is there',
    presses: 'Approve',
    hangs: { method: 'POST', path: '/xapi/command', after: true },
    told: UNKNOWN,
  },
  {
    point: 'the outcome is noted, before it is posted',
    presses: 'Approve',
    hangs: { method: 'POST', path: '/messages' },
    told: DONE,
  },
  {
    point: 'the outcome is posted, before Webex says so',
    presses: 'Approve',
    hangs: { method: 'POST', path: '/messages', after: true },
    told: DONE,
  },
  {
    point: 'the card is about to be taken away',
    presses: 'Approve',
    hangs: { method: 'DELETE', path: '/messages' },
    told: DONE,
  },
];

describe('kill -9 while an approval is asked for or given: done at most once, and told, when killed as', () => {
  let site: Site;
  const found = new Map<string, { answers: Said[]; history: string[] }>();
  const commands = () => site.arrivals.all.filter(({ path }) => path.startsWith('/xapi/command/'));

  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('all of these, each in a space of its own', async () => {
    const policyFile = join(site.dataDir, 'policy.yaml');
    await writeFile(policyFile, policyWith({ approvals: '  - { commands: mute, roles: operator, by: admin }' }));
    const policy = { POLICY_FILE: policyFile };
    const [alice, bob] = [site.person('Alice'), site.person('Bob')];
    const devices = site.cloud.fleet
      .all()
      .filter((one) => isReachable(one) && one.botAccess === 'full' && one.product.traits.has('codec') && !one.personId)
      .map(({ displayName }) => displayName);
    for (const { point } of POINTS) site.space(point, 'Alice', 'Bob');
    const cards: Said[] = [];
    const first = await site.start(policy);
    for (const [index, { point, presses }] of POINTS.entries()) {
      const plan = await bob.says(`mute ${devices[index]}`, { space: point });
      cards.push(presses === 'Approve' ? await bob.presses(plan, 'Ask for approval') : plan);
    }
    await site.workedOff();
    const known = new Map<string, Set<string>>();
    for (const [index, { point, presses, hangs }] of POINTS.entries()) {
      const card = cards[index];
      if (!card) throw new Error('there is no card');
      known.set(point, new Set((await bob.reads({ space: point })).map(({ id }) => id)));
      // Bob is who asked.
      const path = hangs.path?.replace('{requester}', bob.id);
      const fault = site.cloud.faults.add({ ...hangs, ...(path && { path }), effect: 'hang', times: 1 });
      await press(presses === 'Approve' ? alice : bob, card, presses);
      await expect.poll(() => fault.hits, { ...patiently, interval: 1 }).toBe(1);
    }
    first.kill('SIGKILL');
    await first.ends();

    const second = await site.start(policy);
    await site.workedOff();
    for (const { point } of POINTS) {
      const all = await bob.reads({ space: point });
      const answers = all.filter(({ id }) => !known.get(point)?.has(id));
      const history = (await alice.says('history', { space: point })).lines;
      found.set(point, { answers, history });
    }
    // What was asked for can be approved.
    for (const { point, presses } of POINTS) {
      const card = found.get(point)?.answers.at(-1);
      if (presses === 'Ask for approval' && card) found.get(point)?.answers.push(await alice.presses(card, 'Approve'));
    }
    await site.workedOff();
    second.kill('SIGTERM');
    expect(await second.ends()).toBe(0);
  });

  test.each(POINTS)('$point', ({ point, told, presses }) => {
    const { answers = [], history = [] } = found.get(point) ?? {};
    const isAsked = presses === 'Ask for approval';
    const [end, ...others] = isAsked ? answers.toReversed() : answers;
    expect(end?.title).toMatch(isAsked ? DONE : told);
    // Twice at most, where it was posted and the bot could not know it.
    expect(isAsked ? others.length : answers.length).toBeLessThanOrEqual(2);
    for (const { title } of isAsked ? others : answers) expect(title).toMatch(told);
    if (!isAsked)
      expect(history.filter((line) => line.startsWith('mute '))[0]).toMatch(told === UNKNOWN ? /unknown$/ : /done$/);
    if (told === DONE) expect(end?.lines.join('\n')).toContain('Asked by Bob Berg, approved by Alice Andersen');
  });

  test('and each command came in at Webex once', () => {
    expect(commands()).toHaveLength(POINTS.length);
    const carriedOut = site.arrivals.commands().map(({ deviceId }) => deviceId);
    expect(new Set(carriedOut).size).toBe(carriedOut.length);
  });

  test('and nothing is left that waits or is being done', async () => {
    const store = await site.store();
    expect(await store.plans.interrupted(Number.MAX_SAFE_INTEGER)).toEqual([]);
    expect(await store.approvals.waiting()).toEqual([]);
    await store.close();
  });
});
