import { simpleChange } from './simple.ts';

/** Wakes a device from standby. */
export const wake = simpleChange({
  name: 'wake',
  aliases: ['wake up'],
  summary: 'Wake a device',
  command: 'Standby.Deactivate',
  title: (name) => `Wake ${name}?`,
  action: (name) => `Wake ${name}`,
  done: (name) => `${name} is awake`,
  next: (target) => [{ title: 'Standby', say: `standby${target}` }],
  several: {
    doing: 'Waking',
    done: (subject, are) => `${subject} ${are} awake`,
  },
});
