import type { Device } from '#webex/devices.ts';
import { accessOf, conditionOf } from './condition.ts';
import { notGranted, offline, readOnly } from './problems.ts';

/** Throws what keeps this device from answering a status query: offline or not granted. */
export function readyForStatus(device: Device, now: number): void {
  if (accessOf(device) === 'none') throw notGranted(device);
  if (!conditionOf(device).isOnline) throw offline(device, now);
}

/** Throws what keeps this device from taking a command: not granted, read-only or offline. */
export function readyForCommand(device: Device, now: number): void {
  if (accessOf(device) === 'readonly') throw readOnly(device);
  readyForStatus(device, now);
}
