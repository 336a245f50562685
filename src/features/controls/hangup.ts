import { simpleChange } from './simple.ts';

/** Ends the running call. */
export const hangup = simpleChange({
  name: 'hangup',
  aliases: ['hang up', 'disconnect'],
  summary: 'End the call',
  command: 'Call.Disconnect',
  title: (name) => `End the call of ${name}?`,
  action: () => 'End the call',
  done: (name) => `${name} hangs up`,
  onlyInCall: true,
  inCall: 'it ends for everybody in the room.',
  next: (target) => [{ title: 'Look at it', say: `device${target}` }],
  several: {
    title: (subject) => `End the calls of ${subject}?`,
    action: () => 'End the calls',
    doing: 'Ending the calls',
    done: (subject, are) => `${subject} ${are === 'is' ? 'hangs' : 'hang'} up`,
    inCalls: 'These calls end for everybody in the rooms.',
  },
});
