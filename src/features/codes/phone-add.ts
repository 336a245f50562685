import { z } from 'zod';
import { defineChange } from '#intent/command.ts';
import type { ApplyContext } from '#intent/context.ts';
import type { Line } from '#intent/line.ts';
import { Problem } from '#lib/problem.ts';
import { alwaysQuoted, quoted } from '#lib/quoted.ts';
import { statusOf } from '#lib/status.ts';
import { said } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import { macIn, readMac, spelledMac } from './mac.ts';
import { modelName, modelOf } from './model.ts';
import { ownerOf, sayOwner, wantsFor } from './owner.ts';
import { phoneForm } from './phone-form.ts';

const Text = z.string().trim().max(200, 'That is too long.').default('');
const Args = z.object({ mac: Text, model: Text, who: Text });
type Args = z.infer<typeof Args>;

interface PhoneStep {
  mac: string;
  model: string;
  kind: 'workspace' | 'person';
  id: string;
  name: string;
}

/** Adds a phone before it is plugged in, by the address on its back. */
export const phoneAdd = defineChange({
  name: 'phone add',
  aliases: ['add phone'],
  topic: 'workspaces',
  summary: 'Add a phone by its MAC address',
  usage: 'phone add <MAC address> <model> for <workspace or person>',
  example: (name) => `phone add 00:1B:54:12:34:56 8865 for ${name}`,
  needs: 'administer',
  lasts: 'The phone was added, which can not be taken back as such: its device is deleted.',
  args: Args,
  read: readPhone,
  say: sayPhone,

  async plan(args, context) {
    const mac = macIn(args.mac);
    if (mac === undefined || !/\d/.test(args.model) || args.who === '') throw phoneForm(args);
    const model = modelOf(args.model);
    const admin = await context.admin('devices:write', ...wantsFor(args.who));
    const there = (await admin.fleet.list()).find((device) => macIn(device.mac ?? '') === mac);
    if (there)
      throw phoneForm(args, {
        mac: `${there.displayName} (${there.product.replace(/^Cisco /, '')}) has this MAC address already`,
      });
    const owner = await ownerOf(args.who, admin, context, (who) => sayPhone({ ...args, who }));
    const isForOthers = owner.kind === 'workspace' && owner.workspace.supportedDevices === 'collaborationDevices';
    return {
      tier: 1,
      asks: true,
      title: `Add the phone ${modelName(model)} to ${owner.name}?`,
      action: 'Add the phone',
      record: sayPhone({ ...args, who: owner.name }),
      targets: [owner.target],
      facts: [
        { key: 'mac', text: `Its MAC address: ${spelledMac(mac)}.` },
        ...(isForOthers
          ? [{ key: 'for-others', text: `${owner.name} is for collaboration devices: Webex may refuse a phone there.` }]
          : []),
        { key: 'plug', text: 'It shows up when it is plugged in.' },
      ],
      step: { mac, model, kind: owner.kind, id: owner.target.id, name: owner.name } satisfies PhoneStep,
    };
  },

  async apply(step: PhoneStep, context) {
    const { fleet } = await context.admin('devices:write');
    const { id } = await addPhone(step, context).finally(() => fleet.relist());
    const takeBack = `device delete id:${id}`;
    return {
      reply: said(`The phone ${modelName(step.model)} is added to ${step.name}`, {
        detail: `Plug it in: ${spelledMac(step.mac)} then registers by itself.`,
        next: [
          { title: 'Details', say: `details id:${id}` },
          { title: 'Delete it…', say: takeBack },
        ],
      }),
      trackingIds: [],
      undo: { words: takeBack },
    };
  },
});

async function addPhone({ mac, model, kind, id, name }: PhoneStep, context: ApplyContext): Promise<Device> {
  const { webex } = await context.admin('devices:write');
  const owner = kind === 'workspace' ? { workspaceId: id } : { personId: id };
  try {
    return await webex.devices.addPhone({ mac, model, ...owner });
  } catch (error) {
    const status = statusOf(error);
    if (status === 409) throw alreadyThere(mac, error);
    if (status === 404) throw ownerGone(name, error);
    throw error;
  }
}

const alreadyThere = (mac: string, cause: unknown) =>
  new Problem(`A phone with the MAC address ${spelledMac(mac)} is there already`, {
    code: 'phone-there',
    hint: 'It may be in another organisation, or not yours to see. Nothing was added.',
    cause,
  });

const ownerGone = (name: string, cause: unknown) =>
  new Problem(`${name} is not there any more`, {
    code: 'owner-gone',
    hint: 'Nothing was added.',
    next: [{ title: 'Workspaces', say: 'workspaces' }],
    cause,
  });

/** "00:1B:54:12:34:56 8865 for Reception": the address may have blanks, and the name may have "for" in it. */
function readPhone({ words, on }: Pick<Line, 'words' | 'on'>): Partial<Args> {
  const at = words.findIndex(({ text, quoted: isQuoted }) => !isQuoted && text.toLowerCase() === 'for');
  const join = (some: typeof words) => some.map(({ text }) => text).join(' ');
  const before = join(at === -1 ? words : words.slice(0, at));
  const { mac, rest } = readMac(before);
  const who = [at === -1 ? '' : join(words.slice(at + 1)), on].filter(Boolean).join(' on ');
  return { mac, model: rest, who };
}

/** Words that stand between the parts of it are none of them in quotes. */
const spelledPart = (part: string): string => {
  if (/(?:^| )(?:for|on)(?: |$)/i.test(part)) return alwaysQuoted(part);
  return /^[\w:.-]+$/.test(part) ? part : quoted(part);
};

function sayPhone({ mac, model, who }: Args): string {
  const parts = [mac, model].filter(Boolean).map(spelledPart);
  return ['phone add', ...parts, ...(who === '' ? [] : [`for ${sayOwner(who)}`])].join(' ');
}
