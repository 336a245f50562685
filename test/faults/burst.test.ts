import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFailed, test } from 'vitest';
import { isReachable } from '#simulator/devices/device.ts';
import { seededRandom } from '#simulator/random.ts';
import type { Said } from '../persona.ts';
import { answersTo, muteOf, nonsenseOf, type Question, rebootOf, volumeOf } from './questions.ts';
import { openRelay } from './relay.ts';
import { openSite, patiently, press, type Site } from './site.ts';

const SPACES = 12;
const KILLS = 5;

/** Spaces of Alice and Bob, each with a device whose volume is set and one that is muted or restarted on Confirm. */
function spacesOf(site: Site) {
  const devices = site.cloud.fleet
    .all()
    .filter((device) => isReachable(device) && device.botAccess === 'full' && device.product.traits.has('codec'))
    .filter(({ personId }) => personId === undefined)
    .map(({ displayName }) => displayName);
  return Array.from({ length: SPACES }, (_, index) => {
    const space = `Room ${index}`;
    site.space(space, 'Alice', 'Bob');
    const [volume = '', other = ''] = devices.slice(2 * index);
    return { space, volume, change: index % 4 === 0 ? rebootOf(other) : muteOf(other), asker: index % 2 };
  });
}

test('kill -9 in mid-burst: every acknowledged event is answered, and no command is sent twice', async () => {
  const seed = Number(process.env['BURST_SEED'] ?? randomInt(2 ** 31));
  onTestFailed(() => console.log(`The same again: BURST_SEED=${seed}`));
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);

  await using site = await openSite({ devices: 120 });
  await using relay = await openRelay({ port: site.port, isTwice: () => random() < 0.2 });
  const people = [site.person('Alice'), site.person('Bob')] as const;
  const spaces = spacesOf(site);
  const start = () => site.start({ PUBLIC_URL: relay.url });
  let program = await start();
  const cards: Said[] = await Promise.all(
    spaces.map(({ space, change, asker }) => (people[asker] ?? people[0]).says(change.words, { space })),
  );
  const before = new Set(cards.map(({ id }) => id));
  // Wide enough for kills to meet commands under way.
  site.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 30 });

  const asked: Question[] = [];
  /** Two commands and a read in each space, and in some of them the click on the card. */
  async function round(number: number): Promise<void> {
    await Promise.all(
      spaces.map(async ({ space, volume, change, asker }, index) => {
        const [first, last] = [volumeOf(volume, 2 * number + 1), volumeOf(volume, 2 * number + 2)];
        for (const [turn, question] of [first, nonsenseOf(`qqz${index}x${number}`), last].entries()) {
          await people[turn % 2]?.posts(question.words, { space });
          asked.push({ space, ...question });
        }
        const card = cards[index];
        if (!card || index % KILLS !== number) return;
        await press(people[asker] ?? people[0], card, change.button);
        asked.push({ space, ...change });
      }),
    );
  }

  const posts = () => site.arrivals.all.filter(({ method, path }) => method === 'POST' && path === '/messages').length;
  const kills: number[] = [];
  for (let number = 0; number < KILLS; number += 1) {
    const asking = round(number);
    // Not sooner: whoever is interrupted each time it is begun is rightly set aside.
    const enough = posts() + SPACES + below(2 * SPACES);
    await expect.poll(posts, { ...patiently, interval: 1 }).toBeGreaterThanOrEqual(enough);
    await sleep(below(40));
    program.kill('SIGKILL');
    await program.ends();
    kills.push(Date.now());
    program = await start();
    await asking;
  }
  await round(KILLS);
  await expect.poll(() => relay.taken.filter((id) => !relay.acknowledged.has(id)), patiently).toEqual([]);
  await site.workedOff();
  program.kill('SIGTERM');
  expect(await program.ends()).toBe(0);

  const store = await site.store();
  /** What breaks the promise, in words. */
  const faults: string[] = [];
  const count = { twice: 0, unknown: 0 };
  for (const { space } of spaces) {
    const said = (await people[0].reads({ space })).filter(({ id }) => !before.has(id));
    const audit = await store.audit.recent({ spaceId: people[0].spaceId(space), limit: 500 });
    let last = -1;
    for (const question of asked.filter((one) => one.space === space)) {
      const answers = answersTo(question, said);
      const broken = (how: string) =>
        faults.push(`${how}: ${space}, ${question.words}, ${said.map(titleOf).join(' | ')}`);
      const [first] = answers;
      if (!first) {
        broken('lost');
        continue;
      }
      count.twice += answers.length - 1;
      const times = answers.map(({ id }) => Date.parse(site.cloud.world.messages.get(id)?.created ?? ''));
      for (const [index, time] of times.slice(1).entries())
        if (!kills.some((kill) => (times[index] ?? 0) <= kill && kill <= time)) broken('answered twice without a kill');

      if (!question.unknown) continue;
      const { unknown } = question;
      const isUnknown = unknown.test(first.title);
      if (isUnknown) count.unknown += 1;
      if (answers.some(({ title }) => unknown.test(title) !== isUnknown)) broken('known and unknown');
      const outcomes = audit.flatMap(({ words, outcome }) =>
        words === question.words && outcome !== 'planned' ? [outcome] : [],
      );
      if (outcomes.join() !== (isUnknown ? 'uncertain' : 'done')) broken(`the audit says ${outcomes.join()}`);
      if (question.words.startsWith('volume')) {
        if (said.indexOf(first) < last) broken('out of turn');
        last = said.indexOf(first);
      }
    }
  }
  await store.close();

  const commands = site.arrivals.commands().map(({ isAnswered: _, ...command }) => JSON.stringify(command));
  const repeated = commands.filter((command, index) => commands.indexOf(command) !== index);
  console.log(
    `${asked.length} events, ${kills.length} kills: ${count.twice} answers seen twice, ${commands.length} commands, ` +
      `${repeated.length} of them twice, ${count.unknown} told as unknown`,
  );
  expect(faults).toEqual([]);
  expect(repeated).toEqual([]);
  // One event of each space can be under way at a kill.
  expect(count.twice).toBeLessThanOrEqual(KILLS * SPACES);
}, 120_000);

const titleOf = ({ title }: Said) => title;
