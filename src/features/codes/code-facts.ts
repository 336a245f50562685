import type { Fact } from '#intent/command.ts';
import { nameList } from '#lib/name-list.ts';
import { modelName } from './model.ts';
import type { Owner } from './owner.ts';

const NAMES = 4;

/** A code changes these to free calling, so that a device can call at all. */
const CHANGED: Readonly<Record<string, string>> = {
  none: 'It has no calling',
  thirdPartySipCalling: "It calls by somebody else's SIP service",
};

/** What to know before one agrees to a code: what it changes, what is there already, and that it is a key. */
export function codeFacts(owner: Owner, model: string | undefined): Fact[] {
  const calling = owner.kind === 'workspace' ? (owner.workspace.calling?.type ?? '') : '';
  const devices = owner.kind === 'workspace' ? (owner.workspace.devices ?? []) : [];
  const change = Object.hasOwn(CHANGED, calling) ? CHANGED[calling] : undefined;
  return [
    ...(change === undefined
      ? []
      : [{ key: `calling:${calling}`, text: `${change}: making the code changes that to free calling on Webex.` }]),
    ...(owner.kind === 'person'
      ? [{ key: 'personal', text: `The device becomes the personal one of ${owner.name} (${owner.email}).` }]
      : []),
    ...(devices.length === 0
      ? []
      : [
          {
            key: 'devices',
            text: `In it now: ${nameList(
              devices.map(({ displayName, product }) => `${displayName} (${product.replace(/^Cisco /, '')})`),
              NAMES,
            )}.`,
          },
        ]),
    {
      key: 'model',
      text:
        model === undefined
          ? 'It fits RoomOS devices: for a phone, say its model.'
          : `It fits the phone ${modelName(model)}.`,
    },
    { key: 'secret', text: 'Whoever has the code can add a device there. I send it to you alone.' },
  ];
}
