import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveBackMemory } from '#lib/idle-memory.ts';
import { createLog, type Logger } from '#lib/log.ts';
import { onNpmEnded } from '#lib/npm-ended.ts';
import { Problem } from '#lib/problem.ts';
import { surviveFaults } from '#lib/process-faults.ts';
import { CALLBACK_PATH } from './app/acting.ts';
import { secretsOf } from './app/secrets.ts';
import { type App, startApp } from './app.ts';
import { ConfigError, readConfig, readSimulatedConfig } from './config.ts';

/** `npm start`: the bot on live Webex when it has a token, else on the embedded simulator. `npm run bot`: live Webex only. */
async function main(): Promise<void> {
  // What the environment already says wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const isLive = process.argv.includes('bot') || Boolean(process.env['WEBEX_BOT_TOKEN']);
  const running = isLive ? await startLive() : await startSimulated();
  process.off('uncaughtException', fail);
  surviveFaults(running.log);
  giveBackMemory();
  let stopping = false;
  const stop = () => {
    // A second signal means: now.
    if (stopping) process.exit(1);
    stopping = true;
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  onNpmEnded(() => {
    if (!stopping) stop();
  });
}

interface Running extends Pick<App, 'close'> {
  log: Logger;
}

async function startLive(): Promise<Running> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel, undefined, secretsOf(config));
  const app = await startApp({ config, log });
  log.info({ port: app.port }, 'bot is ready');
  return { log, close: () => app.close() };
}

async function startSimulated(): Promise<Running> {
  const { simulator: world, ...common } = readSimulatedConfig(process.env);
  const log = createLog(process.env['LOG_LEVEL'] ? common.logLevel : 'warn', undefined, secretsOf(common));
  // Only this start needs the simulator; a bot on live Webex never loads it.
  const { startSimulator } = await import('./simulator/server.ts');
  const cloud = await startSimulator(world).catch((error: unknown) => {
    throw new Problem(error instanceof Error ? error.message : String(error), {
      code: 'no-simulator',
      hint: `Look at SIMULATOR_PORT${world.schema === undefined ? '' : ' and SIMULATOR_SCHEMA'}.`,
      cause: error,
    });
  });
  // The simulated world begins anew at each start, so what is remembered of it does too.
  const dataDir = await mkdtemp(join(tmpdir(), 'webex-device-bot-'));
  const stop = async () => {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  const emails = (role: string) => cloud.people.filter((person) => person.role === role).map(({ email }) => email);
  const hasLists = Object.values(common.roles).some((list) => list.length > 0);
  const publicUrl = `http://127.0.0.1:${common.port}`;
  cloud.oauth.register(publicUrl + CALLBACK_PATH);
  const { clientId, clientSecret, serviceApp } = cloud.oauth;
  try {
    const app = await startApp({
      log,
      config: {
        ...common,
        dataDir,
        roles: hasLists
          ? common.roles
          : { admins: emails('admin'), operators: emails('operator'), viewers: emails('viewer') },
        webex: {
          botToken: cloud.botToken,
          apiBase: cloud.apiBase,
          webhookSecret: randomBytes(24).toString('hex'),
          publicUrl,
          integration: { clientId, clientSecret },
          serviceApp,
        },
      },
    });
    process.stdout.write(
      `\n  The bot runs on a simulated Webex with ${world.devices} devices.\n  Talk to it: ${cloud.playground}\n  All of it begins anew at the next start; README, "The simulator", says how the bot alone is ended and started again.\n\n`,
    );
    return {
      log,
      async close() {
        await app.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function fail(error: unknown): never {
  const isKnown = error instanceof ConfigError || error instanceof Problem;
  const hint =
    error instanceof Problem && error.hint !== undefined
      ? `${error.message.includes('\n') ? '\n' : ' '}${error.hint}`
      : '';
  process.stderr.write(
    isKnown
      ? `${error.message}${hint}\n`
      : `The bot did not start: ${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}

// What is thrown beside the start's own promises ends the start too; a promise that nobody takes care of becomes one.
process.on('uncaughtException', fail);
main().catch(fail);
