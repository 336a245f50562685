import type { Request } from 'express';
import type { SimDevice } from '../devices/device.ts';
import { healthOf } from '../places/health.ts';
import type { KnownLocations } from '../places/known-locations.ts';
import { locationIdOf } from '../places/legacy-ids.ts';
import {
  CALENDAR_TYPES,
  CALLING_TYPES,
  placeOf,
  type SimWorkspace,
  SUPPORTED_DEVICES,
  WORKSPACE_TYPES,
} from '../places/workspace.ts';
import { badRequest, queryOne, queryWord } from '../requests.ts';

type Test = (workspace: SimWorkspace) => boolean;

interface Around {
  known: KnownLocations;
  devicesIn: (workspaceId: string) => readonly SimDevice[];
}

/** The filters of `GET /workspaces` that a request carries; a workspace must pass all of them. */
export function workspaceFilter(req: Request, { known, devicesIn }: Around): Test {
  const tests: Test[] = [];
  const given = <V>(value: V | undefined, test: (value: V) => Test) => {
    if (value !== undefined) tests.push(test(value));
  };
  const word = <W extends string>(name: string, words: readonly W[]) => queryWord(req, name, words);

  given(queryOne(req, 'orgId'), (id) => (one) => one.orgId === id);
  given(queryOne(req, 'locationId'), (id) => (one) => placeOf(one, known).locationId === id);
  given(queryOne(req, 'workspaceLocationId'), (id) => (one) => placeOf(one, known).locationId === locationIdOf(id));
  given(queryOne(req, 'floorId'), (id) => (one) => placeOf(one, known).floorId === id);
  given(queryOne(req, 'displayName'), contains);
  given(capacityOf(req), (capacity) => (one) => (one.capacity ?? -1) === capacity);
  given(word('type', WORKSPACE_TYPES), (type) => (one) => (one.type ?? 'notSet') === type);
  given(word('calling', CALLING_TYPES), (type) => (one) => one.calling.type === type);
  given(word('calendar', CALENDAR_TYPES), (type) => (one) => one.calendar.type === type);
  given(word('supportedDevices', SUPPORTED_DEVICES), (kind) => (one) => one.supportedDevices === kind);
  given(
    word('deviceHostedMeetingsEnabled', ['true', 'false']),
    (is) => (one) => String(one.deviceHostedMeetings.enabled) === is,
  );
  given(word('devicePlatform', ['cisco', 'microsoftTeamsRoom']), (platform) => () => platform === 'cisco');
  given(
    word('healthLevel', ['error', 'warning', 'info', 'ok']),
    (level) =>
      ({ id }) =>
        healthOf(devicesIn(id)).level === level,
  );
  given(word('plannedMaintenance', ['off', 'on', 'upcoming']), (mode) => (one) => one.plannedMaintenance.mode === mode);
  given(queryOne(req, 'customAttribute'), (key) => (one) => Object.hasOwn(one.customAttributes ?? {}, key));
  return (workspace) => tests.every((test) => test(workspace));
}

/** Partial and case-insensitive, as for devices. */
function contains(part: string): Test {
  const wanted = part.toLowerCase();
  return ({ displayName }) => displayName.toLowerCase().includes(wanted);
}

/** -1 stands for workspaces whose capacity is not set. */
function capacityOf(req: Request): number | undefined {
  const given = queryOne(req, 'capacity');
  if (given !== undefined && !/^(-1|\d{1,9})$/.test(given)) throw badRequest('capacity must be a number, or -1.');
  return given === undefined ? undefined : Number(given);
}
