import type { NextStep } from '#lib/problem.ts';
import { shortened } from '#lib/shorten.ts';

interface Watched {
  id: string;
  deviceId: string;
  deviceName: string;
  paths: readonly string[];
}

/** "Audio.Volume, Standby.State on Fjord". */
export const watchedWords = ({ paths, deviceName }: Pick<Watched, 'paths' | 'deviceName'>): string =>
  `${shortened(paths.join(', '), 150)} on ${deviceName}`;

/** Buttons of a watch that runs; they name it by its id, since its number goes to another one when it has ended. */
export const runningSteps = ({ id }: Pick<Watched, 'id'>): NextStep[] => [
  { title: 'Stop', say: `unwatch id:${id}` },
  { title: 'Extend 10 min', say: `extend id:${id} 10m` },
];

/** Buttons of one that has ended. */
export const endedSteps = ({ paths, deviceId, deviceName }: Omit<Watched, 'id'>): NextStep[] => [
  { title: 'Watch again', say: `watch ${paths.join(' ')} on id:${deviceId}` },
  { title: deviceName, say: `device id:${deviceId}` },
];
