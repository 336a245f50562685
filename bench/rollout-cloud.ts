import { subscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isReachable } from '#simulator/devices/device.ts';
import { startSimulator } from '#simulator/server.ts';
import { schemaOf } from './parts/rollout-schema.ts';
import { KEY, type Stats, VALUE, type World } from './parts/rollout-task.ts';

/**
 * The cloud of one contender, in a process of its own: a fleet, a limit for configurations, devices that are away, devices
 * whose first change fails, and storms of 429. It says what `npm run simulator` says, and `statsAt`: what was asked of it, and
 * how the devices are. Requests are counted as Node tells of them, since watching what is in a megabyte costs more than to
 * answer with it.
 */
const [devices = '', perSecond = '', burst = '', kilobytes = ''] = process.argv.slice(2);
const count = Number(devices);
const OFFLINE = 0.05;
const FAILING_EVERY = 100;
const STORMS = [0.25, 0.5, 0.75];
/** A storm is over before whoever heeds it comes back. */
const STORM = { retryAfter: 2, ms: 1_900 };
/** What was sent before a 429 could be read is not too early. */
const GRACE_MS = 100;
const CONFIGURATIONS = '/v1/deviceConfigurations';

const simulator = await startSimulator({ devices: count, schema: schemaOf(Number(kilobytes)) });
const { fleet, configurations, faults } = simulator;
const all = fleet.all();
// Nobody else is in charge: every device can take the value.
for (const { id } of all) configurations.manage(id, KEY, undefined);
for (const device of all.filter(isReachable).slice(Math.ceil(count * (1 - OFFLINE))))
  fleet.setConnection(device.id, 'disconnected');
for (const [index, { id }] of all.entries())
  if (index % FAILING_EVERY === 50)
    faults.add({
      method: 'PATCH',
      path: '/deviceConfigurations',
      devices: [id],
      effect: 'status',
      status: 503,
      times: 1,
    });
faults.limit({ resource: 'deviceConfigurations', perSecond: Number(perSecond), burst: Number(burst) });

const stats: Stats = {
  gets: 0,
  patches: 0,
  accepted: 0,
  refused: 0,
  early: 0,
  firstPatchAt: 0,
  lastAcceptedAt: 0,
  sentMb: 0,
  perSecond: [],
};
const storms = STORMS.map((share) => Math.ceil(share * count));
let shutAt = 0;
let openAt = 0;

function storm(): void {
  const { id } = faults.add({
    method: 'PATCH',
    path: '/deviceConfigurations',
    effect: 'status',
    status: 429,
    retryAfter: STORM.retryAfter,
  });
  setTimeout(() => faults.clear(id), STORM.ms);
}

/** Those under way: by the time it is answered, express has cut the address. */
const underWay = new WeakSet<ServerResponse>();

interface Heard {
  request: IncomingMessage;
  response: ServerResponse;
}

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as Heard;
  if (!request.url?.startsWith(CONFIGURATIONS)) return;
  underWay.add(response);
  const now = Date.now();
  if (request.method === 'PATCH') {
    stats.patches += 1;
    stats.firstPatchAt ||= now;
  } else stats.gets += 1;
  if (now < openAt && now > shutAt + GRACE_MS) stats.early += 1;
});

subscribe('http.server.response.finish', (message) => {
  const { request, response } = message as Heard;
  if (!underWay.has(response)) return;
  const now = Date.now();
  stats.sentMb += Number(response.getHeader('content-length') ?? 0) / 1e6;
  if (response.statusCode === 429) {
    stats.refused += 1;
    if (now >= openAt) shutAt = now;
    openAt = Math.max(openAt, now + Number(response.getHeader('retry-after')) * 1_000);
  }
  if (response.statusCode !== 200 || request.method !== 'PATCH') return;
  stats.accepted += 1;
  const second = Math.floor((now - stats.firstPatchAt) / 1_000);
  stats.perSecond[second] = (stats.perSecond[second] ?? 0) + 1;
  stats.lastAcceptedAt = now;
  if (stats.accepted === storms[0]) {
    storms.shift();
    storm();
  }
});

function world(): World {
  const wrong = all.filter(({ id }) => configurations.read(id, KEY)?.value !== VALUE).map(({ id }) => id);
  const twice = all.filter(({ id }) => configurations.patches(id) > 1).length;
  const offline = fleet.all().filter((device) => !isReachable(device)).length;
  return { devices: all.length, offline, wrong, twice };
}

const desk = createServer((req, res) => {
  res.end(JSON.stringify(req.url === '/world' ? world() : stats));
}).listen(0, '127.0.0.1');
await once(desk, 'listening');

const { apiBase, botToken, people, rooms, oauth } = simulator;
const statsAt = `http://127.0.0.1:${(desk.address() as AddressInfo).port}`;
const { clientId, clientSecret } = oauth;
process.stdout.write(
  `${JSON.stringify({ apiBase, botToken, people, rooms, oauth: { clientId, clientSecret }, statsAt })}\n`,
);
process.once('SIGTERM', () => process.exit());
