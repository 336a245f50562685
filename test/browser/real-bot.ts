import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startApp } from '../../src/app.ts';
import { createLog } from '../../src/lib/log.ts';
import { newDataDir } from '../folder.ts';
import type { StartBot } from './scripted-bot.ts';

/** The bot itself, on a store of its own; the simulator's people get the roles they are named after. */
export const startRealBot: StartBot = async (simulator) => {
  const dataDir = await newDataDir();
  const port = await freePort();
  const emails = (role: string) => simulator.people.filter((one) => one.role === role).map(({ email }) => email);
  const publicUrl = `http://127.0.0.1:${port}`;
  simulator.oauth.register(`${publicUrl}/oauth/callback`);
  const { clientId, clientSecret } = simulator.oauth;
  const app = await startApp({
    log: createLog('silent'),
    config: {
      port,
      host: '127.0.0.1',
      dataDir,
      databaseUrl: undefined,
      logLevel: 'silent',
      timeZone: 'UTC',
      inboxDays: 7,
      auditDays: 365,
      metricsToken: undefined,
      policyFile: { path: join(dataDir, 'policy.yaml'), isNamed: false },
      callsPerSecond: undefined,
      roles: { admins: emails('admin'), operators: emails('operator'), viewers: emails('viewer') },
      webex: {
        botToken: simulator.botToken,
        apiBase: simulator.apiBase,
        webhookSecret: 'a secret for the browser tests',
        publicUrl,
        integration: { clientId, clientSecret },
      },
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** The bot tells Webex its address before it listens, so the port is chosen first. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
