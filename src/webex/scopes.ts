/** What somebody's login may be needed for. */
export const WANTS = [
  'devices:read',
  'devices:write',
  'configurations:read',
  'configurations:write',
  'codes:write',
  'workspaces:read',
  'workspaces:write',
  'locations:read',
  'locations:write',
  'metrics:read',
  'hotdesk:read',
  'hotdesk:write',
  'personalise:write',
] as const;
export type Want = (typeof WANTS)[number];

const DEVICES = 'spark-admin:devices_read';

/**
 * The scopes of Webex behind each want; a write needs its read as well, since nothing is changed unseen.
 * https://developer.webex.com/docs/integrations#scopes. Which ones hot desk sessions need is not documented.
 */
const SCOPES: Readonly<Record<Want, readonly string[]>> = {
  'devices:read': [DEVICES],
  'devices:write': [DEVICES, 'spark-admin:devices_write'],
  'configurations:read': [DEVICES],
  'configurations:write': [DEVICES, 'spark-admin:devices_write'],
  'codes:write': [
    DEVICES,
    'spark-admin:devices_write',
    'identity:placeonetimepassword_create',
    'identity:one_time_password',
  ],
  'workspaces:read': ['spark-admin:workspaces_read'],
  'workspaces:write': ['spark-admin:workspaces_read', 'spark-admin:workspaces_write'],
  'locations:read': ['spark-admin:locations_read', 'spark-admin:workspace_locations_read'],
  'locations:write': [
    'spark-admin:locations_read',
    'spark-admin:workspace_locations_read',
    'spark-admin:locations_write',
  ],
  'metrics:read': ['spark-admin:workspace_metrics_read'],
  'hotdesk:read': [DEVICES],
  'hotdesk:write': [DEVICES, 'spark-admin:devices_write'],
  'personalise:write': [
    DEVICES,
    'spark-admin:devices_write',
    'spark:xapi_commands',
    'spark:xapi_statuses',
    'Identity:one_time_password',
  ],
};

/** Needed for every login: by `GET /people/me` the bot knows who it was that logged in. */
export const IDENTITY_SCOPE = 'spark:people_read';

/** The scopes that these wants need, each once, in one order. */
export const scopesOf = (wants: readonly Want[]): string[] =>
  [...new Set(wants.flatMap((want) => SCOPES[want]))].sort();

/** The wants that a login with these scopes serves. */
export const servedBy = (scopes: readonly string[]): Want[] =>
  WANTS.filter((want) => SCOPES[want].every((scope) => scopes.includes(scope)));

/** What somebody was asked for and did not allow. Both are scopes. */
export function leftOut(asked: readonly string[], allowed: readonly string[]): Want[] {
  const served = new Set(servedBy(allowed));
  return servedBy(asked).filter((want) => !served.has(want));
}

/** What each want lets somebody do, in words for people: "see workspaces". */
export const WANT_WORDS: Readonly<Record<Want, string>> = {
  'devices:read': 'see all devices',
  'devices:write': 'tag and delete devices',
  'configurations:read': 'see configurations',
  'configurations:write': 'change configurations',
  'codes:write': 'make activation codes',
  'workspaces:read': 'see workspaces',
  'workspaces:write': 'change workspaces',
  'locations:read': 'see locations and floors',
  'locations:write': 'change locations and floors',
  'metrics:read': 'see metrics of workspaces',
  'hotdesk:read': 'see hot desk sessions',
  'hotdesk:write': 'end hot desk sessions',
  'personalise:write': 'personalise workspaces',
};

/** The same for several, each said once: whoever sees devices mostly sees their configurations by the same scope. */
export const wantWords = (wants: readonly Want[]): string[] => {
  const isBoth = wants.includes('devices:read') && wants.includes('configurations:read');
  const apart = isBoth ? wants.filter((want) => want !== 'configurations:read') : wants;
  return apart.map((want) =>
    isBoth && want === 'devices:read' ? 'see all devices and configurations' : WANT_WORDS[want],
  );
};
