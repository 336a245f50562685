/** First parts of the paths of https://developer.webex.com/docs/api; what begins otherwise is `/other`. */
const RESOURCES = new Set([
  'attachment',
  'contents',
  'deviceConfigurations',
  'devices',
  'hotdesk',
  'locations',
  'memberships',
  'messages',
  'people',
  'rooms',
  'webhooks',
  'workspaceDurationMetrics',
  'workspaceLocations',
  'workspaceMetrics',
  'workspaces',
  'xapi',
]);
/** Later parts that are words of the API; all others are ids and names. */
const WORDS = new Set([
  'actions',
  'activationCode',
  'capabilities',
  'command',
  'floors',
  'me',
  'personalizationTask',
  'personalize',
  'schema',
  'sessions',
  'status',
]);
/** The API goes no deeper; a path that does must not make up routes. */
const DEEPEST = 4;

/** The route of a path, for figures: `/messages/Y2lz…?max=1` → `/messages/:id`. No id and no name is ever part of it. */
export function routeOf(path: string): string {
  const end = path.indexOf('?');
  const parts = (end === -1 ? path : path.slice(0, end)).split('/', DEEPEST + 1);
  const [, first = ''] = parts;
  if (!RESOURCES.has(first)) return '/other';
  let route = `/${first}`;
  for (let at = 2; at < parts.length; at += 1) route += WORDS.has(parts[at] ?? '') ? `/${parts[at]}` : '/:id';
  return route;
}
