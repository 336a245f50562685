import express from 'express';
import { apiRouter } from './api.ts';
import { Configurations, type ConfigurationsOptions } from './configurations/configurations.ts';
import { isReachable } from './devices/device.ts';
import { createFleet, type Fleet, type FleetOptions } from './devices/fleet.ts';
import { answerError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { type FaultRule, Faults, type RateLimit } from './faults.ts';
import { closeServer, listen } from './listen.ts';
import { loopbackOnly } from './loopback.ts';
import { OAuth, type OAuthIntroduction, type OAuthOptions } from './oauth/oauth.ts';
import type { Account } from './people.ts';
import { openPlaces, type Places, type PlacesOptions } from './places/places.ts';
import { playgroundRouter } from './playground/router.ts';
import { activationCodeRoutes } from './routes/activation-codes.ts';
import { controlRouter } from './routes/control.ts';
import { controlConfigurationRoutes } from './routes/control-configurations.ts';
import { controlDeviceRoutes } from './routes/control-devices.ts';
import { controlOAuthRoutes } from './routes/control-oauth.ts';
import { deviceConfigurationRoutes } from './routes/device-configurations.ts';
import { deviceRoutes } from './routes/devices.ts';
import { placeRoutes } from './routes/places.ts';
import { workspaceRoutes } from './routes/workspaces.ts';
import { xapiRoutes } from './routes/xapi.ts';
import { seedWorld } from './seed.ts';
import { roomAsSeenBy } from './visibility.ts';
import { type Delivery, type DeliveryOptions, WebhookSender } from './webhooks.ts';
import type { World } from './world.ts';
import { openSchema } from './xapi/file/load.ts';

export interface SimulatorOptions extends OAuthOptions {
  /** 0 takes a free port. */
  port?: number;
  /** How many devices; the first 24 are always the same ones. */
  devices?: number;
  /** How many devices are offline beside those that always are. */
  offline?: number;
  /** How long restarts, calls, personalisations and new configurations take, in milliseconds. */
  durations?: Pick<FleetOptions, 'dropMs' | 'bootMs' | 'dialMs' | 'unreachableMs'> &
    PlacesOptions &
    ConfigurationsOptions;
  /** The same seed gives the same people, tokens, rooms and devices. */
  seed?: number;
  faults?: FaultRule[];
  rateLimit?: RateLimit;
  /**
   * A file in the public RoomOS format, by its path or as what it holds: devices know the commands and statuses that
   * it has for their product. Left out, the part that is built in.
   */
  schema?: string | object;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Sees every request of the API with its answer. */
  onExchange?: (exchange: Exchange) => void;
  /** Sees every attempt to deliver to a webhook. */
  onDelivery?: (delivery: Delivery) => void;
  /** Which signatures deliveries carry; left out, both. */
  signatures?: DeliveryOptions['signatures'];
  /** How long a webhook's target may take, in milliseconds. */
  deliveryTimeoutMs?: number;
}

/** What another program needs to know to use the cloud. */
interface Introduction {
  /** The base of the Webex API, such as `http://127.0.0.1:PORT/v1`. */
  apiBase: string;
  /** The address of the chat page. */
  playground: string;
  botToken: string;
  people: (Pick<Account, 'id' | 'email' | 'displayName' | 'token'> & { role: string })[];
  rooms: { id: string; title: string; type: 'group' | 'direct' }[];
  /** The integration that people log in to, and the service app. */
  oauth: OAuthIntroduction;
}

export interface Simulator extends Introduction {
  world: World;
  fleet: Fleet;
  places: Places;
  configurations: Configurations;
  faults: Faults;
  oauth: OAuth;
  /** Ends every connection and timer. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a Webex cloud of its own on 127.0.0.1. Rejects when the port is taken or a fault rule makes no sense, and with
 * a SchemaFileError when the schema is none.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, now = Date.now, onExchange, onDelivery, signatures, deliveryTimeoutMs } = options;
  const world = seedWorld(seed, now);
  const oauth = new OAuth(world, options);
  const faults = new Faults(seed, now);
  for (const rule of options.faults ?? []) faults.add(rule);
  faults.limit(options.rateLimit);
  const fleet = openFleet(world, options, seed, now);
  const places = openPlaces(world, fleet, options.durations);
  const configurations = new Configurations(fleet, options.durations);

  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(loopbackOnly);
  // The world may live at another time than this machine.
  app.use((_req, res, next) => {
    res.setHeader('date', new Date(now()).toUTCString());
    next();
  });
  app.use(
    '/v1',
    apiRouter({
      world,
      faults,
      oauth,
      others: [
        deviceRoutes(fleet),
        xapiRoutes(fleet),
        deviceConfigurationRoutes(configurations, fleet),
        workspaceRoutes(places, world),
        activationCodeRoutes(places, world),
        ...placeRoutes(places, fleet, world.orgId),
      ],
      onExchange,
    }),
    answerError,
  );
  const controls = [
    controlDeviceRoutes(fleet, world.bot),
    controlOAuthRoutes(oauth),
    controlConfigurationRoutes(configurations),
  ];
  app.use('/control', controlRouter(faults, controls));
  app.use(playgroundRouter({ world, fleet }));

  const { server, port } = await listen(app, options.port ?? 0);
  const sender = new WebhookSender(world, { onDelivery, signatures, timeoutMs: deliveryTimeoutMs });
  const close = async () => {
    configurations.close();
    fleet.close();
    await Promise.all([closeServer(server), sender.close()]);
  };
  return {
    ...introduce(world, port),
    world,
    fleet,
    places,
    configurations,
    faults,
    oauth,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function openFleet(world: World, options: SimulatorOptions, seed: number, now: () => number): Fleet {
  const owner = world.people.all().find(({ role }) => role === 'operator') ?? world.bot;
  const fleet = createFleet({
    ...options.durations,
    count: options.devices ?? 24,
    seed,
    orgId: world.orgId,
    botId: world.bot.id,
    personId: owner.id,
    ...(options.schema !== undefined && { source: openSchema(options.schema) }),
    now,
  });
  const online = fleet.all().filter(isReachable);
  // The ones at the end: the first devices are those that demonstrations and tests name.
  for (const { id } of options.offline ? online.slice(-options.offline) : []) fleet.setConnection(id, 'disconnected');
  return fleet;
}

function introduce(world: World, port: number): Omit<Introduction, 'oauth'> {
  const people = world.people.all().filter(({ type }) => type === 'person');
  return {
    apiBase: `http://127.0.0.1:${port}/v1`,
    playground: `http://127.0.0.1:${port}/`,
    botToken: world.bot.token,
    people: people.map(({ id, email, displayName, role, token }) => ({ id, email, displayName, role, token })),
    rooms: world.rooms.all().map((room) => {
      const { id, title, type } = roomAsSeenBy(world, world.bot, room);
      return { id, title, type };
    }),
  };
}
