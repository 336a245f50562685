import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Simulator } from './server.ts';

/** Where logins lead back to when nobody says so: to a bot with its own settings on this machine. */
export const USUAL_CALLBACK = 'http://127.0.0.1:8080/oauth/callback';

/**
 * Writes the settings of a bot on this cloud as lines of NAME=value, so that nobody has to copy tokens by hand. What the bot keeps
 * goes into a new folder: it belongs to this cloud, which forgets everything at its end. Resolves with what takes that folder away.
 */
export async function writeBotEnv(file: string, simulator: Simulator, callback: string): Promise<() => Promise<void>> {
  const { apiBase, botToken, people, oauth } = simulator;
  const { hostname, port, origin } = new URL(callback);
  const emails = (role: string) => people.filter((one) => one.role === role).map(({ email }) => email);
  const dataDir = await mkdtemp(join(tmpdir(), 'webex-device-bot-'));
  const settings = {
    WEBEX_API_BASE: apiBase,
    WEBEX_BOT_TOKEN: botToken,
    WEBHOOK_SECRET: randomBytes(24).toString('hex'),
    PUBLIC_URL: origin,
    HOST: hostname,
    PORT: port || '80',
    DATA_DIR: dataDir,
    ADMINS: emails('admin').join(),
    OPERATORS: emails('operator').join(),
    VIEWERS: emails('viewer').join(),
    WEBEX_INTEGRATION_CLIENT_ID: oauth.clientId,
    WEBEX_INTEGRATION_CLIENT_SECRET: oauth.clientSecret,
    WEBEX_SERVICE_APP_CLIENT_ID: oauth.serviceApp.clientId,
    WEBEX_SERVICE_APP_CLIENT_SECRET: oauth.serviceApp.clientSecret,
    WEBEX_SERVICE_APP_REFRESH_TOKEN: oauth.serviceApp.refreshToken,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return () => rm(dataDir, { recursive: true, force: true });
}
