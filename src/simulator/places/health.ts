import type { SimDevice } from '../devices/device.ts';
import { diagnosticOf } from '../devices/seeds.ts';

type Level = 'error' | 'warning' | 'info';

interface Issue {
  id: string;
  createdAt: string;
  title: string;
  description: string;
  recommendedAction: string;
  level: Level;
}

const OFFLINE = new Set(['disconnected', 'offline_expired', 'offline_deep_sleep']);

/** How well a workspace is: what its devices complain of. One without devices has nothing to complain of. */
export function healthOf(devices: readonly SimDevice[]): { level: Level | 'ok'; issues: Issue[] } {
  const issues = devices.flatMap((device) => [...offline(device), ...complaints(device)]);
  const level = (['error', 'warning', 'info'] as const).find((one) => issues.some((issue) => issue.level === one));
  return { level: level ?? 'ok', issues };
}

function offline({ id, lastSeen, connectionStatus, product }: SimDevice): Issue[] {
  if (!OFFLINE.has(connectionStatus)) return [];
  return [
    {
      id: `${id.slice(-12)}-offline`,
      createdAt: lastSeen,
      title: 'Device is offline',
      description: `${product.name} has no connection to Webex.`,
      recommendedAction: 'Check its power and its network.',
      level: 'error',
    },
  ];
}

function complaints({ id, lastSeen, errorCodes }: SimDevice): Issue[] {
  return errorCodes.map((code) => {
    const { type, level, text } = diagnosticOf(code);
    return {
      id: `${id.slice(-12)}-${code}`,
      createdAt: lastSeen,
      title: type,
      description: text,
      recommendedAction: 'Look at the diagnostics of the device.',
      level: level === 'Warning' ? 'warning' : 'error',
    };
  });
}
