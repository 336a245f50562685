import { USUAL_CALLBACK, writeBotEnv } from './bot-env.ts';
import { type CliOptions, parseOptions } from './cli-options.ts';
import { onNpmEnded } from './npm-ended.ts';
import { startSimulator } from './server.ts';
import { SchemaFileError } from './xapi/file/read.ts';

/** `npm run simulator`: one JSON line on stdout says all that another program needs; everything else goes to stderr. */
async function main(options: CliOptions): Promise<void> {
  const simulator = await startSimulator(options);
  const { apiBase, playground, botToken, people, rooms } = simulator;
  const { clientId, clientSecret, serviceApp } = simulator.oauth;
  const oauth = { clientId, clientSecret, serviceApp };
  const { env, redirectUris: [callback = USUAL_CALLBACK] = [] } = options;
  const forget = env === undefined ? undefined : await writeBotEnv(env, simulator, callback);
  const end = () =>
    void simulator
      .close()
      .then(forget)
      .finally(() => process.exit(0));
  process.once('SIGTERM', end).once('SIGINT', end);
  onNpmEnded(end);
  // Whoever reads it may end npm at once, which has to be seen by then.
  process.stdout.write(`${JSON.stringify({ apiBase, playground, botToken, people, rooms, oauth })}\n`);
}

function refuse(error: unknown, code: number): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}

let options: CliOptions;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  refuse(error, 2);
}
await main(options).catch((error) =>
  error instanceof SchemaFileError ? refuse(`--schema ${error.message}`, 2) : refuse(error, 1),
);
