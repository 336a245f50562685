import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { createFleet } from '#fleet/fleet.ts';
import { WhichOne } from '#fleet/which-one.ts';
import { type Finding, workspaceNamed } from '#fleet/workspaces.ts';
import { Problem } from '#lib/problem.ts';
import type { SimulatorOptions } from '#simulator/server.ts';
import type { WorkspaceReads } from '#webex/workspaces.ts';
import { timeMachine } from '../time-machine.ts';
import { openAsAdmin } from '../webex/as-admin.ts';

/** Looking for workspaces on the real client and the simulator; `seen` is asked of each workspace that is read. */
async function openPlaces(options: SimulatorOptions = {}) {
  const asked: string[] = [];
  const admin = await openAsAdmin(['workspaces:read', 'devices:read'], {
    ...options,
    onExchange: ({ path, query }) => void asked.push(`${path}${query ?? ''}`),
  });
  const fleet = createFleet({ webex: admin.bot, clock: timeMachine() });
  const find = (phrase: string, how: Partial<Finding> & { list?: WorkspaceReads['list'] } = {}) => {
    const workspaces = { ...admin.webex.workspaces, ...(how.list && { list: how.list }) };
    return workspaceNamed(phrase, {
      admin: { webex: { ...admin.webex, workspaces }, fleet },
      context: { seesPlaces: async () => () => true, fleet },
      say: (other) => `workspace ${other}`,
      ...how,
    });
  };
  return { ...admin, asked, find };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('the whole name counts first, then a part of it; several are asked about', async () => {
  await using places = await openPlaces();
  expect((await places.find('fjord')).displayName).toBe('Fjord');
  expect((await places.find('fjellrom')).displayName).toBe('Fjellrom (8p)');
  expect((await places.find(`id:${places.workspaceNamed('Kew').id}`)).displayName).toBe('Kew');
  const which = await failure(places.find('studio'));
  expect(which instanceof WhichOne && which.reply.text).toContain('2 workspaces match "studio"');
});

test('the name of a device stands for the workspace that it is in, where no workspace is called so', async () => {
  await using places = await openPlaces();
  places.cloud.places.workspaces.set(places.workspaceNamed('Camden').id, { displayName: 'Board' });
  expect((await places.find('camden')).displayName).toBe('Board');
  for (const device of places.cloud.fleet.all().slice(0, 2)) Object.assign(device, { displayName: 'Twin' });
  expect(await failure(places.find('twin'))).toMatchObject({ code: 'no-such-workspace' });
});

test('one that may not be seen is not there', async () => {
  await using places = await openPlaces();
  const { locationId } = places.workspaceNamed('Fjord');
  const context = {
    seesPlaces: async () => (target: { place: { locationId?: string | undefined } }) =>
      target.place.locationId !== locationId,
    fleet: places.bot && createFleet({ webex: places.bot, clock: timeMachine() }),
  };
  expect(await failure(places.find('fjord', { context }))).toMatchObject({ code: 'workspace-gone' });
  expect(await failure(places.find(`id:${places.workspaceNamed('Fjord').id}`, { context }))).toMatchObject({
    code: 'workspace-gone',
  });
  expect((await places.find('studio', { context })).locationId).not.toBe(locationId);
});

test('among five thousand, few are asked for and fewer are kept', { timeout: 30_000 }, async () => {
  await using places = await openPlaces({ devices: 5_000 });
  const { displayName } = places.cloud.places.workspaces.all()[4_321] ?? { displayName: '' };
  const lists = () => places.asked.filter((path) => path.startsWith('/workspaces')).length;
  expect((await failure(places.find(displayName))) ?? displayName).toBe(displayName);
  // Two pages of the one that is called so, the second empty, and the workspace itself.
  expect(lists()).toBe(3);

  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const all: WeakRef<object>[] = [];
  let most = 0;
  // Counts those that are still there, now and then.
  const list: WorkspaceReads['list'] = async function* (filters) {
    for await (const one of places.webex.workspaces.list(filters)) {
      all.push(new WeakRef(one));
      yield one;
      if (all.length % 700 !== 0) continue;
      await new Promise(setImmediate);
      collect();
      most = Math.max(most, all.filter((ref) => ref.deref() !== undefined).length);
    }
  };
  const unknown = await failure(places.find('Nothng like thiss', { list }));
  expect(unknown instanceof Problem && unknown.code).toBe('no-such-workspace');
  expect(all.length).toBeGreaterThan(5_000);
  expect(lists() - 3).toBeLessThanOrEqual(8);
  // Two pages of a thousand at most, and the few that were found.
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(2_100);
});
