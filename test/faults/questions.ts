import type { Said } from '../persona.ts';

/** Something a person asked in a space, with what its answer is known by. */
export interface Question {
  space: string;
  words: string;
  /** The answer when it was done. */
  done: RegExp;
  /** The answer when nobody knows whether it was done; left out for what changes nothing. */
  unknown?: RegExp;
}

/** What was said to a question, the oldest first. */
export const answersTo = ({ done, unknown }: Question, said: readonly Said[]): Said[] =>
  said.filter(({ title }) => done.test(title) || unknown?.test(title));

const exactly = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const volumeOf = (device: string, level: number) => ({
  words: `volume ${level} on ${device}`,
  done: new RegExp(`^${exactly(device)} is at ${level} % `),
  unknown: new RegExp(`^I don't know whether this happened: Set ${exactly(device)} to ${level} %$`),
});

export const nonsenseOf = (word: string) => ({ words: word, done: new RegExp(`^I don't know "${word}"$`) });

export const muteOf = (device: string) => ({
  button: `Mute ${device}`,
  words: `mute ${device}`,
  done: new RegExp(`^The microphones of ${exactly(device)} are muted$`),
  unknown: new RegExp(`^I don't know whether this happened: Mute the microphones of ${exactly(device)}$`),
});

export const rebootOf = (device: string) => ({
  button: `Restart ${device}`,
  words: `reboot ${device}`,
  done: new RegExp(`^${exactly(device)} is restarting$`),
  unknown: new RegExp(`^I don't know whether this happened: Restart ${exactly(device)}$`),
});
