import type { AddressInfo } from 'node:net';
import express from 'express';
import { createFleet, type Fleet, type FleetOptions, type SimDevice } from '#simulator/devices/fleet.ts';
import { answerError, unknownRoute } from '#simulator/errors.ts';
import type { Account } from '#simulator/people.ts';
import { deviceRoutes } from '#simulator/routes/devices.ts';
import { xapiRoutes } from '#simulator/routes/xapi.ts';
import type { Grant } from '#simulator/scopes.ts';

export interface Answer {
  status: number;
  link: string | null;
  body: Json;
}
/** Any JSON, for reading into answers. */
export interface Json {
  [key: string]: Json;
}

const account = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  email: `${id}@example.com`,
  displayName: id,
  nickName: id,
  firstName: id,
  lastName: id,
  orgId: 'org',
  type: 'person',
  role: 'operator',
  created: '2026-01-01T00:00:00.000Z',
  token: id,
  ...more,
});

export const accounts = {
  bot: account('bot', { type: 'bot', role: 'bot' }),
  alice: account('alice', { role: 'admin' }),
  bob: account('bob'),
  gus: account('gus', { role: 'guest', orgId: 'elsewhere' }),
};

export const START = Date.parse('2026-05-04T10:20:00Z');

/** The device half of the simulator alone on a port of its own; the `caller` header stands for the token. */
export async function openDevicesLab(options: Partial<FleetOptions> = {}) {
  const clock = { now: START };
  const fleet = createFleet({
    count: 24,
    seed: 1,
    orgId: 'org',
    botId: 'bot',
    personId: 'bob',
    now: () => clock.now,
    dropMs: 1,
    bootMs: 1,
    dialMs: 1,
    unreachableMs: 1,
    ...options,
  });
  const app = express();
  app.use((req, res, next) => {
    const account = accounts[(req.get('caller') ?? 'bot') as keyof typeof accounts];
    res.locals['caller'] = account;
    res.locals['grant'] = { account, via: 'own', scopes: 'all' } satisfies Grant;
    next();
  });
  app.use('/v1', deviceRoutes(fleet), xapiRoutes(fleet), unknownRoute);
  app.use(answerError);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(path.startsWith('http') ? path : `${base}${path}`, init);
    const text = await response.text();
    return { status: response.status, link: response.headers.get('link'), body: text ? JSON.parse(text) : {} };
  }

  return {
    fleet,
    clock,
    ask,
    device: (name: string) => deviceNamed(fleet, name),
    command: (name: string, command: string, args?: Record<string, unknown>, body?: unknown, caller = 'bot') =>
      ask(`/xapi/command/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', caller },
        body: JSON.stringify({ deviceId: deviceNamed(fleet, name).id, arguments: args, body }),
      }),
    async status(name: string, ...expressions: string[]): Promise<Json | undefined> {
      const query = new URLSearchParams([['deviceId', deviceNamed(fleet, name).id]]);
      for (const expression of expressions) query.append('name', expression);
      return (await ask(`/xapi/status?${query}`)).body['result'];
    },
    /** Resolves when the device changes so that `test` holds. */
    until(name: string, test: () => boolean): Promise<void> {
      const { id } = deviceNamed(fleet, name);
      return new Promise((resolve) => {
        if (test()) return resolve();
        const stop = fleet.onChange((changed) => {
          if (changed !== id || !test()) return;
          stop();
          resolve();
        });
      });
    },
    async [Symbol.asyncDispose]() {
      fleet.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function deviceNamed(fleet: Fleet, name: string): SimDevice {
  const found = fleet.all().find((device) => device.displayName === name);
  if (!found) throw new Error(`No device ${name}.`);
  return found;
}
