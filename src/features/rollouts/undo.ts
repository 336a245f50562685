import { oppositeOf, readsBefore } from '#fleet/inverse.ts';
import { verbOf } from '#fleet/take-back.ts';
import { defineChange } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { NewItem, Rollout, RolloutItem } from '#intent/rollouts.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { isOpen, type Was, type Wish, type Work } from '#lib/rollout.ts';
import { said } from '#render/replies.ts';
import { everyItem } from './every-item.ts';
import { keep } from './kept.ts';
import { liveCard } from './live.ts';
import { RolloutNumber, readNumber, rolloutNamed, sayNumber } from './named.ts';
import { optionsWords } from './options-words.ts';
import { readRollout } from './rollout-words.ts';
import { countsOrRefused, itemsSeen, seesAll } from './seen.ts';

type CommandWork = Extract<Work, { kind: 'command' }>;

interface Step {
  id: string;
}

/**
 * Plans to give each device back what it had, from where it had it. That plan is a rollout of its own: it leaves alone what
 * somebody changed since, and waits for somebody to start it.
 */
export const rolloutUndo = defineChange({
  name: 'rollout undo',
  aliases: ['rollouts undo', 'rollout back'],
  topic: 'rollouts',
  summary: 'Plan to take a rollout back',
  usage: 'rollout undo <number>',
  example: () => 'rollout undo 7',
  needs: 'administer',
  privately: 'here',
  args: RolloutNumber,
  read: readNumber,
  say: sayNumber('undo'),

  async plan({ number }, context) {
    const rollout = await rolloutNamed(number, context, 'undo');
    await countsOrRefused(rollout, context);
    mustBeOver(rollout);
    const { work } = rollout.spec;
    if (work.kind === 'command') throw await noInverse(rollout, work, context);
    const title = `Plan to take back rollout ${rollout.number}`;
    return { tier: 0, title: `${title}?`, action: title, targets: [], facts: [], step: { id: rollout.id } };
  },

  // One question makes one plan.
  cutOff: async () => 'again',

  async apply({ id }: Step, context) {
    const rollout = await context.store.rollouts.get(id);
    if (!rollout) throw new Problem('That rollout is gone', { code: 'no-rollout' });
    mustBeOver(rollout);
    const { as } = await context.admin('configurations:write');
    const items = await itemsSeen(await backItems(rollout, context), context);
    if (items.length === 0) throw nothingToUndo(rollout.number);
    const { spec, number } = rollout;
    const added = await keep(
      {
        spec: {
          ...spec,
          thenReboot: false,
          pacing: { ...(spec.pacing.stop !== undefined && { stop: spec.pacing.stop }) },
          phrase: undefined,
          title: `take back rollout ${number} (${spec.title})`,
          words: `rollout undo ${number}`,
          undoes: id,
        },
        items,
        actsAs: as,
      },
      context,
    );
    const reply = said(`Looking at ${deviceCount(items.length)} to take back rollout ${number}`, {
      detail:
        'Each is to get back what it had. What somebody changed since stays. Nothing is changed yet: the plan comes here.',
      next: [{ title: 'Cancel', say: `rollout cancel ${added.number}` }],
    });
    return { reply, trackingIds: [], live: liveCard(added, reply, context) };
  },
});

/** Every device that was sent its change, whatever came of it then. */
async function backItems({ id }: Rollout, { store }: ReadContext): Promise<NewItem[]> {
  const items: NewItem[] = [];
  for await (const item of everyItem(store, id)) items.push(...(backItem(item) ?? []));
  return items;
}

function backItem({
  deviceId,
  name,
  product,
  where,
  wasOnline,
  errorCodes,
  sentAt,
  maybeSentAt,
  state,
  attempt,
  wishes = [],
  before = [],
}: RolloutItem): [NewItem] | undefined {
  // One that was in hand when a process was killed may have been sent, too: its own look tells.
  const isSent =
    sentAt !== undefined || maybeSentAt !== undefined || state === 'uncertain' || (state === 'change' && attempt > 0);
  if (!isSent || wishes.length === 0) return undefined;
  return [
    {
      deviceId,
      name,
      product,
      ...(where && { where }),
      ...(wasOnline !== undefined && { wasOnline }),
      ...(errorCodes && { errorCodes }),
      wishes: before.map(backWish),
      expects: wishes,
    },
  ];
}

/** What was configured on the device itself comes back; where nothing was, the default or the rule holds again. */
const backWish = ({ key, configured }: Was): Wish =>
  configured === null ? { key, reset: true } : { key, value: configured };

function mustBeOver({ number, status, startedAt }: Rollout): void {
  if (isOpen(status) && startedAt !== undefined)
    throw new Problem(`Rollout ${number} is still under way`, {
      code: 'rollout-open',
      hint: 'Cancel it first, or wait until it is through. Nothing was changed.',
      next: [{ title: 'Cancel it', say: `rollout cancel ${number}` }],
    });
  if (startedAt === undefined) throw nothingToUndo(number);
}

/** Nobody asked the devices how they were; what may help all the same is the opposite, or another value, on the same devices. */
async function noInverse(
  rollout: Rollout,
  { command, arguments: given }: CommandWork,
  context: ReadContext,
): Promise<Problem> {
  const { number, spec } = rollout;
  const opposite = oppositeOf(command);
  const { on } = readRollout(spec.words.replace(/^rollout /, ''), context);
  const isNamed = opposite !== undefined && spec.phrase !== undefined && on.length > 0;
  const isAgain = isNamed && (await seesAll(rollout, context));
  const help =
    opposite !== undefined
      ? ` The opposite is ${opposite}: ${isNamed ? 'rolled out' : 'rolled out with the same file'}, it goes to all of them, however they were before.`
      : readsBefore(command, given).length > 0
        ? ' Rolled out again with another value, it sets that one on all of them.'
        : '';
  return new Problem("A command can't be taken back", {
    code: 'no-inverse',
    hint: `Rollout ${number} sent ${command}; nobody knows what was before it.${help}`,
    next: isAgain
      ? [{ title: `Plan ${opposite}`, say: `rollout ${optionsWords({ what: [verbOf(opposite)], on })}` }]
      : [{ title: 'What was sent where', say: `rollout report ${number}` }],
  });
}

const nothingToUndo = (number: number) =>
  new Problem(`Rollout ${number} changed no device`, {
    code: 'nothing-to-undo',
    hint: 'There is nothing to take back.',
    next: [{ title: 'How it ended', say: `rollout show ${number}` }],
  });
