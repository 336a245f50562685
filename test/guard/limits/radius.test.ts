import { expect, test } from 'vitest';
import { radiusOf } from '#guard/limits/radius.ts';
import type { Chooses } from '#guard/policy/decide.ts';
import { readPolicy } from '#guard/policy/read.ts';
import { Device } from '#webex/devices.ts';

const { policy } = readPolicy(
  `
version: 1
roles:
  oslo: { members: [], most-devices: 5, allow: [{ commands: operate, devices: "location:Oslo" }] }
  london: { members: [], most-devices: 50, allow: [{ commands: operate, devices: "location:London" }] }
  reader: { members: [], most-devices: 99, allow: [{ commands: look }] }
  all: { members: [], allow: [{ commands: operate }] }
  admin: { members: [a@b.example], allow: [{ commands: all, tiers: 0-3 }] }
`,
  'policy.yaml',
  { commands: [], checkDevices: () => {} },
);

/** Devices are called by their place. */
const chooses: Chooses = (words, { displayName }) => words === `location:${displayName}`;
const device = (displayName: string, index: number) =>
  Device.parse({ id: `${displayName}-${index}`, displayName, connectionStatus: 'connected', permissions: ['xapi'] });
const most = (roles: string[], ...places: string[]) => {
  if (!policy) throw new Error('the policy has faults');
  const wanted = {
    command: 'reboot',
    needs: 'operate' as const,
    tier: 2 as const,
    sends: [],
    space: { id: 's', type: 'group' as const },
  };
  return radiusOf(policy, roles, wanted, places.map(device), chooses)?.most;
};

test('the largest of those roles counts that allow it, and a role without a limit sets none', () => {
  expect(most(['oslo'], 'Oslo')).toBe(5);
  expect(most(['oslo', 'reader'], 'Oslo')).toBe(5);
  expect(most(['oslo', 'all'], 'Oslo')).toBeUndefined();
  expect(most(['all'], 'Oslo')).toBeUndefined();
  expect(most([], 'Oslo')).toBeUndefined();
});

test('no role is widened by another one for devices that are not that one’s', () => {
  expect(most(['oslo', 'london'], 'London')).toBe(50);
  expect(most(['oslo', 'london'], 'London', 'Oslo')).toBe(5);
});
