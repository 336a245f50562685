import { type Request, type Response, Router } from 'express';
import type { Fleet } from '../devices/fleet.ts';
import { ApiError } from '../errors.ts';
import { type Asked, bucketsOf, durationsOf, samplesOf } from '../places/measurements.ts';
import { METRICS } from '../places/office-day.ts';
import type { Places } from '../places/places.ts';
import { badRequest, queryDate, queryOne, queryWord } from '../requests.ts';
import { requireScope } from '../scopes.ts';
import { requireOwn } from './locations.ts';

const DAY = 86_400_000;
/** The longest span, and the one when none is given. The latter is this simulator's: none is documented. */
const SPAN = {
  none: { most: 2 * DAY, usual: DAY },
  hourly: { most: 2 * DAY, usual: DAY },
  daily: { most: 30 * DAY, usual: 7 * DAY },
};

/** https://developer.webex.com/docs/api/v1/workspace-metrics */
export function workspaceMetricRoutes(places: Places, fleet: Fleet, orgId: string): Router {
  const router = Router();
  const asked = (req: Request, res: Response, aggregation: keyof typeof SPAN): Asked & { id: string } => {
    requireOwn(req, res, orgId);
    requireScope(res, 'spark-admin:workspace_metrics_read');
    const id = queryOne(req, 'workspaceId');
    if (id === undefined) throw badRequest('workspaceId is missing.');
    const { from, to } = spanOf(req, aggregation, fleet.now());
    const workspace = places.workspaces.get(id);
    if (!workspace) throw new ApiError(404);
    const devices = fleet.inWorkspace(id);
    const timeZone = places.locations.get(workspace.locationId ?? '')?.timeZone ?? 'Etc/UTC';
    return { id, devices, timeZone, from, to: Math.min(to, fleet.now()) };
  };

  router.get('/workspaceMetrics', (req, res) => {
    const metricName = queryWord(req, 'metricName', METRICS);
    const aggregation = queryWord(req, 'aggregation', ['none', 'hourly', 'daily']) ?? 'hourly';
    const sortBy = queryWord(req, 'sortBy', ['newestFirst', 'oldestFirst']) ?? 'newestFirst';
    const unit = queryWord(req, 'unit', ['celsius', 'fahrenheit']);
    const { id, ...rest } = asked(req, res, aggregation);
    if (metricName === undefined) throw badRequest('metricName is missing.');
    if (unit !== undefined && metricName !== 'temperature') throw badRequest('unit goes with temperature only.');
    const inUnit = unit === 'fahrenheit' ? (value: number) => value * 1.8 + 32 : (value: number) => value;
    const converted = (value: number) => Math.round(inUnit(value) * 100) / 100;
    const items =
      aggregation === 'none'
        ? samplesOf(rest, metricName).map(({ deviceId, at, value }) => ({
            deviceId,
            timestamp: iso(at),
            value: converted(value),
          }))
        : bucketsOf(rest, metricName, aggregation).map(({ start, end, mean, max, min }) => ({
            start: iso(start),
            end: iso(end),
            mean: converted(mean),
            max: converted(max),
            min: converted(min),
          }));
    res.json({
      workspaceId: id,
      metricName,
      aggregation,
      from: iso(rest.from),
      to: iso(rest.to),
      ...(metricName === 'temperature' && { unit: unit ?? 'celsius' }),
      sortBy,
      items: sortBy === 'newestFirst' ? items.reverse() : items,
    });
  });

  router.get('/workspaceDurationMetrics', (req, res) => {
    const aggregation = queryWord(req, 'aggregation', ['hourly', 'daily']) ?? 'hourly';
    const measurement = queryWord(req, 'measurement', ['timeUsed', 'timeBooked']) ?? 'timeUsed';
    const { id, ...rest } = asked(req, res, aggregation);
    const items = durationsOf(rest, measurement, aggregation).map(({ start, end, duration }) => ({
      start: iso(start),
      end: iso(end),
      duration,
    }));
    res.json({
      workspaceId: id,
      aggregation,
      measurement,
      from: iso(rest.from),
      to: iso(rest.to),
      unit: 'minutes',
      items: items.reverse(),
    });
  });

  return router;
}

function spanOf(req: Request, aggregation: keyof typeof SPAN, now: number): { from: number; to: number } {
  const { most, usual } = SPAN[aggregation];
  const to = queryDate(req, 'to') ?? now;
  const from = queryDate(req, 'from') ?? to - usual;
  if (from >= to) throw badRequest('from must be before to.');
  if (to - from > most) throw badRequest(`from and to may be ${most / 3_600_000} hours apart at most.`);
  return { from, to };
}

const iso = (at: number): string => new Date(at).toISOString();
