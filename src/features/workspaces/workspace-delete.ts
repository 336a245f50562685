import { z } from 'zod';
import { conditionOf } from '#fleet/condition.ts';
import { placeOf } from '#fleet/places.ts';
import { isNotThere, workspaceGone, workspaceNamed, workspaceTarget } from '#fleet/workspaces.ts';
import { defineChange, type Fact, type Plan } from '#intent/command.ts';
import { readKeyed } from '#intent/keyed.ts';
import { deviceCount } from '#lib/name-list.ts';
import { Problem } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';
import { said } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';
import { callsOf } from './calls.ts';
import { phraseIn, spelledPhrase, WorkspacePhrase } from './workspace-phrase.ts';

interface Step {
  id: string;
  name: string;
  /** Ids of the devices that go with it, in order. */
  devices: string[];
}

/** Devices that the plan names; the others are counted. */
const MOST_NAMED = 10;

/** Takes a workspace away, and every device in it with it. */
export const workspaceDelete = defineChange({
  name: 'workspace delete',
  aliases: ['delete workspace', 'ws delete', 'workspace remove', 'remove workspace'],
  topic: 'workspaces',
  summary: 'Delete a workspace and its devices',
  usage: 'workspace delete <name>',
  example: (name) => `workspace delete ${name}`,
  needs: 'administer',
  args: z.object({ workspace: WorkspacePhrase }),
  read: ({ raw }) => {
    const { rest, given } = readKeyed(raw, ['id']);
    return { workspace: phraseIn(rest, given['id']) };
  },
  instead: () => [{ title: 'Workspaces', say: 'workspaces' }],
  say: ({ workspace }) => `workspace delete ${spelledPhrase(workspace)}`,

  async plan({ workspace: phrase }, context): Promise<Plan<Step>> {
    const admin = await context.admin('workspaces:write');
    const now = await workspaceNamed(phrase, {
      admin,
      context,
      say: (other) => `workspace delete ${spelledPhrase(other)}`,
      include: { includeDevices: true },
    });
    const { id, displayName: name, devices = [] } = now;
    return {
      tier: 3,
      title: `Delete the workspace ${name}?`,
      action: `Delete ${shortened(name, 60)}`,
      // Who may not change one of the devices may not take it away like this either.
      targets: [
        workspaceTarget(now),
        ...devices.map((device) => ({ id: device.id, name: device.displayName, place: placeOf(device) })),
      ],
      record: `workspace delete ${spelledPhrase(name)}`,
      facts: [...factsOf(devices), ...(await callsOf(devices, 'the call will end.', context))],
      step: { id, name, devices: idsOf(devices) },
      typed: name,
    };
  },

  async apply({ id, name, devices }, context) {
    const { afresh } = await context.admin('workspaces:write');
    await afresh(async ({ workspaces }) => {
      const now = await workspaces.get(id, { includeDevices: true }).catch((error: unknown) => {
        throw isNotThere(error) ? workspaceGone(name) : error;
      });
      if (now.displayName !== name || idsOf(now.devices ?? []).join() !== devices.join())
        throw changedMeanwhile(name, id, now.displayName);
      await workspaces.remove(id);
    });
    if (devices.length > 0) context.fleet.relist();
    const count = devices.length;
    const detail =
      count === 0
        ? 'No device was in it.'
        : `${deviceCount(count)} ${count === 1 ? 'was' : 'were'} in it: ${count === 1 ? 'it needs' : 'they need'} a new activation code in another workspace.`;
    return {
      reply: said(`${name} is deleted`, { detail, next: [{ title: 'Workspaces', say: 'workspaces' }] }),
      trackingIds: [],
    };
  },
});

const idsOf = (devices: readonly Device[]): string[] => devices.map(({ id }) => id).sort();

function factsOf(devices: readonly Device[]): Fact[] {
  if (devices.length === 0) return [{ key: 'empty', text: 'No device is in it. There is no way back.' }];
  const more = devices.length - MOST_NAMED;
  return [
    {
      key: 'devices',
      text:
        devices.length === 1
          ? 'Its device is deleted too, and needs a new activation code. There is no way back.'
          : `Its ${devices.length} devices are deleted too, and need new activation codes. There is no way back.`,
    },
    ...devices.slice(0, MOST_NAMED).map((device) => ({
      key: device.id,
      text: `${device.displayName} · ${device.product.replace(/^Cisco /, '')} · ${conditionOf(device).word.toLowerCase()}`,
    })),
    ...(more > 0 ? [{ key: `more:${more}`, text: `And ${deviceCount(more)} more.` }] : []),
  ];
}

const changedMeanwhile = (name: string, id: string, nameNow: string) =>
  new Problem(nameNow === name ? `Other devices are in ${name} by now` : `${name} is called ${nameNow} by now`, {
    code: 'changed-meanwhile',
    hint: 'Nothing was deleted. Look at it and ask again.',
    next: [{ title: 'Look at it', say: `workspace id:${id}` }],
  });
