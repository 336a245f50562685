import { Router } from 'express';
import { ApiError } from '../errors.ts';
import type { HotDeskSession, HotDesks } from '../places/hotdesks.ts';
import { pathOf, queryOne } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import { requireOwn } from './locations.ts';

/** `/hotdesk/sessions`, of https://developer.webex.com/docs/api/v1/hot-desk; its scopes are not documented. */
export function hotDeskRoutes(hotdesks: HotDesks, orgId: string): Router {
  const router = Router();

  router.get('/hotdesk/sessions', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, 'spark-admin:devices_read');
    const personId = queryOne(req, 'personId');
    const workspaceId = queryOne(req, 'workspaceId');
    const found = hotdesks
      .all()
      .filter((one) => (personId ?? one.personId) === one.personId)
      .filter((one) => (workspaceId ?? one.workspaceId) === one.workspaceId);
    res.json({ items: found.map(sessionJson) });
  });

  router.delete('/hotdesk/sessions/:sessionId', (req, res) => {
    requireOwn(req, res, orgId);
    requireScope(res, 'spark-admin:devices_write');
    if (!hotdesks.end(pathOf(req, 'sessionId'))) throw new ApiError(404);
    res.status(204).end();
  });

  return router;
}

const sessionJson = ({ sessionId, workspaceId, personId, start, end }: HotDeskSession) => ({
  sessionId,
  workspaceId,
  personId,
  bookingStartTime: new Date(start).toISOString(),
  bookingEndTime: new Date(end).toISOString(),
});
