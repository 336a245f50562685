import { simpleChange } from './simple.ts';

/** Restarts a device and tells the space when it is back. */
export const reboot = simpleChange({
  name: 'reboot',
  aliases: ['restart'],
  summary: 'Restart a device',
  command: 'SystemUnit.Boot',
  arguments: { Action: 'Restart' },
  title: (name) => `Restart ${name}?`,
  action: (name) => `Restart ${name}`,
  done: (name) => `${name} is restarting`,
  detail: 'I will tell you here when it is back.',
  inCall: 'the call will end.',
  effect: 'It will be back in about 2 minutes.',
  comesBack: true,
  several: {
    doing: 'Restarting',
    done: (subject, are) => `${subject} ${are} restarting`,
    effect: 'They will be back in about 2 minutes.',
    inCalls: 'These calls will end.',
  },
});
