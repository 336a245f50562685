import { simpleChange } from './simple.ts';

/** Puts a device to sleep; a call keeps it awake. */
export const standby = simpleChange({
  name: 'standby',
  aliases: ['sleep'],
  summary: 'Put a device to sleep',
  command: 'Standby.Activate',
  title: (name) => `Put ${name} to sleep?`,
  action: (name) => `Put ${name} to sleep`,
  done: (name) => `${name} goes to standby`,
  inCall: 'it stays awake until the call ends.',
  asksInCall: true,
  next: (target) => [{ title: 'Wake', say: `wake${target}` }],
  several: {
    doing: 'Going to standby',
    inCalls: 'They stay awake until their calls end.',
    done: (subject, are) => `${subject} ${are === 'is' ? 'goes' : 'go'} to standby`,
  },
});
