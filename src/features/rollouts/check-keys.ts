import { nearestKeys, properKey, readKeys } from '#fleet/configuration-keys.ts';
import { typed } from '#fleet/configuration-values.ts';
import { fanOut } from '#fleet/fan-out.ts';
import type { AdminReads } from '#intent/admin.ts';
import { createFaults, type LineFaults } from '#lib/line-faults.ts';
import { Problem } from '#lib/problem.ts';
import type { Setting } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import type { Configuration } from '#webex/device-configurations.ts';
import type { Device } from '#webex/devices.ts';

/** Products that are asked before all devices are: what none of them knows is a slip of the keys. */
const MOST_ASKED = 20;

interface Asking {
  webex: AdminReads['webex'];
  words: (fix: (word: string) => string) => string;
  /** The words for a form in which the value is chosen; undefined where there is none. */
  formFor(key: string): string | undefined;
  /** The line of a file that says it; undefined for what was said in words. */
  lineOf(setting: Setting): number | undefined;
  /** The device that it is for; undefined for what is for all of them. */
  deviceOf(setting: Setting): Device | undefined;
  /** There is a file: its buttons would lose it, so whatever is wrong is told with the rest. */
  hasFile: boolean;
}

/**
 * Asks a device of each product what they know of the keys, and gives the proper spelling of each. Throws a Problem
 * for a key that none of them has, with the nearest, and for a value that none of them takes. What only some of them lack
 * is for the plan to say, device by device. With a file these are faults, and what a file says is held against the very product.
 */
export async function checkedKeys(
  settings: readonly Setting[],
  devices: readonly Device[],
  { webex, words, formFor, lineOf, deviceOf, hasFile }: Asking,
): Promise<{ spelled: Map<string, string> } & LineFaults> {
  const inFile = createFaults();
  const keys = [...new Map(settings.map(({ key }) => [key.toLowerCase(), key])).values()];
  const spelled = new Map<string, string>();
  const samples = samplesOf(devices);
  if (keys.length === 0 || samples.length === 0) return { spelled, faults: [], more: 0 };
  const known = await fanOut(samples, ({ id }) => readKeys(webex.deviceConfigurations, id, keys));
  const byProduct = new Map(samples.map(({ product }, index) => [product, known[index]]));
  for (const key of keys) {
    const entries = known.flatMap((one): Configuration[] => {
      const proper = properKey(one.keys(), key);
      if (proper === undefined) return [];
      spelled.set(key.toLowerCase(), proper);
      return [one.get(proper) ?? []].flat();
    });
    const [first] = samples;
    const wanted = settings.filter((setting) => setting.key.toLowerCase() === key.toLowerCase());
    if (entries.length === 0 && first) {
      if (!hasFile) throw await unknownKey(key, first, webex, words);
      const near = nearestKeys((await webex.deviceConfigurations.read(first.id)).keys(), key);
      const meant = near.length === 0 ? '' : `. Nearest: ${near.join(' · ')}`;
      inFile.add(undefined, () => `No device of these has a configuration "${shortened(key, 80)}"${meant}`);
      continue;
    }
    for (const setting of wanted) {
      if ('reset' in setting) continue;
      const device = deviceOf(setting);
      const proper = spelled.get(key.toLowerCase()) ?? key;
      const its = device && byProduct.get(device.product)?.get(proper);
      // A product that was not asked, or has no such configuration, is for the plan.
      if (device && !its) continue;
      const asked = its ? [its] : entries;
      const faults = asked.flatMap(({ valueSpace }) => {
        const read = typed(valueSpace, setting.text);
        return 'fault' in read ? [read] : [];
      });
      const [fault] = faults;
      if (!fault || faults.length < asked.length) continue;
      const line = lineOf(setting);
      if (!hasFile) throw badValue(setting.key, setting.text, fault, words, formFor(setting.key));
      const { key: own, text } = setting;
      const on = device
        ? ` on ${shortened(device.displayName, 40)} (${shortened(device.product, 40)})`
        : ' on any of these';
      inFile.add(
        line,
        () => `${own} can't be ${shortened(text, 40) || 'empty'}${on}: it ${fault.fault.replace(/\.$/, '')}`,
      );
    }
  }
  return { spelled, faults: inFile.faults, more: inFile.more };
}

/** One of each product, of those that are most frequent; online ones first. */
function samplesOf(devices: readonly Device[]): Device[] {
  const products = [...Map.groupBy(devices, ({ product }) => product).values()];
  return products
    .filter(([first]) => first !== undefined && first.type !== 'phone')
    .sort((left, right) => right.length - left.length)
    .slice(0, MOST_ASKED)
    .flatMap((those) => those.find(({ connectionStatus }) => connectionStatus === 'connected') ?? those[0] ?? []);
}

async function unknownKey(
  key: string,
  { id, displayName }: Device,
  webex: AdminReads['webex'],
  words: (fix: (word: string) => string) => string,
): Promise<Problem> {
  const near = nearestKeys((await webex.deviceConfigurations.read(id)).keys(), key);
  const fixed = (to: string) =>
    words((word) => (word.toLowerCase().startsWith(key.toLowerCase()) ? to + word.slice(key.length) : word));
  return new Problem(`No device of these has a configuration "${shortened(key, 80)}"`, {
    code: 'unknown-configuration',
    hint: near.length > 0 ? `Nearest: ${near.join(' · ')}. Nothing was sent.` : 'Nothing was sent.',
    next: [
      ...near.map((name) => ({ title: shortened(name, 40), say: `rollout ${fixed(name)}` })),
      { title: `What ${shortened(displayName, 30)} has`, say: `config id:${id}` },
    ],
  });
}

const isNumber = (text: string): boolean => text.trim() !== '' && !Number.isNaN(Number(text));

const badValue = (
  key: string,
  text: string,
  { fault, fitting = [] }: { fault: string; fitting?: string[] },
  words: (fix: (word: string) => string) => string,
  form: string | undefined,
) =>
  new Problem(`${key} can't be ${shortened(text, 40) || 'empty'} on any of these`, {
    code: 'bad-configuration-value',
    hint: `${fault.replace(/^(?=must )/, 'It ').replace(/\.?$/, '.')} Nothing was sent.`,
    next: [
      // Whoever did not say a number meant none of these.
      ...fitting
        .filter((value) => isNumber(text) || !isNumber(value))
        .slice(0, 4)
        .map((value) => ({
          title: shortened(value, 40),
          say: `rollout ${words((word) => (word.toLowerCase() === `${key}=${text}`.toLowerCase() ? `${key}=${value}` : word))}`,
        })),
      ...(form === undefined ? [] : [{ title: 'Another value…', say: form }]),
    ],
  });
