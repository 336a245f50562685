import { simpleChange } from './simple.ts';

/** Opens the microphones: asks, since people in the room will be heard. */
export const unmute = simpleChange({
  name: 'unmute',
  summary: 'Open the microphones',
  command: 'Audio.Microphones.Unmute',
  title: (name) => `Open the microphones of ${name}?`,
  action: (name) => `Unmute ${name}`,
  done: (name) => `The microphones of ${name} are on`,
  inCall: 'people in the room will be heard.',
  next: (target) => [{ title: 'Mute…', say: `mute${target}` }],
  several: {
    doing: 'Opening the microphones',
    done: (subject) => `The microphones of ${subject} are on`,
    inCalls: 'People in these rooms will be heard.',
  },
});
