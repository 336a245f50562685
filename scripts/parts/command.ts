import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Problem } from '#lib/problem.ts';
import { createRedactor } from '#lib/redact.ts';
import { ConfigError } from '../../src/config.ts';

/**
 * Runs a command of the operator with the settings of the environment and of `.env`, as the bot reads them. What it gives
 * back is printed; an error is one line on standard error, without secrets, and exit code 1.
 */
export async function runCommand(command: (env: NodeJS.ProcessEnv, args: string[]) => Promise<string>): Promise<void> {
  // What the environment already says wins over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  try {
    process.stdout.write(`${await command(process.env, process.argv.slice(2))}\n`);
  } catch (error) {
    process.stderr.write(`${lineOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** npm runs its scripts in the project's folder; a path is meant from where npm was called. */
export const pathOf = (name: string): string => resolve(process.env['INIT_CWD'] ?? '.', name);

function lineOf(error: unknown): string {
  if (error instanceof ConfigError) return `Mend these settings: ${error.faults.join('; ')}.`;
  if (error instanceof Problem) return error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
  const text = error instanceof Error ? error.message : String(error);
  const [line = ''] = text.split('\n', 1);
  const { DATABASE_URL = '', WEBHOOK_SECRET = '', SECRET_KEYS = '' } = process.env;
  const password = URL.canParse(DATABASE_URL) ? new URL(DATABASE_URL).password : '';
  const safe = createRedactor([WEBHOOK_SECRET, password, ...SECRET_KEYS.split(/[\s,;:]+/)])(
    JSON.stringify({ text: line }),
  );
  return `This did not work: ${safe}`;
}
