import type { Device } from '#webex/devices.ts';
import { conditionOf } from './condition.ts';

/** "18 online · 2 offline · 1 with issues": each device counts once. */
export function summaryOf(devices: readonly Device[]): string {
  const words = devices.map(conditionOf);
  const issues = words.filter(({ isOnline, colour }) => isOnline && colour === 'warning').length;
  const online = words.filter(({ isOnline }) => isOnline).length - issues;
  const offline = devices.length - online - issues;
  return [
    ...(online > 0 ? [`${online} online`] : []),
    ...(offline > 0 ? [`${offline} offline`] : []),
    ...(issues > 0 ? [`${issues} with issues`] : []),
  ].join(' · ');
}
