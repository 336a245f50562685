import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openChromium } from './browser/chromium.ts';
import { allowLogin } from './browser/open-page.ts';
import { newFolder } from './folder.ts';
import { freePort } from './programs.ts';

const ROOT = join(import.meta.dirname, '..');

/** A command as a person types it into a shell, with nothing of this project's settings around it. */
function type(command: string) {
  const { PATH = '', HOME = '' } = process.env;
  // A group of its own: npm and what it started end together.
  const shell = spawn('sh', ['-c', command], { cwd: ROOT, detached: true, env: { PATH, HOME } });
  let said = '';
  const listen = (chunk: Buffer) => {
    said += chunk.toString();
  };
  shell.stdout.on('data', listen);
  shell.stderr.on('data', listen);
  return {
    said: () => said,
    async [Symbol.asyncDispose]() {
      if (shell.exitCode !== null || shell.pid === undefined) return;
      const over = once(shell, 'close');
      process.kill(-shell.pid, 'SIGTERM');
      await over;
    },
  };
}

test('the commands for the bot alone are enough as they stand: Alice has her role, and a login works', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const part = /\n## The simulator\n(.*?)\n## /s.exec(readme)?.[1] ?? '';
  const blocks = [...part.matchAll(/```sh\n(.*?)\n```/gs)].map(([, commands = '']) => commands);
  const [cloudCommand = '', botCommand = ''] = blocks.slice(-2);
  const folder = await newFolder('device-bot-');
  const [cloudPort, botPort] = [await freePort(), await freePort()];
  // Only what two tests at once would fight for is another one here.
  const here = (command: string) =>
    command
      .replace('data/simulator.env', join(folder, 'simulator.env'))
      .replace('--port 8090', `--port ${cloudPort} --redirect-uri http://127.0.0.1:${botPort}/oauth/callback`);
  await using cloud = type(here(cloudCommand));
  // npm may have something to say before it.
  const line = /^\{.*\}$/m;
  await expect.poll(cloud.said, { timeout: 60_000 }).toMatch(line);
  const { playground } = z.object({ playground: z.string() }).parse(JSON.parse(line.exec(cloud.said())?.[0] ?? ''));
  expect(playground).toBe(`http://127.0.0.1:${cloudPort}/`);
  await using bot = type(here(botCommand));
  await expect.poll(bot.said, { timeout: 60_000 }).toContain('bot is ready');

  const browser = await openChromium();
  try {
    const page = await browser.newPage();
    await page.goto(playground);
    await page.getByRole('button', { name: /^Device Bot/ }).click();
    await page.fill('#message', 'config fjord Standby.Delay');
    await page.keyboard.press('Enter');
    await page.locator('.card').getByText('You have to log in for that').waitFor();
    await allowLogin(page);
    await page.locator('.card').filter({ hasText: 'Standby.Delay' }).last().waitFor();
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}, 240_000);
