import { request } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startWatched } from '../contract/watched.ts';

/** A request with any `Host` and `Origin`: what a rebound name or a foreign page would send. */
function ask(address: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject).end();
  });
}

/** Reads server-sent events until one has all the words. */
async function waitForEvent(response: Response, words: string[]): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const found = text.split('\n\n').find((event) => words.every((word) => event.includes(word)));
    if (found) return found;
  }
  throw new Error(`The events ended without ${words.join(', ')}.`);
}

const Session = z.object({
  apiBase: z.string(),
  bot: z.object({ displayName: z.string() }),
  people: z.array(z.object({ role: z.string(), token: z.string() })),
});

test('the page comes with a policy that lets nothing in from elsewhere', async () => {
  await using simulator = await startWatched();
  const response = await fetch(simulator.playground);
  expect(response.status).toBe(200);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe');
  const page = await response.text();
  expect(page).not.toMatch(/ style=| on[a-z]+=|https?:/);
  for (const [, path] of page.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
    const file = await fetch(new URL(path ?? '', simulator.playground));
    expect([path, file.status]).toEqual([path, 200]);
  }
});

test('the session names the people with their tokens, and never the bot’s token', async () => {
  await using simulator = await startWatched();
  const text = await (await fetch(`${simulator.playground}playground/session`)).text();
  const { apiBase, bot, people } = Session.parse(JSON.parse(text));
  expect(apiBase).toBe('/v1');
  expect(bot.displayName).toBe('Device Bot');
  expect(people.map(({ role }) => role)).toEqual(['admin', 'operator', 'viewer', 'guest']);
  expect(text).not.toContain(simulator.botToken);
});

test('a foreign name or a foreign page gets no tokens', async () => {
  await using simulator = await startWatched();
  const session = `${simulator.playground}playground/session`;
  const { host } = new URL(session);
  expect(await ask(session, { host: 'rebound.example' })).toBe(403);
  expect(await ask(session, { host, origin: 'https://evil.example' })).toBe(403);
  expect(await ask(session, { host: host.replace('127.0.0.1', 'localhost') })).toBe(200);
});

test('events tell who may see a message, and which devices changed', async () => {
  await using simulator = await startWatched();
  const { world, fleet, apiBase, people, rooms, playground } = simulator;
  const events = await fetch(`${playground}playground/events`);
  const gus = people.find(({ role }) => role === 'guest');
  const room = rooms.find(({ type, title }) => type === 'direct' && title === gus?.displayName);
  await fetch(`${apiBase}/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${gus?.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ roomId: room?.id, text: 'hush' }),
  });
  const fjord = fleet.all().find(({ displayName }) => displayName === 'Fjord');
  const told = await waitForEvent(events, ['"messages"', '"created"']);
  expect(told).not.toContain('hush');
  expect(JSON.parse(told.slice(told.indexOf('{')))).toMatchObject({ for: [world.bot.id, gus?.id], roomId: room?.id });

  const later = await fetch(`${playground}playground/events`);
  fleet.setConnection(fjord?.id ?? '', 'disconnected');
  expect(await waitForEvent(later, ['devices'])).toContain(fjord?.id);
  const shown = await (await fetch(`${playground}playground/devices/${fjord?.id}`)).json();
  expect(shown).toMatchObject({ name: 'Fjord', isOnline: false, access: 'full' });
});

test('a device that is not there is a 404, and a large fleet is listed without live states', async () => {
  await using simulator = await startWatched({ devices: 150 });
  expect((await fetch(`${simulator.playground}playground/devices/nope`)).status).toBe(404);
  const { items } = z
    .object({ items: z.array(z.looseObject({ name: z.string() })) })
    .parse(await (await fetch(`${simulator.playground}playground/devices`)).json());
  expect(items).toHaveLength(150);
  expect(items[0]).not.toHaveProperty('live');
});
