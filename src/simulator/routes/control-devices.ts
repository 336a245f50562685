import { Router } from 'express';
import { z } from 'zod';
import { CONNECTION_STATUSES } from '../devices/device.ts';
import type { Fleet, SimDevice } from '../devices/fleet.ts';
import { ApiError } from '../errors.ts';
import type { Account } from '../people.ts';
import { bodyOf, pathOf } from '../requests.ts';

const DeviceChange = z.strictObject({
  connectionStatus: z.enum(CONNECTION_STATUSES).optional(),
  inCall: z.boolean().optional(),
  /** Statuses by path, such as `{"Audio.Volume": 10}`. */
  status: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  displayName: z.string().min(1).max(200).optional(),
  tags: z.array(z.string().min(1)).optional(),
  /** What the device complains of. */
  errorCodes: z.array(z.string().min(1)).optional(),
  deleted: z.literal(true).optional(),
});

const Grant = z.strictObject({ deviceId: z.string(), access: z.enum(['full', 'readonly', 'none']) });

/** What somebody in the room, at the plug or in Control Hub can do to a device. */
export function controlDeviceRoutes(fleet: Fleet, bot: Account): Router {
  const router = Router();

  router.get('/devices', (_req, res) => {
    res.json({ items: fleet.all().map((device) => summaryOf(fleet, bot, device)) });
  });

  router.get('/devices/:id/state', (req, res) => {
    const state = fleet.state(pathOf(req, 'id'));
    if (!state) throw new ApiError(404);
    res.json(state);
  });

  router.patch('/devices/:id', (req, res) => {
    const device = deviceOf(fleet, pathOf(req, 'id'));
    const { id } = device;
    const { connectionStatus, inCall, status, displayName, tags, errorCodes, deleted } = bodyOf(req, DeviceChange);
    if (displayName !== undefined) fleet.rename(id, displayName);
    if (tags) fleet.setTags(device, tags);
    if (errorCodes) fleet.setErrorCodes(id, errorCodes);
    if (status) fleet.setStatus(id, status);
    if (inCall !== undefined) fleet.setInCall(id, inCall);
    if (connectionStatus) fleet.setConnection(id, connectionStatus);
    if (!deleted) {
      res.json(fleet.state(id));
      return;
    }
    fleet.remove(id);
    res.status(204).end();
  });

  /** Grants go by workspace, so every device of the same workspace gets the access too. */
  router.put('/grants', (req, res) => {
    const { deviceId, access } = bodyOf(req, Grant);
    const device = deviceOf(fleet, deviceId);
    fleet.grant(device.workspaceId ?? device.id, bot.id, access);
    res.json(summaryOf(fleet, bot, device));
  });

  return router;
}

function deviceOf(fleet: Fleet, id: string): SimDevice {
  const device = fleet.get(id);
  if (!device) throw new ApiError(404);
  return device;
}

function summaryOf(fleet: Fleet, bot: Account, device: SimDevice) {
  const { id, displayName, product, connectionStatus, locationName } = device;
  return {
    id,
    displayName,
    product: product.name,
    connectionStatus,
    location: locationName,
    botAccess: fleet.access(device, bot),
  };
}
