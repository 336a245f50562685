import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { type Access, deviceJson, type SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import { ApiError } from '../errors.ts';
import { linkNext } from '../paging.ts';
import { callerOf } from '../people.ts';
import { queryMax, queryStart } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import { deviceFilter } from './device-filter.ts';

/** A larger `max` is cut to the cap without a word, as the REST basics page says. Both numbers are this simulator's. */
const PAGE = 100;
const MAX_PAGE = 1_000;

const PATCH_TYPE = 'application/json-patch+json';
const path = z.enum(['tags', '/tags']);
const value = z.array(z.string().min(1));
const Operation = z.union([
  z.object({ op: z.enum(['add', 'replace']), path, value }),
  z.object({ op: z.literal('remove'), path }),
]);
/** The specification's schema says one object, its example and RFC 6902 an array: both are seen in the wild. */
const Patch = z.union([z.array(Operation).min(1), Operation.transform((one) => [one])]);

/** https://developer.webex.com/docs/api/v1/devices: list, details, tags, delete. */
export function deviceRoutes(fleet: Fleet): Router {
  const router = Router();

  router.get('/devices', (req, res) => {
    const start = queryStart(req);
    const max = queryMax(req, PAGE, MAX_PAGE);
    const caller = callerOf(res);
    const passes = deviceFilter(req);
    const found = fleet.visibleTo(caller).filter((device) => passes(device, fleet.access(device, caller)));
    if (start + max < found.length) linkNext(req, res, { start: start + max, max });
    const now = fleet.now();
    const page = found.slice(start, start + max);
    res.json({ items: page.map((device) => deviceJson(device, fleet.access(device, caller), now)) });
  });

  router.get('/devices/:deviceId', (req, res) => {
    const { device, access } = visibleDevice(fleet, req.params.deviceId, res);
    res.json(deviceJson(device, access, fleet.now()));
  });

  router.patch('/devices/:deviceId', express.json({ type: PATCH_TYPE }), (req, res) => {
    const { device, access } = visibleDevice(fleet, req.params.deviceId, res);
    requireWrite(device, res);
    if (!req.is(PATCH_TYPE)) throw new ApiError(415);
    const patch = Patch.safeParse(req.body);
    if (!patch.success)
      throw new ApiError(
        400,
        undefined,
        patch.error.issues.map(({ message }) => message),
      );
    fleet.setTags(device, patch.data.reduce(applyOperation, device.tags));
    res.json(deviceJson(device, access, fleet.now()));
  });

  router.delete('/devices/:deviceId', (req, res) => {
    const { device } = visibleDevice(fleet, req.params.deviceId, res);
    requireWrite(device, res);
    fleet.remove(device.id);
    res.status(204).end();
  });

  return router;
}

/** The device, if the caller may see it; ApiError 404 otherwise, so that nobody learns what exists. */
export function visibleDevice(fleet: Fleet, id: string, res: Response): { device: SimDevice; access: Access } {
  const device = fleet.get(id);
  const access = device ? fleet.access(device, callerOf(res)) : 'none';
  if (!device || access === 'none') throw new ApiError(404);
  return { device, access };
}

/** Devices are for administrators to change, and one's own device for its owner: never for a bot, whatever its access. */
function requireWrite(device: SimDevice, res: Response): void {
  const isOwn = device.personId === callerOf(res).id;
  requireScope(res, 'spark-admin:devices_write', ...(isOwn ? ['spark:devices_write'] : []));
}

/** `add` appends what is not there yet, `replace` sets the list, `remove` clears all of it, whatever it names. */
function applyOperation(tags: string[], operation: z.infer<typeof Operation>): string[] {
  if (operation.op === 'remove') return [];
  return [...new Set([...(operation.op === 'add' ? tags : []), ...operation.value])];
}
