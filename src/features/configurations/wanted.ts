import { keyExpression, lookUp, properKey, readKeys } from '#fleet/configuration-keys.ts';
import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { lockWords } from '#fleet/configuration-state.ts';
import { sameValue, typed } from '#fleet/configuration-values.ts';
import type { AdminReads } from '#intent/admin.ts';
import { wasHidden } from '#lib/hide.ts';
import { Problem } from '#lib/problem.ts';
import type { Wish } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';
import { keysWords } from './config-words.ts';
import { noSuchKey } from './missing.ts';
import { type Said, type SetArgs, setWords } from './set-words.ts';

type Reads = Pick<AdminReads['webex'], 'deviceConfigurations'>;

/** One configuration that somebody wants to be something, as the device has it now. */
export interface Wanted {
  said: Said;
  key: string;
  now: Configuration;
  /** Left out, nobody said what it is to be, or it does not fit. */
  wish?: Wish;
  fault?: string;
  fitting?: string[];
}

/** Finds out what the words mean on the device. Throws a Problem for a key that it has not, and for one that is said twice. */
export async function wantedOn(
  { deviceConfigurations: reads }: Reads,
  device: Device,
  args: SetArgs,
): Promise<Wanted[]> {
  const asked = [
    ...args.settings,
    ...args.fields.filter((key) => !args.settings.some((one) => one.key === key)).map((key) => ({ key })),
  ];
  const known = await readKeys(
    reads,
    device.id,
    asked.map(({ key }) => key),
  );
  const found = asked.map((said) => ({ said, key: properKey(known.keys(), said.key) }));
  const missing = found.filter(({ key }) => key === undefined).map(({ said }) => said.key);
  if (missing.length > 0) {
    const all = await Promise.all(
      missing.map(async (key) => {
        const expression = keyExpression(key);
        if ('fault' in expression || expression.isMany) throw namesMany(key, `id:${device.id}`);
        return { key, ...(await lookUp(reads, device.id, expression)) };
      }),
    );
    // Webex's own spelling may be another one: what was looked for among all of them is there.
    for (const { found: others } of all) for (const [key, configuration] of others) known.set(key, configuration);
    const lost = all.filter((one) => one.found.size === 0);
    if (lost.length > 0)
      throw noSuchKey(device, lost, (meant, key) =>
        setWords({
          ...args,
          device: `id:${device.id}`,
          settings: args.settings.map((one) => (one.key === key ? { ...one, key: meant } : one)),
        }),
      );
  }
  const wanted = asked.flatMap((said): Wanted[] => {
    const key = properKey(known.keys(), said.key) ?? said.key;
    const now = known.get(key);
    return now ? [{ said, key, now, ...wishOf(key, said, now) }] : [];
  });
  const twice = wanted.find(({ key }, index) => wanted.findIndex((other) => other.key === key) !== index);
  if (twice) throw saidTwice(twice.key);
  return wanted;
}

function wishOf(key: string, { text, reset }: Said, now: Configuration): Pick<Wanted, 'wish' | 'fault' | 'fitting'> {
  if (reset) return { wish: { key, reset: true } };
  if (text === undefined) return {};
  if (wasHidden(isSecretKey(key) ? 'secret' : '', text))
    return { fault: `I don't keep the value of ${key}. Type it again` };
  const read = typed(now.valueSpace, text);
  if ('value' in read) return { wish: { key, value: read.value } };
  return { fault: `${key} ${read.fault}`, ...(read.fitting && !holdsSecret(key, text) && { fitting: read.fitting }) };
}

/** Whether the device has it so. With `hold` it has to be configured, and not only the default. */
export const isSame = (now: Configuration, wish: Wish, hold: boolean): boolean =>
  'reset' in wish
    ? now.configured.value === null
    : sameValue(now.value, wish.value) && (!hold || now.configured.value !== null);

/** Throws a Problem that tells which can't be set and why; nothing else is set either. */
export function mustBeFree(wanted: readonly Wanted[], device: Device, args: SetArgs): void {
  const locked = wanted.flatMap(({ key, now, said }) => {
    const why = lockWords(now);
    return why === undefined ? [] : [{ key, said, why }];
  });
  const [first, another] = locked;
  if (!first) return;
  const others = args.settings.filter((one) => !locked.some(({ said }) => said === one));
  throw new Problem(
    another
      ? `${locked.length} of them can't be edited on ${device.displayName}`
      : `${first.key} can't be edited on ${device.displayName}`,
    {
      code: 'not-editable',
      hint: `${shortened(locked.map(({ key, why }) => (another ? `${key}: ${why}` : `The reason: ${why}`)).join('. '), 400)}. Nothing was sent.`,
      next: [
        ...(others.length > 0
          ? [{ title: 'Without it', say: setWords({ ...args, device: `id:${device.id}`, settings: others }) }]
          : []),
        { title: 'Look at it', say: `config id:${device.id} ${first.key}` },
      ],
    },
  );
}

/** Only one of them at a time can be given a value. */
export const namesMany = (key: string, device: string) =>
  new Problem(`${shortened(key, 80)} names more than one configuration`, {
    code: 'bad-key',
    hint: 'Say each of them by its whole key. Nothing was sent.',
    next: [{ title: 'See them', say: keysWords('config', { device, keys: [key] }) }],
  });

const saidTwice = (key: string) =>
  new Problem(`${shortened(key, 80)} is said twice`, {
    code: 'bad-arguments',
    hint: 'Nobody can tell which value is meant. Say it once. Nothing was sent.',
  });
