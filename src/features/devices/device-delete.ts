import { z } from 'zod';
import { activity } from '#fleet/activity.ts';
import { accessOf, conditionOf } from '#fleet/condition.ts';
import { planTarget } from '#fleet/places.ts';
import { defineChange, type Fact } from '#intent/command.ts';
import type { ReadContext } from '#intent/context.ts';
import { DevicePhrase, spelled } from '#intent/device-phrase.ts';
import { said } from '#render/replies.ts';
import type { Device } from '#webex/devices.ts';

interface DeleteStep {
  id: string;
  name: string;
  workspaceId?: string;
  personId?: string;
}

const WHICH = 'Which device? Name the one to delete, for example "device delete Fjord".';

/** Takes one device out of the organisation, also one that only an administrator sees. */
export const deviceDelete = defineChange({
  name: 'device delete',
  aliases: ['delete device', 'remove device'],
  topic: 'devices',
  summary: 'Delete a device from Webex',
  usage: 'device delete <device>',
  example: (device) => `device delete ${device}`,
  needs: 'administer',
  // The space's own device is not meant by saying nothing.
  args: z.object({ device: DevicePhrase.unwrap().min(1, WHICH) }, { error: WHICH }),
  read: ({ text, on }) => ({ device: [text, on].filter(Boolean).join(' on ') }),
  say: ({ device }) => `device delete ${spelled(device)}`,

  async plan({ device: phrase }, context) {
    const { fleet } = await context.admin('devices:write');
    const device = await fleet.one(phrase);
    const own = (await context.fleet.list()).find(({ id }) => id === device.id);
    const { id, displayName: name, workspaceId, personId } = device;
    const step: DeleteStep = {
      id,
      name,
      ...(workspaceId !== undefined && { workspaceId }),
      ...(personId !== undefined && { personId }),
    };
    return {
      tier: 3,
      typed: name,
      title: `Delete ${name} from Webex?`,
      action: `Delete ${name}`,
      record: `device delete ${spelled(name)}`,
      targets: [planTarget(device, new Set(own ? [own.id] : []))],
      facts: [...consequences(device), ...(await stateOf(device, own, context))],
      step,
    };
  },

  async apply({ id, name, workspaceId, personId }: DeleteStep, context) {
    const { webex, fleet } = await context.admin('devices:write');
    try {
      await webex.devices.remove(id);
    } finally {
      fleet.relist();
      context.fleet.relist();
    }
    const owner = workspaceId === undefined ? `person:${personId}` : `id:${workspaceId}`;
    const hasOwner = workspaceId !== undefined || personId !== undefined;
    const whose = workspaceId === undefined ? 'that person' : 'its workspace';
    return {
      reply: said(`${name} is deleted from Webex`, {
        detail: hasOwner
          ? `It shows how to be activated now. To bring it back, make an activation code for ${whose} and enter it there.`
          : 'It has to be activated anew to come back.',
        next: [
          ...(hasOwner ? [{ title: 'Activation code…', say: `code for ${owner}` }] : []),
          { title: 'Devices', say: 'devices' },
        ],
      }),
      trackingIds: [],
    };
  },
});

/** What is said by https://developer.webex.com/docs/api/v1/devices/delete-a-device */
function consequences({ personId }: Device): Fact[] {
  return [
    {
      key: 'activate',
      text: 'It can do nothing until somebody activates it anew, with a code typed in on the spot.',
    },
    ...(personId === undefined
      ? []
      : [
          {
            key: 'calling',
            text: "It is somebody's personal device: when they have Webex Calling Standard, their apps can call again.",
          },
        ]),
  ];
}

async function stateOf(device: Device, own: Device | undefined, context: ReadContext): Promise<Fact[]> {
  const { isOnline, word } = conditionOf(device);
  if (!isOnline) return [{ key: 'offline', text: `It is ${word.toLowerCase()}: it learns of this when it is back.` }];
  if (device.personId !== undefined)
    return [{ key: 'personal', text: 'I do not look whether its owner is in a call.' }];
  if (!own || accessOf(own) === 'none')
    return [{ key: 'activity-unknown', text: 'I have no access to it, so I can not tell whether it is in a call.' }];
  return activity(device, 'the call may end.', context);
}
