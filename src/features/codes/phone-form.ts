import { EntryNeeded } from '#intent/entry-form.ts';
import { macFault } from './mac.ts';

interface Given {
  mac: string;
  model: string;
  who: string;
}

/** What a phone takes, filled in as far as it is known; `faults` are by field, beside those that are seen at once. */
export function phoneForm({ mac, model, who }: Given, faults: Partial<Given> = {}): EntryNeeded {
  const isBegun = [mac, model, who].some((text) => text !== '');
  const missing = (text: string, fault: string) => (isBegun && text === '' ? fault : undefined);
  const noNumber = model !== '' && !/\d/.test(model) ? 'A model has a number, such as 8865' : undefined;
  return new EntryNeeded({
    command: 'phone add',
    args: {},
    title: 'Add a phone',
    about: 'Webex then knows it when it is plugged in.',
    fields: [
      {
        id: 'mac',
        label: 'MAC address',
        kind: 'text',
        isRequired: true,
        value: mac,
        hint: '00:1B:54:12:34:56',
        maxLength: 40,
        fault: faults.mac ?? macFault(mac) ?? missing(mac, 'The MAC address is missing'),
      },
      {
        id: 'model',
        label: 'Model',
        kind: 'text',
        isRequired: true,
        value: model,
        hint: '8865',
        maxLength: 60,
        fault: faults.model ?? noNumber ?? missing(model, 'The model is missing'),
      },
      {
        id: 'who',
        label: 'Workspace, or address of a person',
        kind: 'text',
        isRequired: true,
        value: who,
        hint: 'Reception, or anna@example.com',
        maxLength: 200,
        fault: faults.who ?? missing(who, 'Say for which workspace or person'),
      },
    ],
    action: 'Go on',
    note: 'It asks before it adds anything.',
    tier: 1,
  });
}
