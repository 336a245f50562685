import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, flagsOfBot, freePort, startChild } from './child.ts';
import type { Cloud } from './cloud.ts';
import { SECRET } from './deliveries.ts';

export interface RunningBot {
  process: Child;
  port: number;
  stop(): Promise<void>;
}

/** `npm run bot`, its store in a directory that goes with it. */
export async function startOurs(cloud: Cloud, apiBase = cloud.apiBase): Promise<RunningBot> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-reply-'));
  const bot = await start('the bot', ['src/main.ts', 'bot'], cloud, {
    ...(await settings(cloud, apiBase)),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMINS: cloud.person.email,
  });
  return {
    ...bot,
    async stop() {
      await bot.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The bare bot, which answers with `answer`: the text and the card that the other bot gave to the same words. */
export async function startBare(cloud: Cloud, answer: object, apiBase = cloud.apiBase): Promise<RunningBot> {
  const env = { ...(await settings(cloud, apiBase)), ANSWER: JSON.stringify(answer) };
  return start('the bare bot', ['bench/bare-bot.ts'], cloud, env);
}

async function settings(cloud: Cloud, apiBase: string) {
  const port = String(await freePort());
  return {
    WEBEX_API_BASE: apiBase,
    WEBEX_BOT_TOKEN: cloud.botToken,
    WEBHOOK_SECRET: SECRET,
    // One person asks as fast as the bot answers.
    REQUESTS_PER_PERSON: '1000000',
    REQUESTS_PER_SPACE: '1000000',
    PORT: port,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  };
}

async function start(
  name: string,
  args: string[],
  cloud: Cloud,
  env: Record<string, string> & { PUBLIC_URL: string; PORT: string },
): Promise<RunningBot> {
  const process = startChild(name, [...(await flagsOfBot()), ...args], env);
  const stop = async () => {
    await process.stop();
    // The next one starts with a clean slate: it makes its own.
    const { items } = await cloud.call<{ items: { id: string }[] }>(cloud.botToken, 'GET', '/webhooks');
    for (const { id } of items) await cloud.call(cloud.botToken, 'DELETE', `/webhooks/${id}`);
  };
  try {
    await cloud.listening(env.PUBLIC_URL, process);
    return { process, port: Number(env.PORT), stop };
  } catch (error) {
    await process.stop();
    throw error;
  }
}
