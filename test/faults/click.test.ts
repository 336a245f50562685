import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isReachable } from '#simulator/devices/device.ts';
import type { FaultRule } from '#simulator/faults.ts';
import type { Said } from '../persona.ts';
import { openSite, patiently, press, type Site } from './site.ts';

const DONE = /^The microphones of .* are muted$/;
const UNKNOWN = /^I don't know whether this happened: Mute the microphones of /;

interface Point {
  point: string;
  /** The request of the bot that hangs until it is killed; left out where it is killed when the device has answered. */
  hangs?: Pick<FaultRule, 'method' | 'path' | 'after'>;
  told: RegExp;
  /** How often the answer may stand there: twice where it was posted and the bot could not know it. */
  most: number;
}

const POINTS: Point[] = [
  { point: 'the click is fetched', hangs: { method: 'GET', path: '/attachment/actions' }, told: DONE, most: 1 },
  { point: 'the plan is taken and made again', hangs: { method: 'GET', path: '/devices' }, told: DONE, most: 1 },
  {
    point: 'the command is sent and not carried out',
    hangs: { method: 'POST', path: '/xapi/command' },
    told: UNKNOWN,
    most: 1,
  },
  {
    point: 'the command is carried out, before its answer is there',
    hangs: { method: 'POST', path: '/xapi/command', after: true },
    told: UNKNOWN,
    most: 1,
  },
  {
    point: 'the outcome is noted, before it is posted',
    hangs: { method: 'POST', path: '/messages' },
    told: DONE,
    most: 1,
  },
  {
    point: 'the outcome is posted, before Webex says so',
    hangs: { method: 'POST', path: '/messages', after: true },
    told: DONE,
    most: 2,
  },
  {
    point: 'the spent card is about to be taken away',
    hangs: { method: 'DELETE', path: '/messages' },
    told: DONE,
    most: 2,
  },
  {
    point: 'the spent card is gone',
    hangs: { method: 'DELETE', path: '/messages', after: true },
    told: DONE,
    most: 2,
  },
  { point: 'the device has just answered', told: new RegExp(`${DONE.source}|${UNKNOWN.source}`), most: 2 },
];

describe('kill -9 while a click on Confirm is worked: done at most once, and told, when killed as', () => {
  let site: Site;
  /** By point: the device, the card that was pressed, and whatever stood in the space after it. */
  const found = new Map<string, { device: string; card: Said; answers: Said[]; history: string[] }>();
  /** Commands that came in at Webex, carried out or not. */
  const commands = () => site.arrivals.all.filter(({ path }) => path.startsWith('/xapi/command/'));

  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  test('all of these, each in a space of its own', async () => {
    const alice = site.person('Alice');
    const devices = site.cloud.fleet
      .all()
      .filter((one) => isReachable(one) && one.botAccess === 'full' && one.product.traits.has('codec') && !one.personId)
      .map(({ displayName }) => displayName);
    for (const { point } of POINTS) site.space(point, 'Alice');
    const first = await site.start();
    const cards = await Promise.all(
      POINTS.map(({ point }, index) => alice.says(`mute ${devices[index]}`, { space: point })),
    );
    await site.workedOff();
    for (const [index, { point, hangs }] of POINTS.entries()) {
      const [device = '', card] = [devices[index], cards[index]];
      if (!card) throw new Error('there is no card');
      found.set(point, { device, card, answers: [], history: [] });
      const sent = commands().length;
      const fault = hangs && site.cloud.faults.add({ ...hangs, effect: 'hang', times: 1 });
      await press(alice, card, `Mute ${device}`);
      const isThere = () => (fault ? fault.hits === 1 : commands()[sent]?.answer !== undefined);
      await expect.poll(isThere, { ...patiently, interval: 1 }).toBe(true);
    }
    first.kill('SIGKILL');
    await first.ends();

    const second = await site.start();
    await site.workedOff();
    for (const [point, one] of found) {
      one.answers = (await alice.reads({ space: point })).filter(({ id }) => id !== one.card.id);
      one.history = (await alice.says('history', { space: point })).lines;
    }
    second.kill('SIGTERM');
    expect(await second.ends()).toBe(0);
  });

  test.each(POINTS)('$point', async ({ point, told, most }) => {
    const { device = '', card, answers = [], history = [] } = found.get(point) ?? {};
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.length).toBeLessThanOrEqual(most);
    for (const { title } of answers) expect(title).toMatch(told);
    for (const { title, lines } of answers) if (UNKNOWN.test(title)) expect(lines.at(-1)).toBe(`[Look at ${device}]`);
    // The spent card was taken away.
    expect((await site.person('Alice').reads({ space: point })).map(({ id }) => id)).not.toContain(card?.id);
    const [outcome] = history.filter((line) => line.startsWith(`mute ${device} `));
    expect(outcome).toMatch(UNKNOWN.test(answers[0]?.title ?? '') ? /unknown$/ : /done$/);
  });

  test('and each command came in at Webex once', () => {
    expect(commands()).toHaveLength(POINTS.length);
    const carriedOut = site.arrivals.commands().map(({ deviceId }) => deviceId);
    expect(new Set(carriedOut).size).toBe(carriedOut.length);
  });

  test('and no plan stays "being done right now"', async () => {
    const store = await site.store();
    expect(await store.plans.interrupted(Number.MAX_SAFE_INTEGER)).toEqual([]);
    await store.close();
  });
});
