import { askedDevice } from '#fleet/asked.ts';
import { holdsSecret, isSecretKey } from '#fleet/configuration-secrets.ts';
import { isSelection, namesSeveral } from '#fleet/selection.ts';
import type { AdminReads } from '#intent/admin.ts';
import { defineChange, type Plan } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { onDevice } from '#intent/device-phrase.ts';
import { mayGive } from '#intent/may.ts';
import { readWords } from '#intent/words.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import type { Wish } from '#lib/rollout.ts';
import type { Device } from '#webex/devices.ts';
import { within } from './asked.ts';
import { askForValue } from './roll-form.ts';
import { applySet, type SetStep } from './set-apply.ts';
import { blankForm, formOf } from './set-form.ts';
import { planSet, targetOf, tierFor } from './set-plan.ts';
import { readSettings, type Said, SetArgs, settingsWords, setWords } from './set-words.ts';
import { isSame, mustBeFree, type Wanted, wantedOn } from './wanted.ts';

/** Changes configurations of one device, all of them in one request. What has no value yet is asked for with a form. */
export const configSet = defineChange({
  name: 'config set',
  aliases: ['config form', 'config change', 'config edit', 'configuration set', 'configurations set'],
  topic: 'rollouts',
  summary: 'Change configurations of a device',
  usage: 'config set [<device>] <key>=<value> … [on <device>]; a key alone gives a form, and =(default) resets it',
  example: (device) => `config set ${device} Audio.DefaultVolume=60`,
  needs: 'administer',
  args: SetArgs,
  read: ({ raw }) => readSettings(readWords(raw).tokens),
  say: (args) => setWords(args),

  async plan(args, context): Promise<Plan<SetStep>> {
    const admin = await context.admin('configurations:write');
    const device = await oneOf(args, admin, context);
    if (args.settings.length === 0 && args.fields.length === 0)
      throw blankForm(device, await targetOf(device, context));
    const wanted = await wantedOn(admin.webex, device, args);
    const isForm = args.fields.length > 0;
    // Inputs that nobody touched are no wish.
    const asked = isForm ? wanted.filter(({ said }) => said.text !== undefined) : wanted;
    const ready = asked.filter(isReady);
    mustBeFree(
      wanted.filter(({ now, wish }) => wish === undefined || !isSame(now, wish, args.hold)),
      device,
      args,
    );
    if (ready.length < asked.length || (!isForm && ready.length === 0))
      throw formOf(wanted, device, await targetOf(device, context), tierFor(wanted));
    if (ready.length === 0) throw untouched(device, args.fields);
    return planSet(ready, device, args, context);
  },

  apply: applySet,
});

const isReady = (one: Wanted): one is Wanted & { wish: Wish } => one.wish !== undefined;

/** The one device; of several each is changed by a rollout, which a key without a value gives the form of. */
export async function oneOf(
  { device: phrase, settings }: Pick<SetArgs, 'device' | 'settings'>,
  admin: Pick<AdminReads, 'fleet' | 'webex'>,
  context: ReadContext,
): Promise<Device> {
  const { fleet } = admin;
  if (phrase === undefined || !(isSelection(phrase) || namesSeveral(phrase)))
    return askedDevice(phrase, within(fleet, context));
  const devices = await fleet.many(phrase);
  const [only, another] = devices;
  if (only && !another) return fleet.one(`id:${only.id}`);
  const [setting, second] = settings;
  const isAsked = setting && !second && setting.text === undefined && !setting.reset;
  if (isAsked && mayGive('rollout', context)) return askForValue(setting.key, { phrase, devices }, admin);
  throw manyDevices(phrase, devices.length, settings);
}

function manyDevices(phrase: string, count: number, settings: readonly Said[]): Problem {
  const hasSecret = settings.some(({ key, text = '' }) => isSecretKey(key) || holdsSecret(key, text));
  const hasValues = settings.length > 0 && settings.every(({ text, reset }) => text !== undefined || reset);
  const canRoll = hasValues && !hasSecret;
  return new Problem(`That is ${deviceCount(count)}. I change the configurations of one device at a time`, {
    code: 'one-at-a-time',
    hint: hasSecret
      ? 'Secrets are set on one device at a time, and are no part of a rollout. Nothing was sent.'
      : 'Several are changed by a rollout: it shows first what becomes of each, begins with a few, and can be undone. Nothing was sent.',
    next: canRoll ? [{ title: 'Roll it out…', say: `rollout ${settingsWords(settings)}${onDevice(phrase)}` }] : [],
  });
}

const untouched = ({ id, displayName }: Device, keys: readonly string[]) =>
  new Problem(`Nothing would change on ${displayName}`, {
    code: 'no-change',
    hint: 'Nothing in the form was touched. Nothing was sent.',
    next: [{ title: 'Look at it', say: `config id:${id} ${keys.join(' ')}` }],
  });
