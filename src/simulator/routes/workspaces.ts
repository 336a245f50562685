import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import { callerOf } from '../people.ts';
import { capabilitiesOf } from '../places/capabilities.ts';
import type { Places } from '../places/places.ts';
import { type SimWorkspace, workspaceJson } from '../places/workspace.ts';
import { fieldsOf, WorkspaceBody } from '../places/workspace-body.ts';
import { badRequest, bodyOf, originOf, pathOf, queryMax, queryStart, queryWord } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import type { World } from '../world.ts';
import { workspaceFilter } from './workspace-filter.ts';

/** A larger `max` is cut to the cap without a word. Both numbers are this simulator's: the documentation has none. */
const PAGE = 100;
const MAX_PAGE = 1_000;

const READ = 'spark-admin:workspaces_read';
const WRITE = 'spark-admin:workspaces_write';

const Personalise = z.object({ email: z.email() });

/** https://developer.webex.com/docs/api/v1/workspaces and …/workspace-personalization */
export function workspaceRoutes(places: Places, world: World): Router {
  const { workspaces, personalisations } = places;
  const { known, fleet } = workspaces;
  const router = Router();

  const workspaceOf = (req: Request): SimWorkspace => {
    const found = workspaces.get(pathOf(req, 'workspaceId'));
    if (!found) throw new ApiError(404);
    return found;
  };
  const json = (workspace: SimWorkspace, req: Request, res: Response) => {
    const caller = callerOf(res);
    return workspaceJson(workspace, {
      known,
      devices: workspaces.devicesIn(workspace.id),
      now: world.now(),
      capabilities: isAsked(req, 'includeCapabilities'),
      access: isAsked(req, 'includeDevices') ? (device) => fleet.access(device, caller) : undefined,
    });
  };

  router.get('/workspaces', (req, res) => {
    requireScope(res, READ);
    const start = queryStart(req);
    const max = queryMax(req, PAGE, MAX_PAGE);
    const passes = workspaceFilter(req, { known, devicesIn: (id) => workspaces.devicesIn(id) });
    // No Link: a client asks on with start and max until a page is short.
    const page = workspaces
      .all()
      .filter(passes)
      .slice(start, start + max);
    res.json({ items: page.map((workspace) => json(workspace, req, res)) });
  });

  router.post('/workspaces', (req, res) => {
    requireScope(res, WRITE);
    const body = bodyOf(req, WorkspaceBody);
    const fields = fieldsOf(body, { known });
    const added = workspaces.add({ ...fields, displayName: fields.displayName ?? '' });
    res.status(201).json(asAnswered(json(added, req, res), body));
  });

  router.get('/workspaces/:workspaceId', (req, res) => {
    requireScope(res, READ);
    res.json(json(workspaceOf(req), req, res));
  });

  router.put('/workspaces/:workspaceId', (req, res) => {
    requireScope(res, WRITE);
    const current = workspaceOf(req);
    const body = bodyOf(req, WorkspaceBody);
    const devices = workspaces.devicesIn(current.id).length;
    workspaces.set(current.id, fieldsOf(body, { known, current, devices }));
    res.json(asAnswered(json(current, req, res), body));
  });

  router.delete('/workspaces/:workspaceId', (req, res) => {
    requireScope(res, WRITE);
    workspaces.remove(workspaceOf(req).id);
    res.status(204).end();
  });

  router.get('/workspaces/:workspaceId/capabilities', (req, res) => {
    requireScope(res, READ);
    res.json({ capabilities: capabilitiesOf(workspaces.devicesIn(workspaceOf(req).id)) });
  });

  router.post('/workspaces/:workspaceId/personalize', (req, res) => {
    for (const scope of ['spark-admin:devices_write', 'spark:xapi_commands', 'spark:xapi_statuses']) {
      requireScope(res, scope);
    }
    requireScope(res, 'Identity:one_time_password', 'identity:one_time_password');
    const workspace = workspaceOf(req);
    const { email } = bodyOf(req, Personalise);
    if (personalisations.isRunning(workspace.id)) throw new ApiError(409);
    const person = world.people.withEmail(email);
    const devices = workspaces.devicesIn(workspace.id);
    const [device] = devices;
    const faults = [
      ...(person?.orgId === world.orgId && person.type === 'person' ? [] : ['email is nobody of the organisation.']),
      ...(workspace.calling.type === 'webexEdgeForDevices' ? [] : ['The workspace has no Webex Edge device.']),
      ...(devices.length === 1 ? [] : ['The workspace must have exactly one device.']),
      ...(workspace.calendar.type === 'none' ? [] : ['The workspace has a calendar.']),
    ];
    if (!person || !device || faults.length > 0) throw badRequest(...faults);
    personalisations.begin(workspace.id, device, person.id);
    const task = `${originOf(req)}/v1/workspaces/${encodeURIComponent(workspace.id)}/personalizationTask`;
    res.status(202).setHeader('Location', task).end();
  });

  router.get('/workspaces/:workspaceId/personalizationTask', (req, res) => {
    requireScope(res, 'spark-admin:devices_write', 'spark-admin:devices_read');
    const state = personalisations.of(workspaceOf(req).id);
    if (!state) throw new ApiError(404);
    if ('success' in state) {
      res.json(state);
      return;
    }
    const seconds = Math.min(10, Math.ceil(state.leftMs / 1_000));
    res.status(202).setHeader('Retry-After', String(seconds)).end();
  });

  return router;
}

const isAsked = (req: Request, name: string): boolean => queryWord(req, name, ['true', 'false']) === 'true';

/** Calling is set up after the answer: a write that asks for Webex Calling still tells of free calling. */
const asAnswered = (json: ReturnType<typeof workspaceJson>, { calling }: WorkspaceBody) =>
  calling?.type === 'webexCalling' ? { ...json, calling: { type: 'freeCalling' } } : json;
