import { conditionOf } from '#fleet/condition.ts';
import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { placeOf } from '#fleet/places.ts';
import type { ReadContext } from '#intent/context.ts';
import { weightOf } from '#intent/rollout-weight.ts';
import type { NewItem } from '#intent/rollouts.ts';
import { joinFaults, type LineFaults } from '#lib/line-faults.ts';
import { Problem } from '#lib/problem.ts';
import type { Setting, Spec, Work } from '#lib/rollout.ts';
import { shortened } from '#lib/shorten.ts';
import { readTable } from '#lib/table-file.ts';
import type { Device } from '#webex/devices.ts';
import { checkedKeys } from './check-keys.ts';
import { checkedCommand, restartable } from './checked-command.ts';
import { commandIn } from './command-words.ts';
import { faulty } from './faults.ts';
import { matchTargets } from './match-targets.ts';
import { offering, optionsMeant } from './options-meant.ts';
import { optionsWords, pacingWords } from './options-words.ts';
import { titleOf } from './profiles-said.ts';
import { misfits } from './rollout-checks.ts';
import { dated, pacingOf, phraseOf, type RolloutOptions, readRollout } from './rollout-words.ts';
import { merged, ownSettings, profilesIn, settingsOf, withProfile, withResets } from './settings-said.ts';
import { isNote, targetsOf } from './targets-file.ts';

/** A rollout of more is several. */
export const MOST_TARGETS = 20_000;

export interface Asked {
  spec: Spec;
  items: NewItem[];
  actsAs: 'you' | 'service-app';
  /** What may surprise. */
  note?: string;
}

/** What words, or a file, ask for. Throws a Problem that says what is wrong with either; nothing was begun then. */
export async function askedFor(
  { words, body }: { words: string; body?: string | undefined },
  context: ReadContext,
): Promise<Asked> {
  const { now, timeZone, sentWith } = context;
  const typed = withResets(readRollout(words, { now, timeZone }));
  const of = body === undefined ? undefined : sentWith;
  const meant = () => (body === undefined || of ? optionsMeant(words, { now, timeZone }, of) : undefined);
  if (typed.faults.length > 0) throw faulty("I can't plan this rollout", typed.faults, meant());
  const commandWords = await commandIn(typed.what, context);
  const read = commandWords ? typed : { ...typed, what: await withProfile(typed.what, context) };
  const { settings, from } = commandWords
    ? { settings: [], from: [] }
    : await settingsOf(read.what, context, { words: (what) => `rollout ${optionsWords({ ...read, what })}`, meant });
  const profiles = commandWords ? [] : profilesIn(read.what);
  if (!commandWords && settings.length === 0 && body === undefined) throw nothingSaid();
  // Before anybody is asked to log in, too: a file with a secret is not kept until they are back.
  const named = body === undefined ? undefined : fileOf(body, { needsKeys: !commandWords && settings.length === 0 });
  if (named) refuseTwice(ownSettings(read.what), named.keys);
  // Who may only read is told that nothing can be edited.
  const { fleet, webex, as } = await context.admin('configurations:write');
  if (commandWords && named && named.keys.length > 0) throw eitherOr();
  const phrase = read.on.length > 0 ? phraseOf(read.on) : undefined;
  if (named === undefined && phrase === undefined) throw noDevices(words);
  const chosen = phrase === undefined ? undefined : await fleet.many(phrase).catch(offering(meant));
  const everyone = named ? await fleet.list() : [];
  const matched =
    named && matchTargets(named.rows, chosen ?? everyone, { all: chosen && everyone, phrase, place: named.place });
  const devices = matched ? matched.matched.map(({ device }) => device) : (chosen ?? []);
  if (devices.length > MOST_TARGETS) throw tooMany(devices.length);
  if (commandWords && named && matched) refuseFaults(named, matched);
  const command =
    commandWords &&
    (await checkedCommand(
      commandWords,
      devices,
      context,
      (what) => `rollout ${optionsWords({ ...read, what: [what] })}`,
    ));
  const granted = read.thenReboot ? await restartable(context) : undefined;
  const own = new Map(matched?.matched.map(({ device, row }) => [device.id, row]));
  const lines = new Map(
    named?.rows.flatMap(({ line, settings: its }) => its.map((setting) => [setting, line] as const)),
  );
  const forDevice = new Map(
    matched?.matched.flatMap(({ row, device }) => row.settings.map((setting) => [setting, device] as const)),
  );
  const checked = await checkedKeys(
    [...settings, ...(named?.rows.flatMap((row) => row.settings) ?? [])],
    devices.length > 0 ? devices : (chosen ?? everyone),
    {
      webex,
      deviceOf: (setting) => forDevice.get(setting),
      hasFile: named !== undefined,
      words: (fixed) => optionsWords({ ...read, what: read.what.map(fixed) }),
      formFor: (key) => formWords(read, phrase, key),
      lineOf: (setting) => lines.get(setting),
    },
  );
  if (named && matched) refuseFaults(named, matched, checked);
  const spelled = (setting: Setting): Setting => ({
    ...setting,
    key: checked.spelled.get(setting.key.toLowerCase()) ?? setting.key,
  });
  const all = settings.map(spelled);
  const work: Work = command?.work ?? { kind: 'settings', settings: all };
  const thenReboot = read.thenReboot === true;
  const misfit = misfits({ work }, read);
  if (misfit.length > 0) throw faulty("I can't plan this rollout", misfit);
  const items: NewItem[] = [];
  for (const device of devices) {
    const row = own.get(device.id);
    const settings = row && !command ? merged(all, row.settings.map(spelled)) : undefined;
    const weight = weightOf({ work, thenReboot }, [{ settings }], devices.length);
    const isMine = await context.isMine(device, weight);
    items.push({
      ...itemOf(device),
      ...(row && { line: row.line }),
      ...(settings && { settings }),
      ...(command?.leftOut(device) ?? granted?.leftOut(device)),
      ...(!isMine && { blocked: 'not-allowed', why: 'Your roles do not cover it' }),
    });
  }
  const title =
    command?.title ??
    titleOf(all, { profiles, hasOwn: read.what.length > profiles.length, columns: named?.keys ?? [] });
  return {
    spec: {
      work,
      thenReboot,
      pacing: pacingOf(read, { now, timeZone }),
      ...(named === undefined && phrase !== undefined && { phrase }),
      ...(named && { columns: named.keys }),
      ...(from.length > 0 && { profiles: from }),
      title,
      words: `rollout ${optionsWords(dated(read, { now, timeZone }))}`.trim(),
    },
    items,
    actsAs: as,
    ...(read.warnings.length > 0 && { note: read.warnings.map((warning) => `${warning}.`).join(' ') }),
  };
}

/** The words for the form of a value, where it would lose nothing that was said. */
function formWords({ what, on, ...how }: RolloutOptions, phrase: string | undefined, key: string): string | undefined {
  const isBare = what.length === 1 && on.length === 1 && pacingWords(how).length === 0;
  return isBare && phrase !== undefined && !/\s/.test(phrase) ? `config set ${phrase} ${key}` : undefined;
}

function whereOf(device: Device): NewItem['where'] {
  const { workspaceId, locationId, personId, tags, product } = placeOf(device);
  return { kind: 'device', workspaceId, locationId, personId, tags, product };
}

/** How a device is when it is taken in. */
export const itemOf = (device: Device) => ({
  deviceId: device.id,
  name: device.displayName,
  product: device.product,
  where: whereOf(device),
  wasOnline: conditionOf(device).isOnline,
  errorCodes: device.errorCodes,
});

/** Nobody can say which of two was meant; what a profile says the file may change. */
function refuseTwice({ settings }: ReturnType<typeof ownSettings>, columns: readonly string[]): void {
  const typed = new Set(settings.map(({ key }) => key.toLowerCase()));
  const twice = columns.filter((key) => typed.has(key.toLowerCase()));
  if (twice.length > 0)
    throw faulty(
      "I can't plan this rollout",
      twice.map((key) => `${shortened(key, 60)} is set twice: in the words and in the file`),
    );
}

function fileOf(body: string, { needsKeys }: { needsKeys: boolean }) {
  const table = readTable(Buffer.from(body), { mostRows: MOST_TARGETS, isIgnored: isNote });
  const targets = targetsOf(table, { needsKeys });
  // Without a row there is nothing else to look at.
  if (targets.rows.length === 0 && targets.faults.length > 0) throw faulty("I can't read that file", targets);
  const all = targets.rows.flatMap(({ settings }) => settings);
  const secret =
    targets.keys.find(isSecretKey) ??
    all.find((setting) => 'text' in setting && holdsSecret(setting.key, setting.text))?.key;
  if (secret !== undefined)
    throw faulty("I can't roll out this file", [
      `${secret} is a secret; set it on one device at a time with "config set"`,
    ]);
  if (targets.rows.length === 0) throw faulty("I can't read that file", ['It names no device']);
  return targets;
}

/** Everything that is wrong with a file, at once. */
function refuseFaults(file: LineFaults, ...others: LineFaults[]): void {
  const all = joinFaults(file, ...others);
  if (all.faults.length === 0) return;
  const isRead = others.some(({ faults }) => faults.length > 0);
  throw faulty(isRead ? 'The file does not fit the devices' : "I can't read that file", all);
}

const nothingSaid = () =>
  new Problem('What is to be rolled out?', {
    code: 'nothing-to-roll-out',
    hint: 'Say settings and devices: rollout Standby.Delay=10 on tag:lobby canary 5%. Or attach a CSV file: a column "device" and one for each configuration. Nothing was sent.',
    next: [{ title: 'Help', say: 'help rollout' }],
  });

const eitherOr = () =>
  faulty("I can't plan this rollout", ['A command is said, and the file has settings; a rollout does one of them']);

const noDevices = (words: string) =>
  new Problem('Which devices?', {
    code: 'no-devices-said',
    hint: `Name them after "on": rollout ${shortened(words, 80)} on tag:lobby. Or attach a CSV file with a column "device". Nothing was sent.`,
  });

const tooMany = (count: number) =>
  new Problem(
    `That is ${count.toLocaleString('en')} devices; a rollout takes at most ${MOST_TARGETS.toLocaleString('en')}`,
    {
      code: 'too-many-devices',
      hint: 'Narrow it down with tag:, location: or product:. Nothing was sent.',
    },
  );
