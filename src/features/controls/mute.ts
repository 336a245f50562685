import { simpleChange } from './simple.ts';

/** Closes the microphones: asks, since people in the room may be heard just now. */
export const mute = simpleChange({
  name: 'mute',
  summary: 'Mute the microphones',
  command: 'Audio.Microphones.Mute',
  title: (name) => `Mute the microphones of ${name}?`,
  action: (name) => `Mute ${name}`,
  done: (name) => `The microphones of ${name} are muted`,
  inCall: 'nobody there will be heard.',
  next: (target) => [{ title: 'Unmute…', say: `unmute${target}` }],
  several: {
    doing: 'Muting the microphones',
    done: (subject) => `The microphones of ${subject} are muted`,
    inCalls: 'Nobody in these rooms will be heard.',
  },
});
