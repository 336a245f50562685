import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isReachable } from '#simulator/devices/device.ts';
import type { Simulator } from '#simulator/server.ts';
import { directRoom } from '#simulator/spaces.ts';
import { dataOf, linesOf, type Message, outsider, titleOf } from '../outsider.ts';
import { openPair, type Pair, patiently, print } from '../scale/pair.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

/** Presses of one button at once: fewer a person than they may make in a minute. */
const PRESSES = 200;
const ROUNDS = 12;
const APPROVERS = ['Alice', 'Vera', 'Dora', 'Eric', 'Finn'];

const POLICY = `
version: 1
roles:
  operator:
    members: [bob.berg@fjordbank.example]
    allow: [{ commands: [look, operate] }]
  admin:
    members: [alice.andersen@fjordbank.example, vera.vik@fjordbank.example, dora.new@fjordbank.example, eric.new@fjordbank.example, finn.new@fjordbank.example]
    allow: [{ commands: all, tiers: 0-3 }]
approvals:
  - { commands: mute, roles: operator, by: admin }
limits: { per-person: 1000/min, per-space: 1000/min }
`;

/** More people of the organisation, each with a direct space. */
function addPeople({ world }: Simulator): void {
  const model = world.people.all().find(({ firstName }) => firstName === 'Alice');
  if (!model) throw new Error('nobody is called Alice');
  for (const firstName of APPROVERS.slice(2)) {
    const email = `${firstName.toLowerCase()}.new@fjordbank.example`;
    const token = `token-of-${firstName}-that-is-long-enough-to-be-one`;
    const displayName = `${firstName} New`;
    const account = { ...model, id: world.newId('PEOPLE'), firstName, nickName: firstName, displayName, email, token };
    world.people.add(account);
    directRoom(world, account, world.bot);
  }
}

let postgres: TestPostgres;
let pair: Pair;
type Outsider = ReturnType<typeof outsider>;
let bob: Outsider;
let bobs: string;
let approvers: { person: Outsider; space: string }[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
  pair = await openPair({ databaseUrl: await postgres.createDatabase(), policy: POLICY, prepare: addPeople });
  const { world, apiBase } = pair.cloud;
  const of = (name: string) => {
    const account = world.people.all().find(({ firstName }) => firstName === name);
    if (!account) throw new Error(`nobody is called ${name}`);
    return outsider(apiBase, account.token);
  };
  bob = of('Bob');
  bobs = await bob.direct();
  approvers = await Promise.all(
    APPROVERS.map(async (name) => {
      const person = of(name);
      return { person, space: await person.direct() };
    }),
  );
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
  await postgres.stop();
});

/** Bob asks for an approval in his direct space: everybody who may approve has a card in a direct space of their own. */
async function asked(device: string): Promise<{ plan: Message; cards: Message[] }> {
  const before = await Promise.all(approvers.map(({ person, space }) => person.reads(space)));
  const plan = await bob.presses(await bob.says(`mute ${device}`), 'Ask for approval');
  const cards = await Promise.all(
    approvers.map(async ({ person, space }, n) => (await person.hears(space, before[n] ?? []))[0]),
  );
  return { plan, cards: cards.flatMap((card) => card ?? []) };
}

const sentTo = (device: string): number => {
  const id = pair.cloud.fleet.all().find(({ displayName }) => displayName === device)?.id ?? '';
  return pair
    .asked()
    .filter(({ method, path, body }) => method === 'POST' && path.startsWith('/xapi/') && body.includes(id)).length;
};

/** What the bot has said since, but for cards that stand there already. */
async function since(person: Outsider, space: string, known: ReadonlySet<string>): Promise<string[]> {
  return (await person.reads(space)).filter(({ id }) => !known.has(id)).map(titleOf);
}

/** Submits all of these at once, and resolves when what came in is worked. A card that is gone by then takes no press. */
async function pressAll(
  presses: readonly { person: Outsider; card: Message; inputs: object; afterMs?: number }[],
): Promise<void> {
  const count = async () => {
    const where = "key like 'attachmentActions:%' and state = 'done'";
    const [row] = await pair.query<{ count: string }>(`select count(*) from inbox where ${where}`);
    return Number(row?.count);
  };
  // What asked for the approval was answered, and is noted as done a moment later.
  await pair.workedOff();
  const before = await count();
  const results = await Promise.allSettled(
    presses.map(async ({ person, card, inputs, afterMs = 0 }) => {
      await sleep(afterMs);
      return person.submit(card.id, inputs);
    }),
  );
  const taken = results.filter(({ status }) => status === 'fulfilled').length;
  await expect.poll(count, patiently).toBe(before + taken);
}

/** Both processes answer. */
function spread(): { reached: Set<number>; stop(): void } {
  const { first } = pair.balancer;
  const reached = new Set<number>();
  let next = 0;
  pair.balancer.first = (body) => {
    if (!body.includes('attachmentActions')) return first(body);
    next = 1 - next;
    reached.add(next);
    return next;
  };
  const stop = () => {
    pair.balancer.first = first;
  };
  return { reached, stop };
}

const PRESSED = /^(Approved: |Refused: |This was |This is being done|.+ (approved|refused) this )/;
const ELSEWHERE = /^(Approved and done|Refused): /;

test('one approval, pressed 200 times at both processes at once, is one effect', async () => {
  const { cards } = await asked('Fjord');
  expect(cards).toHaveLength(APPROVERS.length);
  const known = await Promise.all(
    approvers.map(async ({ person, space }) => new Set((await person.reads(space)).map(({ id }) => id))),
  );
  const before = new Set((await bob.reads(bobs)).map(({ id }) => id));
  const { reached, stop } = spread();
  const one = (n: number) => {
    const [approver, card] = [approvers[n % approvers.length], cards[n % cards.length]];
    return approver && card ? [{ person: approver.person, card, inputs: dataOf(card, 'Approve') }] : [];
  };
  await pressAll(Array.from({ length: PRESSES }, (_, n) => one(n)).flat());
  stop();
  expect(reached.size).toBe(2);
  const told = (
    await Promise.all(approvers.map(({ person, space }, n) => since(person, space, known[n] ?? new Set())))
  ).flat();
  const answers = told.filter((title) => PRESSED.test(title));
  print('an approval that is pressed 200 times', { answers: answers.length, told: told.length });
  expect(told.filter((title) => title.startsWith('Approved: Mute'))).toHaveLength(1);
  expect(told.filter((title) => !PRESSED.test(title) && !ELSEWHERE.test(title))).toEqual([]);
  expect(sentTo('Fjord')).toBe(1);
  expect(await since(bob, bobs, before)).toEqual(['The microphones of Fjord are muted']);
  const [entry] = await pair.query<{ count: string }>("select count(*) from audit where outcome = 'approved'");
  expect(Number(entry?.count)).toBe(1);
});

test('approved and refused at once: it is done and told so, or refused and told so, and never both', async () => {
  const devices = pair.cloud.fleet
    .all()
    .filter((one) => isReachable(one) && one.botAccess === 'full' && one.product.traits.has('codec') && !one.personId)
    .map(({ displayName }) => displayName)
    .filter((name) => name !== 'Fjord')
    .slice(0, ROUNDS);
  const ends = { done: 0, refused: 0 };
  for (const [round, device] of devices.entries()) {
    const { cards } = await asked(device);
    const before = new Set((await bob.reads(bobs)).map(({ id }) => id));
    const { stop } = spread();
    await pressAll(
      approvers.flatMap(({ person }, n) => {
        const card = cards[n];
        if (!card) return [];
        if (n % 2 === 0) return [{ person, card, inputs: dataOf(card, 'Approve') }];
        // Who approves plans again first: the later refusals come, the closer it gets.
        return [{ person, card, inputs: { ...dataOf(card, 'Refuse'), reason: `no, says ${n}` }, afterMs: round * 12 }];
      }),
    );
    stop();
    const told = await since(bob, bobs, before);
    const sent = sentTo(device);
    expect({ told, sent }).toEqual(
      sent === 1
        ? { told: [`The microphones of ${device} are muted`], sent: 1 }
        : { told: [`Refused: Mute the microphones of ${device}`], sent: 0 },
    );
    ends[sent === 1 ? 'done' : 'refused'] += 1;
  }
  print(`${devices.length} approvals, approved and refused at once`, ends);
});

test('what nobody approves is told once, though both processes look', async () => {
  const { plan } = await asked('Camden');
  const before = new Set((await bob.reads(bobs)).map(({ id }) => id));
  await pair.query("update plan set expires_at = 1 where state = 'awaiting'");
  await expect.poll(() => since(bob, bobs, before), patiently).not.toEqual([]);
  await expect.poll(async () => (await bob.reads(bobs)).map(({ id }) => id).includes(plan.id), patiently).toBe(false);
  expect(await since(bob, bobs, before)).toEqual(['Nobody approved it in time: Mute the microphones of Camden']);
  const expired = await pair.query<{ body: string }>("select body from audit where outcome = 'expired'");
  expect(expired).toHaveLength(1);
  expect(linesOf(plan)[0]).toBe('Waiting for approval: Mute the microphones of Camden');
});
