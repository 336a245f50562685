import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort, type Program, run, settings, startCloud } from './programs.ts';

const ROOT = join(import.meta.dirname, '..');
const SIMULATOR = join(ROOT, 'src/simulator/cli.ts');
const BOT = join(ROOT, 'src/main.ts');

const pidOf = (program: Program): number => Number(/^pid (\d+)$/m.exec(program.err())?.[1]);

/** Nothing of a test is left behind, also when what is tested does not work. A negative pid is a group of processes. */
function reap(pid: () => number): void {
  onTestFinished(() => {
    try {
      process.kill(pid(), 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  });
}

const introduced = (out: string): { apiBase: string } => JSON.parse(out.slice(0, out.indexOf('\n')));
const answers = (apiBase: string) =>
  fetch(`${apiBase}/people/me`).then(
    () => true,
    () => false,
  );

test('the simulator ends when the npm that started it is killed', async () => {
  await using npm = run('test/npm-stand-in.ts', ['simulator', SIMULATOR, '--port', '0']);
  reap(() => pidOf(npm));
  await npm.says('\n');
  const { apiBase } = introduced(npm.out());
  expect(await answers(apiBase)).toBe(true);
  npm.kill('SIGKILL');
  // Its output ends when the simulator has ended too.
  expect(await npm.ends()).toBe('SIGKILL');
  expect(await answers(apiBase)).toBe(false);
});

test('the bot ends in good order when the npm that started it is killed, and its store is free', async () => {
  await using cloud = await startCloud();
  const port = await freePort();
  const env = settings(cloud, port);
  await using npm = run('test/npm-stand-in.ts', ['bot', BOT, 'bot'], env);
  reap(() => pidOf(npm));
  await npm.says('bot is ready');
  npm.kill('SIGKILL');
  expect(await npm.ends()).toBe('SIGKILL');
  await using next = run('src/main.ts', ['bot'], env);
  await next.says('bot is ready');
  next.kill('SIGTERM');
  expect(await next.ends()).toBe(0);
});

test('what was started by hand goes on when its parent ends', async () => {
  await using hand = run('test/npm-stand-in.ts', ['none', SIMULATOR, '--port', '0']);
  reap(() => pidOf(hand));
  await hand.says('\n');
  await using npm = run('test/npm-stand-in.ts', ['simulator', SIMULATOR, '--port', '0']);
  reap(() => pidOf(npm));
  await npm.says('\n');
  hand.kill('SIGKILL');
  npm.kill('SIGKILL');
  // That the other one has noticed and ended is as long as anybody has to wait.
  await npm.ends();
  expect(await answers(introduced(hand.out()).apiBase)).toBe(true);
});

test('`npm run simulator` is ended by ending npm’s own process', async () => {
  const npm = spawn('npm', ['run', '-s', 'simulator', '--', '--port', '0'], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  reap(() => -(npm.pid ?? 0));
  let out = '';
  npm.stdout.setEncoding('utf8');
  for await (const chunk of npm.stdout.iterator({ destroyOnReturn: false })) {
    out += String(chunk);
    if (out.includes('\n')) break;
  }
  const { apiBase } = introduced(out);
  expect(await answers(apiBase)).toBe(true);
  const closed = once(npm.stdout.resume(), 'end');
  npm.kill('SIGTERM');
  await closed;
  expect(await answers(apiBase)).toBe(false);
});
