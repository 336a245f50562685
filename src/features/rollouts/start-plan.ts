import { properKey, readKeys } from '#fleet/configuration-keys.ts';
import { fanOut } from '#fleet/fan-out.ts';
import { isAsBefore } from '#fleet/rollout-survey.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { Tier } from '#intent/asker.ts';
import type { Fact, Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { weightOf } from '#intent/rollout-weight.ts';
import type { BriefItem, Rollout } from '#intent/rollouts.ts';
import { deviceCount, nameList } from '#lib/name-list.ts';
import { type NextStep, Problem } from '#lib/problem.ts';
import { GOOD_MS } from '#lib/rollout.ts';
import { titleOn } from '#lib/rollout-title.ts';
import { shortened } from '#lib/shorten.ts';
import { duration } from '#lib/time.ts';
import { takerSteps } from '#render/rollout-reply.ts';
import type { Device } from '#webex/devices.ts';
import { callsNow } from './plan-calls.ts';
import { planFacts } from './plan-facts.ts';
import { profilesNow } from './profiles-now.ts';
import { mustSeeAll, targetsOf } from './seen.ts';
import { type Taken, takenElsewhere } from './taken.ts';
import { takersOf } from './takers.ts';
import { mustBePlanned } from './where-it-is.ts';

/** For how long its card can be pressed. */
const PRESSED_MS = 30 * 60_000;
/** Devices that are looked at once more right before it starts; what was read of the others is at most some minutes old. */
const LOOKED_AT = 200;
/** What was read for a plan is as good as new for so long: once it was shown, and when it comes to be shown for the first time. */
const SHOWN_MS = 3_000;
const FIRST_MS = 30_000;

/**
 * What starting a rollout would do, by its rows. Throws a Problem when they are not true any more: other devices are meant by the
 * same words, or somebody changed what was read.
 */
export async function startPlan(rollout: Rollout, context: ReadContext): Promise<Plan<{ id: string; tier: Tier }>> {
  const { spec, number, id, isShown, plannedAt = 0 } = rollout;
  mustBePlanned(rollout, context);
  if (context.now - plannedAt > GOOD_MS) throw stale(rollout, `It was made ${duration(context.now - plannedAt)} ago`);
  const other = await profilesNow(spec, context);
  if (other) throw stale(rollout, other.why, other.next);
  const admin = await context.admin('configurations:write');
  context.tells(checkingWords(number), 0);
  const isFirst = context.now - plannedAt < (isShown ? SHOWN_MS : FIRST_MS);
  const listing = admin.fleet.list({ isFresh: !isFirst });
  // Items take their time too; what became of the list is asked for after them.
  listing.catch(() => {});
  const items = await context.store.rollouts.items.brief(id);
  await mustSeeAll(rollout, items, context);
  const changing = items.filter(({ state }) => state === 'change');
  const [others, changed] = await Promise.allSettled([
    isFirst ? undefined : othersMeant(rollout, { items, changing, listing, admin }),
    isFirst
      ? []
      : namesOfChanged(changing, admin, (read, of) => context.tells(checkingWords(number, { read, of }), of)),
  ]);
  // A device that is gone could not be read either.
  const meant = outcomeOf(others);
  if (meant !== undefined) throw stale(rollout, meant);
  const touched = outcomeOf(changed);
  if (touched.length > 0) throw stale(rollout, `Somebody changed ${nameList(touched, 4)} since`);
  const devices = new Map((await listing).map((device) => [device.id, device]));
  const taken = await takenElsewhere(rollout, changing, context);
  if (taken) throw stale(rollout, await takenWords(taken, context));
  const counts = await context.store.rollouts.items.counts(id);
  const subject = deviceCount(changing.length);
  const { tier, sends, also } = weightOf(spec, changing);
  return {
    tier,
    title: titleOf(spec, subject),
    action: spec.undoes === undefined ? `Start on ${subject}` : `Take back on ${subject}`,
    record: `${spec.words} (rollout ${number})`,
    targets: await targetsOf(changing, context, devices),
    sends,
    also,
    ...(tier === 3 && { typed: String(changing.length) }),
    facts: [
      ...planFacts(rollout, counts, items, {
        ...context,
        takers: await takersOf(counts, context),
        calls: await callsNow(rollout, changing, context),
      }),
      ...takenOver(rollout, context),
    ],
    next: [
      {
        title: items.length === 1 ? 'See it (file)' : `See all ${items.length.toLocaleString('en')} (file)`,
        say: `rollout report ${number}`,
      },
      { title: 'Change plan', say: `rollout change ${number}` },
      ...takerSteps(counts),
    ],
    step: { id, tier },
    // It takes time to read, or to fetch a colleague; whether it is true still is looked at when it is pressed.
    goodMs: PRESSED_MS,
    asks: true,
    locksItself: true,
  };
}

/** Whose rights it goes out with has to be plain to whoever takes it over. */
const takenOver = ({ personId, personName }: Rollout, { asker }: ReadContext): Fact[] =>
  personId === asker.id
    ? []
    : [{ key: `of ${personId}`, text: `${personName} planned it. Started by you, it goes out with your rights.` }];

/** What a command does has its devices in its words already. */
const titleOf = (spec: Rollout['spec'], subject: string): string => {
  if (spec.undoes !== undefined) return `Plan: ${spec.title} on ${subject}`;
  return `Plan: ${spec.work.kind === 'command' ? titleOn(spec, subject) : `${spec.title} on ${subject}`}`;
};

/** "Rollout 16 is to set Audio.DefaultVolume there too (to 56): Fjord and Kew" */
async function takenWords({ items, by }: Taken, { store }: ReadContext): Promise<string> {
  const wanted = items.flatMap(({ wishes = [] }) => wishes);
  const key = wanted.find((wish) => by.keys.includes(wish.key.toLowerCase()))?.key ?? 'the same';
  const { work } = (await store.rollouts.numbered(by.number))?.spec ?? {};
  const said = work?.kind === 'settings' ? work.settings.find((one) => one.key === key) : undefined;
  const value = said && 'text' in said ? ` (to ${shortened(said.text, 40)})` : '';
  return `Rollout ${by.number} is to set ${key} there too${value}: ${names(items)}`;
}

const names = (items: readonly BriefItem[]) =>
  nameList(
    items.map(({ name }) => name),
    4,
  );

interface Look {
  items: readonly BriefItem[];
  changing: readonly BriefItem[];
  listing: Promise<readonly Device[]>;
  admin: AdminReads;
}

/** Whether the same words mean other devices by now, as a sentence; undefined when they mean the same. */
async function othersMeant({ spec }: Rollout, { items, changing, listing, admin }: Look): Promise<string | undefined> {
  const devices = new Set((await listing).map(({ id }) => id));
  if (spec.phrase === undefined) {
    const gone = changing.filter(({ deviceId }) => !devices.has(deviceId)).map(({ name }) => name);
    return gone.length > 0 ? `${nameList(gone, 4)} ${gone.length === 1 ? 'is' : 'are'} gone from Webex` : undefined;
  }
  const known = new Map(items.map((item) => [item.deviceId, item.name]));
  const now = await admin.fleet.many(spec.phrase).catch((error: unknown) => {
    if (error instanceof Problem) return [];
    throw error;
  });
  const meant = new Set(now.map(({ id }) => id));
  const come = now.filter(({ id }) => !known.has(id)).map(({ displayName }) => displayName);
  const gone = [...known].filter(([id]) => !meant.has(id)).map(([, name]) => name);
  if (come.length + gone.length === 0) return undefined;
  return [
    ...(come.length > 0 ? [`${nameList(come, 4)} came to "${spec.phrase}"`] : []),
    ...(gone.length > 0 ? [`${nameList(gone, 4)} left it`] : []),
  ].join(', and ');
}

/** Those that are not as the plan says any more, of all of a few and some of many. `tell` is told how many were read, of how many. */
async function namesOfChanged(
  changing: readonly BriefItem[],
  admin: AdminReads,
  tell: (read: number, of: number) => void,
): Promise<string[]> {
  const some = spread(changing);
  let read = 0;
  tell(read, some.length);
  const looked = await fanOut(some, async (item) => {
    const isSame = await isAsPlanned(item, admin);
    read += 1;
    tell(read, some.length);
    return isSame ? [] : [item.name];
  });
  return looked.flat();
}

function outcomeOf<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason;
  return settled.value;
}

/** "Checking that the plan of rollout 7 is still true: 120 of 200 devices read. Nothing is changed yet." */
const checkingWords = (number: number, far?: { read: number; of: number }): string =>
  `Checking that the plan of rollout ${number} is still true${far ? `: ${far.read.toLocaleString('en')} of ${deviceCount(far.of)} read` : ''}. Nothing is changed yet.`;

/** All of a few, and some of many: the canary first, since it comes first. */
function spread(items: readonly BriefItem[]): readonly BriefItem[] {
  if (items.length <= LOOKED_AT) return items;
  const step = items.length / LOOKED_AT;
  return Array.from({ length: LOOKED_AT }, (_, index) => items[Math.floor(index * step)]).flatMap((item) => item ?? []);
}

async function isAsPlanned({ deviceId, before = [] }: BriefItem, { webex }: AdminReads): Promise<boolean> {
  if (before.length === 0) return true;
  const now = await readKeys(
    webex.deviceConfigurations,
    deviceId,
    before.map(({ key }) => key),
  );
  return before.every((was) => {
    const configuration = now.get(properKey(now.keys(), was.key) ?? '');
    return configuration !== undefined && isAsBefore(configuration, was);
  });
}

/** What a file said is in the rows of the plan only. */
const planAgain = ({ spec, number }: Rollout): NextStep[] => [
  { title: 'Plan again', say: spec.phrase === undefined ? `rollout change ${number} again` : spec.words },
];

const stale = (rollout: Rollout, why: string, next = planAgain(rollout)) =>
  new Problem(`The plan of rollout ${rollout.number} is not true any more`, {
    code: 'rollout-stale',
    hint: `${why}. Nothing was changed.`,
    next: [...next, { title: 'Cancel it', say: `rollout cancel ${rollout.number}` }],
  });
