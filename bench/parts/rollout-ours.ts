import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { actionsIn, linkOn } from '../../test/draw.ts';
import { signIn } from '../../test/oauth-browser.ts';
import { type Child, flagsOfBot, freePort, startChild } from './child.ts';
import { SECRET } from './deliveries.ts';
import type { FleetCloud } from './rollout-cloud.ts';
import { reportedBy } from './rollout-rows.ts';

export interface Ours {
  processes: Child[];
  /** The administrator says words and hears the answer; with `isIt`, the first message that is it. */
  says(words: string, isIt?: (said: Heard) => boolean): Promise<Heard>;
  presses(said: Heard, title: RegExp): Promise<void>;
  /** The newest message. */
  last(): Promise<Heard | undefined>;
  /** Ends the processes; gives the devices of which the store says that they were not done. */
  stop(): Promise<string[]>;
  close(): Promise<void>;
}

export interface Heard {
  id: string;
  personId: string;
  text?: string;
  attachments?: { content: unknown }[];
}

const PATIENCE_MS = 5 * 60_000;
const LOOK_MS = 100;

/** `npm run bot` on a cloud, one process or several on one database, with the administrator logged in. */
export async function startOurs(
  fleet: FleetCloud,
  { databaseUrl, processes: count }: { databaseUrl?: string; processes: number },
): Promise<Ours> {
  const { cloud, roomId } = fleet;
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-rollout-'));
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  // Webex reaches the first of them; what is to be done the others learn by the database.
  const publicUrl = `http://127.0.0.1:${ports[0]}`;
  const env = {
    WEBEX_API_BASE: cloud.apiBase,
    WEBEX_BOT_TOKEN: cloud.botToken,
    WEBEX_INTEGRATION_CLIENT_ID: fleet.oauth.clientId,
    WEBEX_INTEGRATION_CLIENT_SECRET: fleet.oauth.clientSecret,
    WEBHOOK_SECRET: SECRET,
    PUBLIC_URL: publicUrl,
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ADMINS: cloud.person.email,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
  };
  await fleet.register(`${publicUrl}/oauth/callback`);
  const processes: Child[] = [];

  const said = async (): Promise<Heard[]> => {
    const { items } = await cloud.call<{ items: Heard[] }>(
      cloud.person.token,
      'GET',
      `/messages?max=20&roomId=${roomId}`,
    );
    return items.filter(({ personId }) => personId === cloud.botId);
  };

  const says: Ours['says'] = async (words, isIt = () => true) => {
    const known = new Set((await said()).map(({ id }) => id));
    await cloud.call(cloud.person.token, 'POST', '/messages', { roomId, text: words });
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await sleep(LOOK_MS)) {
      const heard = (await Promise.race([said(), ...processes.map(({ failure }) => failure)])).find(
        (message) => !known.has(message.id) && isIt(message),
      );
      if (heard) return heard;
    }
    throw new Error(`the bot does not answer "${words}"`);
  };

  const close = async () => {
    for (const process of processes) await process.stop();
    await rm(dataDir, { recursive: true, force: true });
  };

  try {
    for (const [index, port] of ports.entries()) {
      const bot = [...(await flagsOfBot()), 'src/main.ts', 'bot'];
      const child = startChild(`bot ${index + 1}`, bot, { ...env, PORT: String(port) });
      processes.push(child);
      await cloud.listening(publicUrl, child);
      await ready(child, port);
    }
    const asked = await says('login for everything', (message) => message.attachments !== undefined);
    const { status } = await signIn(linkOn(asked.attachments?.[0]?.content), { as: cloud.person.email });
    if (status !== 200) throw new Error(`the login ended with ${status}`);
    return {
      processes,
      says,
      async presses(message, title) {
        const action = actionsIn(message.attachments?.[0]?.content).find((one) => title.test(one.title));
        if (!action) throw new Error(`there is no button ${title} on the card "${message.text}"`);
        await cloud.call(cloud.person.token, 'POST', '/attachment/actions', {
          type: 'submit',
          messageId: message.id,
          inputs: action.data,
        });
      },
      last: async () => (await said())[0],
      async stop() {
        for (const process of processes) await process.stop();
        return reportedBy({ dataDir, ...(databaseUrl !== undefined && { databaseUrl }) });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function ready(process: Child, port: number): Promise<void> {
  for (const until = Date.now() + 15_000; Date.now() < until; await Promise.race([sleep(50), process.failure])) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`${process.name} is not ready`);
}
