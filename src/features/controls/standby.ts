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
  next: (target) => [{ title: 'Wake', say: `wake${target}` }],
  several: {
    doing: 'Going to standby',
    done: (subject, are) => `${subject} ${are === 'is' ? 'goes' : 'go'} to standby`,
  },
});
