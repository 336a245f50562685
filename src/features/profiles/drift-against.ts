import { configuredOn, type Wanted } from '#fleet/drift.ts';
import type { AdminReads } from '#intent/admin.ts';
import type { ReadContext } from '#intent/context.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';
import { settingCount } from './found.ts';

/** What devices are compared with. */
export interface Against {
  settings: Wanted[];
  /** "lobby", "Fjord". */
  name: string;
  /** "lobby, version 3: 12 settings". */
  about: string;
  /** Left out where it is a device. */
  profile?: string;
  deviceId?: string;
}

/** The profile, or the device, that is called so. Throws a Problem when it is both, neither, or says nothing. */
export async function againstOf(
  words: string,
  admin: AdminReads,
  { store, asker }: ReadContext,
  say: (against: string) => string,
): Promise<Against> {
  const [, kind = '', name = words] = /^(profile|device):\s*(.+)$/is.exec(words) ?? [];
  const isId = name.startsWith('id:');
  const wantsProfile = kind.toLowerCase() === 'profile';
  const profile = isId || kind.toLowerCase() === 'device' ? undefined : await store.profiles.get(asker.orgId, name);
  if (profile && !wantsProfile) {
    const isDevice = (await admin.fleet.list()).some(
      ({ displayName }) => displayName.toLowerCase() === name.toLowerCase(),
    );
    if (isDevice) throw twoThings(profile.name, say);
  }
  if (profile)
    return {
      settings: profile.settings,
      name: profile.name,
      about: `${profile.name}, version ${profile.version}: ${settingCount(profile.settings.length)}`,
      profile: profile.name,
    };
  const names = (await store.profiles.list(asker.orgId)).map((one) => one.name);
  if (wantsProfile) throw neither(name, names, say);
  const device = await admin.fleet.one(name).catch((error: unknown) => {
    // It may have been meant as a profile.
    if (error instanceof Problem && error.code === 'no-such-device') throw neither(name, names, say);
    throw error;
  });
  const { settings } = configuredOn(await admin.webex.deviceConfigurations.read(device.id));
  if (settings.length === 0) throw nothingConfigured(device.displayName);
  return {
    settings,
    name: device.displayName,
    about: `what is configured on ${device.displayName} itself: ${settingCount(settings.length)}`,
    deviceId: device.id,
  };
}

const twoThings = (name: string, say: (against: string) => string): Problem =>
  new Problem(`A profile and a device are called ${name}`, {
    code: 'two-things',
    hint: 'Which of them is meant?',
    next: [
      { title: `The profile ${name}`, say: say(`profile:${name}`) },
      { title: `The device ${name}`, say: say(`device:${name}`) },
    ],
  });

function neither(name: string, names: readonly string[], say: (against: string) => string): Problem {
  const near = nearest(name, names);
  return new Problem(`Neither a profile nor a device is called "${name}"`, {
    code: 'no-such-profile',
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'Devices are compared with a profile, or with what is configured on another device.',
    next: [
      ...near.map((other) => ({ title: other, say: say(other) })),
      { title: 'Profiles', say: 'profiles' },
      { title: 'Devices', say: 'devices' },
    ],
  });
}

const nothingConfigured = (name: string): Problem =>
  new Problem(`Nothing is configured on ${name} itself`, {
    code: 'nothing-configured',
    hint: 'All it has are defaults, or rules of your organisation, so there is nothing to compare with.',
  });
