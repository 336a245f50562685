import { request } from 'undici';
import { type Cloud, startCloud } from './cloud.ts';
import type { Stats, World } from './rollout-task.ts';

export interface Size {
  devices: number;
  /** Requests for configurations a second that a token may make, and how many at once. */
  perSecond: number;
  burst: number;
  /** What the answer about one device has. */
  kilobytes: number;
}

/** A fresh fleet for one contender, in a process of its own. */
export interface FleetCloud {
  cloud: Cloud;
  /** The space of the administrator with the bot alone. */
  roomId: string;
  oauth: { clientId: string; clientSecret: string };
  stats(): Promise<Stats>;
  world(): Promise<World>;
  /** Logins may lead back there. */
  register(redirectUri: string): Promise<void>;
  close(): Promise<void>;
}

interface Said {
  rooms: { id: string; type: string }[];
  oauth: FleetCloud['oauth'];
  statsAt: string;
}

export async function startFleet(name: string, { devices, perSecond, burst, kilobytes }: Size): Promise<FleetCloud> {
  const numbers = [devices, perSecond, burst, kilobytes].map(String);
  const cloud = await startCloud(name, ['--disable-warning=ExperimentalWarning', 'bench/rollout-cloud.ts', ...numbers]);
  const { rooms, oauth, statsAt }: Said = JSON.parse(await cloud.process.firstLine());
  const desk = async <T>(path: string): Promise<T> => {
    const answer = await request(statsAt + path);
    return (await answer.body.json()) as T;
  };
  const { items } = await cloud.call<{ items: { id: string; type: string }[] }>(
    cloud.person.token,
    'GET',
    '/rooms?type=direct',
  );
  const mine = new Set(items.map(({ id }) => id));
  const roomId = rooms.find(({ id, type }) => type === 'direct' && mine.has(id))?.id;
  if (roomId === undefined) throw new Error('the administrator has no space with the bot');
  return {
    cloud,
    roomId,
    oauth,
    stats: () => desk('/stats'),
    world: () => desk('/world'),
    async register(redirectUri) {
      const answer = await request(new URL('/control/oauth', cloud.apiBase), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ redirectUri }),
      });
      await answer.body.dump();
      if (answer.statusCode >= 300) throw new Error(`the cloud does not take ${redirectUri}: ${answer.statusCode}`);
    },
    close: () => cloud.close(),
  };
}
