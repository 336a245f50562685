import { type Response, Router } from 'express';
import { z } from 'zod';
import { deviceJson } from '../devices/device.ts';
import { ApiError } from '../errors.ts';
import type { Account } from '../people.ts';
import { callerOf } from '../people.ts';
import { macOf, PHONE_MODELS, phoneOf } from '../places/phones.ts';
import type { Places } from '../places/places.ts';
import type { SimWorkspace } from '../places/workspace.ts';
import { badRequest, bodyOf } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import type { World } from '../world.ts';

const Target = z.object({ workspaceId: z.string().min(1).optional(), personId: z.string().min(1).optional() });
const model = z.string().refine((name) => PHONE_MODELS.includes(name), 'is no phone that can be added');
const CodeBody = Target.extend({ model: model.optional() });
const PhoneBody = Target.extend({ mac: z.string().regex(/^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i), model });

type Owner = { workspace: SimWorkspace; person?: undefined } | { workspace?: undefined; person: Account };

/** Ways to a new device: a code to type into it, or a phone by its MAC. https://developer.webex.com/docs/api/v1/devices */
export function activationCodeRoutes({ workspaces, codes }: Places, world: World): Router {
  const router = Router();
  const { fleet } = workspaces;

  /** ApiError 400 unless exactly one is named, 404 when it does not exist. */
  const ownerOf = ({ workspaceId, personId }: z.infer<typeof Target>): Owner => {
    if ((workspaceId === undefined) === (personId === undefined)) {
      throw badRequest('Exactly one of workspaceId and personId is needed.');
    }
    const workspace = workspaces.get(workspaceId ?? '');
    if (workspace) return { workspace };
    const person = world.people.get(personId ?? '');
    if (person?.type !== 'person' || person.orgId !== world.orgId) throw new ApiError(404);
    return { person };
  };

  router.post('/devices/activationCode', (req, res) => {
    requireScope(res, 'spark-admin:devices_write');
    const body = bodyOf(req, CodeBody);
    const { workspace } = ownerOf(body);
    requireCodeScope(res, workspace !== undefined);
    if (workspace?.supportedDevices === 'phones' && body.model === undefined) {
      throw badRequest('The workspace is for phones: model is needed.');
    }
    // A device that comes needs to be able to call.
    if (workspace && ['none', 'thirdPartySipCalling'].includes(workspace.calling.type)) {
      workspaces.set(workspace.id, { calling: { type: 'freeCalling' } });
    }
    const { workspaceId, personId, model: phone } = body;
    const { code, expiryTime } = codes.create({ workspaceId, personId, model: phone });
    res.json({ code, expiryTime });
  });

  router.post('/devices', (req, res) => {
    requireScope(res, 'spark-admin:devices_write');
    const body = bodyOf(req, PhoneBody);
    const { workspace, person } = ownerOf(body);
    const mac = macOf(body.mac);
    const devices = fleet.all();
    if (devices.some((device) => device.mac === mac)) throw new ApiError(409);
    const locationId = workspace?.locationId ?? '';
    const phone = phoneOf({
      mac,
      model: body.model,
      displayName: (workspace ?? person).displayName,
      orgId: world.orgId,
      owner: workspace ? { workspaceId: workspace.id } : { personId: person.id },
      location: {
        locationId,
        locationName: devices.find((device) => device.locationId === locationId)?.locationName ?? '',
      },
      seed: world.seed,
      now: world.now(),
    });
    fleet.add(phone);
    res.json(deviceJson(phone, fleet.access(phone, callerOf(res)), world.now()));
  });

  return router;
}

/** A code is a password for one use: it takes a scope of its own beside that of devices. */
function requireCodeScope(res: Response, isForWorkspace: boolean): void {
  const forWorkspaces = isForWorkspace ? ['identity:placeonetimepassword_create'] : [];
  requireScope(res, 'identity:one_time_password', ...forWorkspaces);
}
