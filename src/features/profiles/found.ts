import type { ReadContext } from '#intent/context.ts';
import type { Target } from '#intent/parts.ts';
import { nearest } from '#lib/nearest.ts';
import { Problem } from '#lib/problem.ts';

/** A profile as the store has it. */
export type Profile = NonNullable<Awaited<ReturnType<ReadContext['store']['profiles']['get']>>>;
/** Devices that are compared with one again and again. */
export type DriftCheck = Awaited<ReturnType<ReadContext['store']['driftChecks']['list']>>[number];

type Context = Pick<ReadContext, 'store' | 'asker'>;

/**
 * What a change of a profile is about. Profiles are for all devices, so who may do something in one place only may not change
 * them.
 */
export const targetOf = (name: string): Target => ({
  id: `profile ${name.toLowerCase()}`,
  name: `the profile ${name}`,
  place: { kind: 'location', locationId: 'all locations' },
});

/** The profile that is called so. Throws a Problem with the nearest ones; `say` makes the words of a button from a name. */
export async function profileNamed(
  name: string,
  { store, asker }: Context,
  say: (name: string) => string,
): Promise<Profile> {
  const profile = await store.profiles.get(asker.orgId, name);
  if (profile) return profile;
  const all = (await store.profiles.list(asker.orgId)).map((one) => one.name);
  throw noSuchProfile(name, all, say);
}

export function noSuchProfile(name: string, all: readonly string[], say: (name: string) => string): Problem {
  const near = nearest(name, all);
  return new Problem(`No profile is called "${name}"`, {
    code: 'no-such-profile',
    hint:
      all.length === 0
        ? 'There are none yet. "profile save lobby from Fjord" makes one.'
        : near.length > 0
          ? `Did you mean ${near.join(' or ')}?`
          : `There ${all.length === 1 ? 'is 1' : `are ${all.length}`}: "profiles" lists ${all.length === 1 ? 'it' : 'them'}.`,
    next: [
      ...near.map((other) => ({ title: other, say: say(other) })),
      ...(all.length > 0 ? [{ title: 'Profiles', say: 'profiles' }] : []),
    ],
  });
}

/** Somebody else changed it between the plan and now. */
export const changedMeanwhile = (name: string): Problem =>
  new Problem(`Somebody else changed ${name} just now`, {
    code: 'changed-meanwhile',
    hint: 'Look at it before you try again. Nothing was changed.',
    next: [{ title: name, say: `profile ${name}` }],
  });

export const full = (most: number): Problem =>
  new Problem(`There are ${most} profiles, and that is as many as there can be`, {
    code: 'too-many-profiles',
    hint: 'Delete one that is not needed any more. Nothing was saved.',
    next: [{ title: 'Profiles', say: 'profiles' }],
  });

export const settingCount = (count: number): string => `${count} ${count === 1 ? 'setting' : 'settings'}`;
