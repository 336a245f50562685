import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '#simulator/faults.ts';
import type { Persona, Said } from '../persona.ts';
import type { Program } from '../programs.ts';
import { openSite, patiently, press, type Site } from './site.ts';

/** What the log says at the end of each event. */
const SERVED = '"msg":"event served"';
const DONE = /are muted$/;
const UNKNOWN = /^I don't know whether this happened: Mute/;

interface Point {
  killed: string;
  /** The bot is killed when this request of it hangs. */
  at: FaultRule;
  device: string;
  told: RegExp;
  /** How often the answer may stand there: twice where it was posted and the bot could not know it. */
  most: number;
}

const POINTS: Point[] = [
  {
    killed: 'while the click is fetched',
    at: { method: 'GET', path: '/attachment/actions', effect: 'hang' },
    device: 'Fjord',
    told: DONE,
    most: 1,
  },
  {
    killed: 'when the plan is taken',
    at: { method: 'GET', path: '/devices', effect: 'hang' },
    device: 'Hardanger',
    told: DONE,
    most: 1,
  },
  {
    killed: 'when the command is noted and sent, before it is carried out',
    at: { method: 'POST', path: '/xapi/command', effect: 'hang' },
    device: 'Camden',
    told: UNKNOWN,
    most: 1,
  },
  {
    killed: 'when the command is carried out, before the answer is there',
    at: { method: 'POST', path: '/xapi/command', effect: 'hang', after: true },
    device: 'Greenwich',
    told: UNKNOWN,
    most: 1,
  },
  {
    killed: 'when the outcome is noted, before it is posted',
    at: { method: 'POST', path: '/messages', effect: 'hang' },
    device: 'Tower',
    told: DONE,
    most: 1,
  },
  {
    killed: 'when the outcome is posted, before Webex says so',
    at: { method: 'POST', path: '/messages', effect: 'hang', after: true },
    device: 'Kew',
    told: DONE,
    most: 2,
  },
  {
    killed: 'when the spent card is taken away',
    at: { method: 'DELETE', path: '/messages', effect: 'hang' },
    device: 'Redwood',
    told: DONE,
    most: 2,
  },
  {
    killed: 'when the spent card has gone',
    at: { method: 'DELETE', path: '/messages', effect: 'hang', after: true },
    device: 'Yosemite',
    told: DONE,
    most: 2,
  },
];

describe('a click on Confirm is done at most once and its outcome is told, when the bot is killed', () => {
  let site: Site;
  let program: Program;
  beforeAll(async () => {
    site = await openSite();
    program = await site.start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  /** Commands that came in at Webex, carried out or not. */
  const commands = () =>
    site.arrivals.all.filter(({ method, path }) => method === 'POST' && path.startsWith('/xapi/command/'));

  /** The plan's card, once nothing is under way any more. */
  async function asked(alice: Persona, device: string): Promise<Said> {
    const served = () => program.out().split(SERVED).length;
    const before = served();
    const card = await alice.says(`mute ${device}`);
    await expect.poll(served, patiently).toBe(before + 1);
    return card;
  }

  test.each(POINTS)('$killed', async ({ at, device, told, most }) => {
    const alice = site.person('Alice');
    const card = await asked(alice, device);
    const before = new Set((await alice.reads()).map(({ id }) => id));
    const sent = commands().length;
    const fault = site.cloud.faults.add({ ...at, times: 1 });
    await press(alice, card, `Mute ${device}`);
    await expect.poll(() => fault.hits, patiently).toBe(1);
    program.kill('SIGKILL');
    await program.ends();

    program = await site.start();
    await program.says(SERVED);
    const answers = (await alice.reads()).filter(({ id }) => !before.has(id)).map(({ title }) => title);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.length).toBeLessThanOrEqual(most);
    for (const answer of answers) expect(answer).toMatch(told);
    expect(commands()).toHaveLength(sent + 1);
    expect((await alice.reads()).map(({ id }) => id)).not.toContain(card.id);
    const history = (await alice.says('history')).lines.filter((line) => line.startsWith(`mute ${device} `));
    expect(history[0]).toMatch(told === UNKNOWN ? /unknown$/ : /done$/);
  });

  test('as soon as the device has answered', async () => {
    const alice = site.person('Alice');
    const card = await asked(alice, 'Sequoia');
    const before = new Set((await alice.reads()).map(({ id }) => id));
    const sent = commands().length;
    await press(alice, card, 'Mute Sequoia');
    const isAnswered = () =>
      commands()
        .slice(sent)
        .some(({ answer }) => answer !== undefined);
    await expect.poll(isAnswered, { ...patiently, interval: 1 }).toBe(true);
    program.kill('SIGKILL');
    await program.ends();

    program = await site.start();
    await program.says(SERVED);
    const answers = (await alice.reads()).filter(({ id }) => !before.has(id)).map(({ title }) => title);
    expect(answers.length).toBeGreaterThan(0);
    expect(answers.length).toBeLessThanOrEqual(2);
    for (const answer of answers) expect([UNKNOWN, DONE].some((pattern) => pattern.test(answer))).toBe(true);
    expect(commands()).toHaveLength(sent + 1);
  });

  test('and no plan stays "being done right now"', async () => {
    program.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
    const store = await site.store();
    expect(await store.plans.interrupted(Number.MAX_SAFE_INTEGER)).toEqual([]);
    await store.close();
  });
});
