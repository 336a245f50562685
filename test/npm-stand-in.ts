import { spawn } from 'node:child_process';

/**
 * Stands between a test and a program as npm and its shell do: `npm-stand-in.ts <script or none> <program> <arguments>`. The
 * program shares its output, so that the output ends when both have ended. Says the program's pid on standard error. With
 * `none` it is no npm: the program was started by hand.
 */
const [script = '', ...command] = process.argv.slice(2);
const { npm_lifecycle_event: _, ...env } = process.env;
const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
  env: script === 'none' ? env : { ...env, npm_lifecycle_event: script },
  stdio: ['ignore', 'inherit', 'inherit'],
});
process.stderr.write(`pid ${child.pid}\n`);
