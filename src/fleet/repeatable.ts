import { SETS, SWITCHES } from './reversible.ts';

/** Commands that bring about one state, whatever it was before; what goes by a step or turns something over is none of them. */
const REPEATABLE = new Set(
  [
    'Audio.Volume.Set',
    'Audio.Volume.SetToDefault',
    ...Object.keys(SETS),
    ...SWITCHES.flatMap(({ states }) => Object.values(states).map(({ command }) => command)),
  ].map((command) => command.toLowerCase()),
);

/** Whether a command does no harm when a device gets it twice. In doubt it does. */
export const isRepeatable = (command: string): boolean => REPEATABLE.has(command.toLowerCase());
