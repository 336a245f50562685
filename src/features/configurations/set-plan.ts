import { conditionOf } from '#fleet/condition.ts';
import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { sourceWords } from '#fleet/configuration-state.ts';
import { sameValue } from '#fleet/configuration-values.ts';
import { planTarget } from '#fleet/places.ts';
import type { Fact, Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import type { Target } from '#intent/parts.ts';
import { mayCutOff } from '#lib/configuration-risk.ts';
import { nameList } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Was, Wish } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import type { Configuration, ConfigurationValue } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { rolloutsThere } from './rollouts-there.ts';
import type { SetStep } from './set-apply.ts';
import { type Said, type SetArgs, setWords, textOf } from './set-words.ts';
import { isSetHere, shownValue } from './shown.ts';
import { isSame, mustBeFree, type Wanted } from './wanted.ts';

const MOST_NAMES = 4;

/** A device as a plan names it, also one that only administrators see. */
export const targetOf = async (device: Device, { fleet }: Pick<ReadContext, 'fleet'>): Promise<Target> =>
  planTarget(device, new Set((await fleet.list()).map(({ id }) => id)));

export const tierFor = (keys: readonly { key: string }[]): 1 | 2 => (keys.some(({ key }) => mayCutOff(key)) ? 2 : 1);

/** What would become of each configuration, old and new with where they come from. Throws a Problem where nothing would. */
export async function planSet(
  all: readonly (Wanted & { wish: Wish })[],
  device: Device,
  args: SetArgs,
  context: ReadContext,
): Promise<Plan<SetStep>> {
  const same = all.filter(({ now, wish }) => isSame(now, wish, args.hold));
  const wanted = all.filter((one) => !same.includes(one));
  if (wanted.length === 0) throw nothingNew(same, device, args);
  mustBeFree(wanted, device, args);
  const { isOnline } = conditionOf(device);
  const [only, another] = wanted;
  const { displayName: name, id } = device;
  const count = `${wanted.length} configurations`;
  const isReset = wanted.every(({ wish }) => 'reset' in wish);
  const what = only && !another ? shortened(only.key, 120) : count;
  const said = wanted.map(
    ({ key, wish }): Said => ('reset' in wish ? { key, reset: true } : { key, text: textOf(wish.value) }),
  );
  const back = wayBack(wanted, id);
  const lost = wanted.filter(isLost).map(({ key }) => key);
  return {
    tier: tierFor(wanted),
    asks: true,
    title: isReset ? `Reset ${what} on ${name}?` : `Change ${what} on ${name}?`,
    action: isReset ? `Reset ${only && !another ? 'it' : 'them'}` : `Change ${only && !another ? 'it' : 'them'}`,
    record: setWords({ ...args, device: name, settings: said }),
    targets: [await targetOf(device, context)],
    facts: [
      ...wanted.map(lineOf),
      ...warnings(wanted),
      ...(await rolloutsThere(
        wanted.map(({ key }) => key),
        id,
        context,
      )),
      ...(isOnline
        ? []
        : [{ key: 'offline', text: `${name} is offline: Webex keeps this for it, and it takes it when it is back.` }]),
      ...(same.length > 0
        ? [
            {
              key: 'same',
              text: `As asked already: ${nameList(
                same.map(({ key }) => key),
                MOST_NAMES,
              )}.`,
            },
          ]
        : []),
      ...(lost.length > 0
        ? [{ key: 'lost', text: `No way back by undo, since I keep no secrets: ${nameList(lost, MOST_NAMES)}.` }]
        : []),
    ],
    ...(back !== undefined && { undo: { words: back } }),
    step: {
      id,
      name,
      isOnline,
      wishes: wanted.map(({ wish }) => wish),
      before: wanted.map(({ key, now }) => wasOf(key, now)),
      ...(back !== undefined && { back }),
    },
  };
}

const wasOf = (key: string, { value, source, configured }: Configuration): Was => ({
  key,
  value,
  source,
  configured: configured.value,
});

/** "Audio.DefaultVolume: 50 (default) → 60 (configured)". Its key is what has to be so when somebody agrees. */
function lineOf({ key, now, wish }: Wanted & { wish: Wish }): Fact {
  const after = 'reset' in wish ? afterReset(now) : { value: wish.value, source: 'configured' };
  const isHidden = [now.value, now.configured.value, after.value].some((value) => holdsSecret(key, value));
  const was = isHidden ? [now.configured.value !== null] : [now.value, now.configured.value];
  const will = isSecretKey(key) && !('reset' in wish) ? 'another value' : shownValue(key, after.value);
  return {
    key: JSON.stringify([key, now.source, was, isHidden ? null : after.value, after.source]),
    text: `${key}: ${shownValue(key, now.value)} (${sourceWords(now)}) → ${will} (${sourceWords(after)})`,
  };
}

/** What holds when nothing is configured on the device any more. */
const afterReset = ({ rule, defaultValue }: Configuration): { value: ConfigurationValue; source: string } =>
  rule ? { value: rule.value, source: 'organizationRule' } : { value: defaultValue, source: 'default' };

function warnings(wanted: readonly Wanted[]): Fact[] {
  const risky = wanted.filter(({ key }) => mayCutOff(key)).map(({ key }) => key);
  if (risky.length === 0) return [];
  return [
    {
      key: 'cut-off',
      text: `${nameList(risky, MOST_NAMES)} may take the device off the network or end its calls. Then it can't be set back from here.`,
    },
  ];
}

/** What was a secret is known to nobody any more. */
const isLost = ({ key, now }: Wanted): boolean => holdsSecret(key, now.configured.value);

/** The words that give each of them its own value and source back; undefined where one of them was a secret. */
function wayBack(wanted: readonly (Wanted & { wish: Wish })[], id: string): string | undefined {
  if (wanted.some(isLost)) return undefined;
  const settings = wanted.map(({ key, now }): Said => {
    const text = textOf(now.configured.value);
    return text === undefined ? { key, reset: true } : { key, text };
  });
  // What was configured like the default has to be configured again.
  const hold = wanted.some(({ now }) => isSetHere(now) && sameValue(now.configured.value, afterReset(now).value));
  return setWords({ device: `id:${id}`, settings, hold });
}

function nothingNew(same: readonly (Wanted & { wish: Wish })[], device: Device, args: SetArgs): Problem {
  const [only, another] = same;
  const target = `id:${device.id}`;
  const byDefault = same.filter(
    ({ now, wish }) => !('reset' in wish) && now.configured.value === null && now.configured.isEditable,
  );
  const state = only && `${shownValue(only.key, only.now.value)} already (${sourceWords(only.now)})`;
  const hint = byDefault.length > 0 ? ' Configured on the device it stays so, whatever the default becomes.' : '';
  return new Problem(
    only && !another
      ? `Nothing to do: ${shortened(only.key, 80)} on ${device.displayName} is ${state}`
      : `Nothing to do: all ${same.length} are so on ${device.displayName} already`,
    {
      code: 'no-change',
      hint: `Nothing was sent.${hint}`,
      next: [
        ...(byDefault.length > 0
          ? [{ title: 'Configure it all the same', say: setWords({ ...args, device: target, hold: true }) }]
          : []),
        { title: 'Look at it', say: `config ${target} ${same.map(({ key }) => key).join(' ')}` },
      ],
    },
  );
}
