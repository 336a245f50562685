import { expect, test } from 'vitest';
import { z } from 'zod';
import { openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';
import { bigSchema } from './big-schema.ts';
import { DescribedCommand, validCall } from './valid-call.ts';

const Described = z.array(
  z.object({ commands: z.record(z.string(), DescribedCommand), status: z.record(z.string(), z.unknown()) }),
);
const DEVICE = 'Fjord';
/** These take the device away: each has one of its own, of the same product or one much like it. */
const ELSEWHERE = new Map([
  ['SystemUnit.Boot', 'Greenwich'],
  ['SystemUnit.FactoryReset', 'Camden'],
]);
/** Cards break patterns by an invisible sign. */
const plain = (text: string): string => text.replaceAll('\u2060', '');
/** Spaces are worked side by side, one question after the other in each. */
const SPACES = 6;

/** The ids of the inputs of a form, by the argument they are for. */
function inputsOf(said: Said): Map<string, string> {
  const ids = [...JSON.stringify(said.card).matchAll(/"id":"((?:arg|one|some|lines)\.([^"]+))"/g)];
  return new Map(ids.map(([, id = '', name = '']) => [name, id]));
}

/** Fills a form in with these arguments, as a client sends them. */
function filled(said: Said, { arguments: args, body }: ReturnType<typeof validCall>): Record<string, string> {
  const ids = inputsOf(said);
  const inputs = Object.entries(args).map(([name, value]): [string, string] => {
    const id = ids.get(name) ?? `no input for ${name}`;
    const texts = [value].flat().map((one) => (/^(one|some)\./.test(id) ? encodeURIComponent(one) : String(one)));
    return [id, texts.join(id.startsWith('lines.') ? '\n' : ',')];
  });
  return { ...Object.fromEntries(inputs), ...(body !== undefined && { body }) };
}

async function inTurns<T>(
  items: readonly T[],
  spaces: readonly string[],
  each: (item: T, space: string) => Promise<void>,
) {
  const left = [...items];
  await Promise.all(
    spaces.map(async (space) => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await each(item, space);
    }),
  );
}

async function makeSpaces(alice: Persona, bot: string): Promise<string[]> {
  const titles = Array.from({ length: SPACES }, (_, index) => `Space ${index + 1}`);
  for (const title of titles) {
    const { id } = await alice.call('POST', '/rooms', { title });
    await alice.call('POST', '/memberships', { roomId: id, personId: bot });
    await expect.poll(async () => (await alice.reads({ space: title })).length).toBe(1);
  }
  return titles;
}

test('every command of a whole RoomOS has a form, and the form that is filled in runs it; paths are explained and read', {
  timeout: 240_000,
}, async () => {
  await using lab = await openLab({ schema: bigSchema(), timeoutMs: 10_000 });
  const { alice } = lab;
  const spaces = await makeSpaces(alice, lab.cloud.world.bot.id);
  const [described] = Described.parse(
    await (
      await fetch(`${lab.cloud.apiBase}/xapi/schema?deviceId=${lab.deviceId(DEVICE)}`, {
        headers: { authorization: `Bearer ${lab.cloud.botToken}` },
      })
    ).json(),
  );
  const commands = Object.entries(described?.commands ?? {});
  const statuses = Object.keys(described?.status ?? {}).map((path) => path.replaceAll('[1..n]', '[*]'));
  expect(commands.length).toBeGreaterThan(300);
  const faults: string[] = [];
  const ran = new Set<string>();

  // One change at a time a device: each space has one of the same product to itself.
  const { product } = lab.cloud.fleet.all().find(({ displayName }) => displayName === DEVICE) ?? {};
  const alike = lab.cloud.fleet
    .all()
    .filter(
      (device) =>
        device.product === product &&
        device.connectionStatus === 'connected' &&
        device.personId === undefined &&
        ![...ELSEWHERE.values()].includes(device.displayName),
    );
  const workers = new Map(
    spaces.slice(0, alike.length).map((space, index) => [space, alike[index]?.displayName ?? '']),
  );

  async function runs([name, command]: (typeof commands)[number], space: string): Promise<void> {
    const device = ELSEWHERE.get(name) ?? workers.get(space) ?? DEVICE;
    const form = await alice.says(`form ${name} on ${device}`, { space });
    if (form.title !== name) return void faults.push(`${name}: ${form.lines.slice(0, 3).join(' / ')}`);
    let said = await alice.presses(form, 'Run', filled(form, validCall(command, 'all')));
    // Its own call may have ended meanwhile: then the plan is another one, and is asked anew.
    for (let press = 0; press < 5 && said.lines.some((line) => line === `Run ${name} on ${device}?`); press += 1)
      said = await alice.presses(said, `Run ${name}`, { typed: device });
    if (said.title === `${name} ran on ${device}`) ran.add(name);
    else faults.push(`${name}: ${said.lines.slice(0, 4).join(' / ')}`);
  }
  const isElsewhere = ([name]: (typeof commands)[number]) => ELSEWHERE.has(name);
  await inTurns(
    commands.filter((command) => !isElsewhere(command)),
    [...workers.keys()],
    runs,
  );
  // News of a device that comes back would be taken for an answer, so each of these has a space to itself.
  const [, ...others] = spaces;
  for (const [index, command] of commands.filter(isElsewhere).entries()) await runs(command, others[index] ?? '');
  expect(faults).toEqual([]);
  expect(ran.size).toBe(commands.length);

  const paths = [...commands.map(([name]) => name), ...statuses];
  // Through the bot each twelfth: that each is found and explained, test/fleet and test/features/xapi show.
  const twelfth = <T>(all: readonly T[]) => all.filter((_one, index) => index % 12 === 0);
  const quiet = spaces.slice(ELSEWHERE.size + 1);
  await inTurns(twelfth(paths), quiet, async (path, space) => {
    const told = await alice.says(`xapi help ${path}`, { space });
    if (plain(told.title) !== path) faults.push(`${path} is not explained: ${told.lines.slice(0, 3).join(' / ')}`);
  });
  await inTurns(twelfth(statuses), quiet, async (path, space) => {
    const told = await alice.says(`status ${path} on ${DEVICE}`, { space });
    if (!/: |nothing to tell|^[\w.[\]*]+$/.test(plain(told.title)))
      faults.push(`${path} is not read: ${told.lines.slice(0, 3).join(' / ')}`);
  });
  expect(faults).toEqual([]);
});
