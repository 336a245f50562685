import { simpleChange } from './simple.ts';

/** Takes the text of `message` from the screen again. */
export const clear = simpleChange({
  name: 'clear',
  aliases: ['clear message'],
  summary: 'Clear the text on the screen',
  command: 'UserInterface.Message.Alert.Clear',
  title: (name) => `Clear the message on ${name}?`,
  action: () => 'Clear it',
  done: (name) => `The message on ${name} is cleared`,
  several: { doing: 'Clearing the message', done: (subject) => `The message on ${subject} is cleared` },
});
