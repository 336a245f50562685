import type { ReadContext } from '#intent/context.ts';
import { weightOf } from '#intent/rollout-weight.ts';
import type { NewItem, Rollout, RolloutItem } from '#intent/rollouts.ts';
import { type Asked, askedFor, itemOf } from './asked.ts';
import type { AskedWords } from './asked-words.ts';
import { restartable } from './checked-command.ts';
import { everyItem } from './every-item.ts';
import type { PacingWords } from './option-words.ts';
import { optionsWords, pacingWords } from './options-words.ts';
import { dated, pacingOf, readRollout } from './rollout-words.ts';

export interface Changed {
  options: PacingWords;
  /** In place of what it was. */
  asked?: AskedWords | undefined;
}

/**
 * What a plan asks for, to go in another way. Where words chose the devices they choose again; what a file said is kept, and so
 * is what is taken back, but who may do it to which device is asked anew.
 */
export async function plannedAgain(
  rollout: Rollout,
  { options, asked }: Changed,
  context: ReadContext,
): Promise<Asked> {
  const { spec, number, id } = rollout;
  const clocks = { now: context.now, timeZone: context.timeZone };
  if (spec.phrase !== undefined) {
    const words = asked === undefined ? spec.words.replace(/^rollout /, '') : `${asked.what} on ${asked.on}`;
    const { what, on } = readRollout(words, clocks);
    return askedFor({ words: optionsWords({ what, on, ...options }) }, context);
  }
  const { fleet, as } = await context.admin('configurations:write');
  const devices = new Map((await fleet.list()).map((device) => [device.id, device]));
  const thenReboot = options.thenReboot === true;
  const granted = thenReboot ? await restartable(context) : undefined;
  const counts = await context.store.rollouts.items.counts(id);
  const of = counts.reduce((sum, { count }) => sum + count, 0);
  const items: NewItem[] = [];
  for await (const item of everyItem(context.store, id)) {
    const device = devices.get(item.deviceId);
    const weight = weightOf({ work: spec.work, thenReboot }, [item], of);
    const isMine = !device || (await context.isMine(device, weight));
    items.push({
      ...anew(item, spec),
      ...(device && itemOf(device)),
      ...(device && granted?.leftOut(device)),
      ...(!isMine && { blocked: 'not-allowed', why: 'Your roles do not cover it' }),
    });
  }
  const rest = spec.undoes === undefined ? pacingWords(dated(options, clocks)) : [];
  return {
    spec: {
      ...spec,
      pacing: pacingOf(options, clocks),
      thenReboot,
      words: spec.undoes === undefined ? ['rollout change', number, ...rest].join(' ') : spec.words,
    },
    items,
    actsAs: as,
  };
}

/** Not looked at yet. */
function anew(item: RolloutItem, { work, undoes }: Rollout['spec']): NewItem {
  const { deviceId, name, product, line, settings, where, wasOnline, errorCodes, wishes, expects } = item;
  return {
    deviceId,
    name,
    product,
    ...(where && { where }),
    ...(line !== undefined && { line }),
    ...(settings && { settings }),
    ...(wasOnline !== undefined && { wasOnline }),
    ...(errorCodes && { errorCodes }),
    ...(undoes !== undefined && { ...(wishes && { wishes }), ...(expects && { expects }) }),
    ...(work.kind === 'command' && leftOut(item)),
  };
}

/** What a command is, a device goes on not to take; this is found by its words only, which are not read again. */
const leftOut = ({ state, reason, why }: RolloutItem): Partial<NewItem> =>
  state === 'blocked' && BY_WORDS.has(reason) ? { blocked: reason, ...(why !== undefined && { why }) } : {};
const BY_WORDS = new Set(['not-granted', 'not-capable', 'arguments', 'personal']);
