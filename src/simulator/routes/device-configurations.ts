import { type Request, type Response, Router } from 'express';
import type { Configurations } from '../configurations/configurations.ts';
import type { SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import { ApiError } from '../errors.ts';
import { sendParts } from '../exchange.ts';
import { badRequest, queryOne } from '../requests.ts';
import { hasScope, requireScope } from '../scopes.ts';
import { visibleDevice } from './devices.ts';

const PATCH_TYPE = 'application/json-patch+json';
const READ = 'spark-admin:devices_read';
const WRITE = 'spark-admin:devices_write';

/** https://developer.webex.com/docs/api/v1/device-configurations: for administrators, never for bots. */
export function deviceConfigurationRoutes(configurations: Configurations, fleet: Fleet): Router {
  const router = Router();

  const deviceOf = (req: Request, res: Response): SimDevice => {
    const id = queryOne(req, 'deviceId');
    if (id === undefined) throw badRequest('deviceId is missing.');
    return visibleDevice(fleet, id, res).device;
  };

  router.get('/deviceConfigurations', (req, res) => {
    requireScope(res, READ);
    const device = deviceOf(req, res);
    sendParts(res, configurations.answer(device, queryOne(req, 'key'), hasScope(res, WRITE)));
  });

  router.patch('/deviceConfigurations', (req, res) => {
    requireScope(res, READ);
    requireScope(res, WRITE);
    const device = deviceOf(req, res);
    if (!req.is(PATCH_TYPE)) throw new ApiError(415);
    const faults = configurations.patch(device, req.body);
    if (faults.length > 0) throw badRequest(...faults);
    // All of them, as live Webex answers; the device takes what is new afterwards.
    const answer = configurations.answer(device, undefined, true);
    configurations.settle(device);
    sendParts(res, answer);
  });

  return router;
}
