import { z } from 'zod';
import { lackOf } from '#fleet/abilities.ts';
import { coerceArguments } from '#intent/coerce.ts';
import type { ReadContext } from '#intent/context.ts';
import { FormNeeded } from '#intent/form-needed.ts';
import { deviceCount } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { titleOfAll } from '#lib/rollout-title.ts';
import type { Device } from '#webex/devices.ts';
import type { CommandWords } from './command-words.ts';
import { faulty } from './faults.ts';

const Value = z.union([z.string(), z.number(), z.boolean()]);
const Sent = z.object({
  command: z.string(),
  arguments: z.record(z.string(), z.union([Value, z.array(Value)])).optional(),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});
/** What goes to a device. */
export type Sent = z.infer<typeof Sent>;

/** What the plan of a command promises to send: to one device, or to each of several. */
const Step = Sent.extend({ targets: z.array(Sent.partial().extend({ id: z.string() })).optional() });

/** Why a device gets nothing: a word, and a sentence without a full stop. */
export interface LeftOut {
  blocked: string;
  why: string;
}

/** What a kind of device gets, or why nothing, with words that may do instead. `count`: how many of them there are. */
export type Verdict = { count: number } & ({ sent: Sent } | Refused);
type Refused = LeftOut & { instead?: NextStep[] };

/** Kinds of devices that are asked themselves; whatever is rarer is taken to be like the others. */
const MOST_KINDS = 60;

/** Devices of one product and software understand the same. */
export const kindOf = ({ product, software }: Pick<Device, 'product' | 'software'>): string =>
  `${product}|${software ?? ''}`;

/**
 * Plans the words on one device of each kind, as they would be planned without a rollout, and holds what comes of it against
 * what that kind understands. `title`: what it does, "Restart the devices".
 */
export async function judged(
  words: CommandWords,
  devices: readonly Device[],
  context: ReadContext,
): Promise<{ verdicts: Map<string, Verdict>; title: string }> {
  const kinds = [...Map.groupBy(devices, kindOf)]
    .map(([kind, those]) => ({ kind, count: those.length, device: those.find(isShared) ?? those[0] }))
    .flatMap(({ device, ...rest }) => (device ? [{ ...rest, device }] : []))
    .sort((left, right) => right.count - left.count)
    .slice(0, MOST_KINDS);
  await context.catalogues.warm(kinds.map(({ device }) => device));
  const planned = await plannedFor(
    words,
    kinds.map(({ device }) => device),
    devices,
    context,
  );
  const verdicts = await Promise.all(
    kinds.map(async ({ kind, count, device }): Promise<[string, Verdict]> => {
      const found = planned.sent.get(device.id) ?? (await plannedAlone(words, device, context));
      if ('blocked' in found) return [kind, { count, ...found }];
      const fault = await faultIn(found, device, words, context);
      return [kind, { count, ...(fault ?? { sent: found }) }];
    }),
  );
  return { verdicts: new Map(verdicts), title: planned.title };
}

const isShared = ({ personId }: Device): boolean => personId === undefined;

/** The plan of several tells what each gets, and refuses what goes to one device at a time. */
async function plannedFor(
  words: CommandWords,
  samples: readonly Device[],
  devices: readonly Device[],
  context: ReadContext,
): Promise<{ sent: Map<string, Sent>; title: string }> {
  const [first] = samples;
  // What one device gets may go by its own state; what two get does not.
  const other = samples.length > 1 ? undefined : devices.find(({ id }) => id !== first?.id);
  const asked = other ? [...samples, other] : samples;
  const sent = new Map<string, Sent>();
  try {
    const plan = await words(`id:${asked.map(({ id }) => id).join(',')}`).plan(context);
    const { data: step } = Step.safeParse(plan.step);
    if (!step) throw faulty("I can't plan this rollout", ["That command can't be rolled out"]);
    const { targets, ...all } = step;
    for (const { id, ...its } of targets ?? asked.slice(0, 1)) {
      const { data } = Sent.safeParse({ ...all, ...its });
      if (data) sent.set(id, data);
    }
    const title = plan.title.replace(/\?$/, '');
    // Of several kinds one alone may take it: its name is not that of all.
    const one = devices.length > 1 ? plan.targets[0]?.name : undefined;
    const subject = targets && targets.length > 1 ? deviceCount(targets.length) : one;
    return { sent, title: subject === undefined ? title : titleOfAll(title, subject) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'one-at-a-time' || error.code === 'rollout-not-understood')
      throw error;
    // Each by itself says why.
    return { sent, title: '' };
  }
}

/** What one device gets, or what its own plan says why not. */
async function plannedAlone(words: CommandWords, device: Device, context: ReadContext): Promise<Sent | Refused> {
  try {
    const plan = await words(`id:${device.id}`).plan(context);
    return Sent.parse(plan.step);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const why = error.message.replaceAll(device.displayName, 'it').replace(/\.$/, '');
    const sentence = why.charAt(0).toUpperCase() + why.slice(1);
    const on = ` on id:${device.id}`;
    const next = error instanceof FormNeeded ? error.form.next : error.next;
    const instead = next.flatMap(({ title, say }) =>
      say.endsWith(on) ? { title, say: say.slice(0, -on.length) } : [],
    );
    return { blocked: error instanceof FormNeeded ? 'arguments' : 'not-capable', why: sentence, instead };
  }
}

/** What the schema of this kind of device says against it; undefined where nothing does, or the schema does not come. */
async function faultIn(
  { command, arguments: given = {} }: Sent,
  device: Device,
  words: CommandWords,
  context: ReadContext,
): Promise<LeftOut | undefined> {
  const catalogue = await context.catalogues.of(device);
  if (!catalogue) return undefined;
  const schema = catalogue.command(command);
  if (!schema) return { blocked: 'not-capable', why: `It ${lackOf(command)}` };
  const raw = new Map(
    Object.entries(given).map(([name, value]) => [
      name,
      [value].flat().map((one) => ({ text: String(one), quoted: typeof one === 'string' })),
    ]),
  );
  const { faults } = coerceArguments(raw, schema.arguments);
  const [fault] = faults;
  if (!fault) return undefined;
  // "Louder" is another level on each device: only the command for one device, or few, works that out.
  if (fault.kind === 'missing' && words(`id:${device.id}`).name !== 'xcommand')
    throw faulty("I can't plan this rollout", [
      'That goes by the state of each device; say a value that is the same for all of them',
    ]);
  return { blocked: 'arguments', why: faults.map(({ sentence }) => sentence).join('. ') };
}
