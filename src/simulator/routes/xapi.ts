import express, { type Response, Router } from 'express';
import { z } from 'zod';
import { isReachable, type SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import type { LiveDevice } from '../devices/live.ts';
import { ApiError } from '../errors.ts';
import { callerOf } from '../people.ts';
import { badRequest, queryMany, queryOne } from '../requests.ts';
import { runCommand } from '../xapi/commands/index.ts';
import { describeSchema } from '../xapi/describe.ts';
import { queryStatus } from '../xapi/query.ts';
import { visibleDevice } from './devices.ts';

const MAX_NAMES = 10;
const MAX_DEVICES = 5;
/** Multi-line commands carry macros and pictures. */
const MAX_BODY = '5mb';

const Command = z.object({
  deviceId: z.string().min(1),
  arguments: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown().optional(),
});

/** https://developer.webex.com/docs/api/v1/xapi: status, command and schema of RoomOS devices. */
export function xapiRoutes(fleet: Fleet): Router {
  const router = Router();

  router.get('/xapi/status', async (req, res) => {
    const deviceId = queryOne(req, 'deviceId') ?? fail("'deviceId' is required");
    const names = queryMany(req, 'name');
    if (names.length === 0) fail("'name' is required");
    if (names.length > MAX_NAMES) fail(`'name' takes at most ${MAX_NAMES} expressions`);
    const { device } = visibleDevice(fleet, deviceId, res);
    const live = await reach(fleet, device);
    res.json({ deviceId, result: queryStatus(live, names, isGuarded(device, res)) });
  });

  router.post('/xapi/command/:name', express.json({ limit: MAX_BODY }), async (req, res) => {
    const parsed = Command.safeParse(req.body);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => `'${path.join('.') || 'body'}': ${message}`);
      throw badRequest(...faults);
    }
    const { deviceId, body } = parsed.data;
    const { device, access } = visibleDevice(fleet, deviceId, res);
    if (access !== 'full') throw new ApiError(403);
    const live = await reach(fleet, device);
    const call = {
      name: req.params.name,
      arguments: parsed.data.arguments ?? {},
      body,
      guarded: isGuarded(device, res),
    };
    res.json({ deviceId, result: runCommand(live, call) });
  });

  // The cloud keeps the schema of a device that is offline; live behaviour is not documented.
  router.get('/xapi/schema', (req, res) => {
    const ids = queryMany(req, 'deviceId');
    if (ids.length === 0) fail("'deviceId' is required");
    if (ids.length > MAX_DEVICES) fail(`'deviceId' takes at most ${MAX_DEVICES} ids`);
    const asked = { status: queryMany(req, 'status'), command: queryMany(req, 'command') };
    const devices = ids.map((id) => visibleDevice(fleet, id, res).device);
    res.json(devices.map(({ id, product }) => ({ deviceId: id, ...describeSchema(fleet.schemaOf(product), asked) })));
  });

  return router;
}

/** The live device; ApiError 502 after a wait when the cloud does not reach it. */
async function reach(fleet: Fleet, device: SimDevice): Promise<LiveDevice> {
  if (!isReachable(device)) {
    await fleet.sleep(fleet.durations.unreachableMs);
    throw new ApiError(502);
  }
  return fleet.live(device.id) ?? fail('The device is gone');
}

/** The cloud refuses what touches privacy on a personal device to everybody but its owner. */
const isGuarded = ({ personId }: SimDevice, res: Response): boolean =>
  personId !== undefined && personId !== callerOf(res).id;

function fail(text: string): never {
  throw badRequest(text);
}
