import { z } from 'zod';

/** The integration that people log in with. */
export interface IntegrationConfig {
  clientId: string;
  clientSecret: string;
}
/** What an administrator authorised for a whole organisation. */
export interface ServiceAppConfig extends IntegrationConfig {
  refreshToken: string;
}

const credential = z.string().regex(/^[\x21-\x7e]+$/, 'holds characters that no credential of Webex has');

/** The settings, one by one; `actingOf` says what does not fit together. */
export const actingShape = {
  WEBEX_INTEGRATION_CLIENT_ID: credential.optional(),
  WEBEX_INTEGRATION_CLIENT_SECRET: credential.optional(),
  WEBEX_SERVICE_APP_CLIENT_ID: credential.optional(),
  WEBEX_SERVICE_APP_CLIENT_SECRET: credential.optional(),
  WEBEX_SERVICE_APP_REFRESH_TOKEN: credential.optional(),
};

type Read = { [Name in keyof typeof actingShape]?: string | undefined };

/** Settings of which all are given or none. `faults` are lines by the name of the setting. */
export function actingOf(read: Read): {
  integration: IntegrationConfig | undefined;
  serviceApp: ServiceAppConfig | undefined;
  faults: string[];
} {
  const integration = together(read, 'WEBEX_INTEGRATION_CLIENT_ID', 'WEBEX_INTEGRATION_CLIENT_SECRET');
  const app = together(
    read,
    'WEBEX_SERVICE_APP_CLIENT_ID',
    'WEBEX_SERVICE_APP_CLIENT_SECRET',
    'WEBEX_SERVICE_APP_REFRESH_TOKEN',
  );
  const [clientId = '', clientSecret = ''] = integration.values ?? [];
  const [appId = '', appSecret = '', refreshToken = ''] = app.values ?? [];
  return {
    integration: integration.values && { clientId, clientSecret },
    serviceApp: app.values && { clientId: appId, clientSecret: appSecret, refreshToken },
    faults: [...integration.faults, ...app.faults],
  };
}

function together(read: Read, ...names: (keyof Read)[]): { values: string[] | undefined; faults: string[] } {
  const values = names.flatMap((name) => read[name] ?? []);
  if (values.length === 0) return { values: undefined, faults: [] };
  const missing = names.filter((name) => read[name] === undefined);
  const there = names.filter((name) => read[name] !== undefined).join(' and ');
  return {
    values: missing.length === 0 ? values : undefined,
    faults: missing.map((name) => `${name} is missing: it goes together with ${there}`),
  };
}
