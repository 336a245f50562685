import type { Exchange } from '#simulator/exchange.ts';
import { type Simulator, startSimulator } from '#simulator/server.ts';
import type { Delivery } from '#simulator/webhooks.ts';
import { scopesOf, WANTS } from '#webex/scopes.ts';
import { checkExchange } from './check.ts';
import { ruleFor } from './rules.ts';

export const CARD = {
  contentType: 'application/vnd.microsoft.card.adaptive',
  content: { type: 'AdaptiveCard', version: '1.3', body: [] },
};

export interface Recorded {
  exchanges: Exchange[];
  deliveries: Delivery[];
  roomId: string;
  /** A copy of the first good exchange with this endpoint. */
  seen(method: string, path: string): Exchange;
}

/** Real exchanges of the bot's account with the simulator, with its deliveries, to break in every way there is. */
export async function record(): Promise<Recorded> {
  const exchanges: Exchange[] = [];
  const deliveries: Delivery[] = [];
  let delivered: () => void = () => {};
  const onExchange = (exchange: Exchange) => exchanges.push(exchange);
  const onDelivery = (delivery: Delivery) => {
    deliveries.push(delivery);
    delivered();
  };
  await using simulator = await startSimulator({ onExchange, onDelivery });
  const person = simulator.people[0];
  const roomId = simulator.rooms.find(({ title }) => title === 'Room operations')?.id ?? '';
  const ask = asker(simulator.apiBase, simulator.botToken);
  const first = (list: Record<string, unknown>): string => String((list['items'] as { id: string }[])[0]?.id);
  const idOf = ({ id }: Record<string, unknown>): string => encodeURIComponent(String(id));

  await ask('GET', '/people/me');
  await ask('GET', `/people?email=${person?.email}`);
  await ask('GET', `/people/${encodeURIComponent(person?.id ?? '')}`);
  await ask('GET', '/rooms?type=group&max=1');
  await ask('GET', `/rooms/${encodeURIComponent(roomId)}`);
  const members = await ask('GET', `/memberships?roomId=${encodeURIComponent(roomId)}&max=2`);
  await ask('GET', `/memberships/${encodeURIComponent(first(members))}`);
  const targetUrl = 'http://127.0.0.1:9/hook';
  const webhook = await ask('POST', '/webhooks', {
    name: 'w',
    targetUrl,
    resource: 'messages',
    event: 'created',
    secret: 'a secret of the test',
  });
  await ask('PUT', `/webhooks/${idOf(webhook)}`, {
    name: 'w2',
    targetUrl,
    secret: 'a secret of the test',
    status: 'active',
  });
  await ask('GET', '/webhooks');
  const arrival = new Promise<void>((resolve) => {
    delivered = resolve;
  });
  const card = await ask('POST', '/messages', { roomId: roomId, text: 'hello', attachments: [CARD] });
  await arrival;
  await ask('POST', '/messages', formFor(roomId));
  const said = await ask('POST', '/messages', { roomId: roomId, markdown: '**hello**' });
  await ask('PUT', `/messages/${idOf(said)}`, { roomId: roomId, text: 'hello again' });
  await ask('GET', `/messages/${idOf(said)}`);
  await ask('GET', `/messages?roomId=${encodeURIComponent(roomId)}&mentionedPeople=me`);
  await ask('DELETE', `/messages/${idOf(said)}`);
  const action = await ask(
    'POST',
    '/attachment/actions',
    { type: 'submit', messageId: card['id'], inputs: { say: 'help' } },
    person?.token,
  );
  await ask('GET', `/attachment/actions/${idOf(action)}`);
  const devices = await ask('GET', '/devices?connectionStatus=connected&max=3');
  const deviceId = first(devices);
  const device = encodeURIComponent(deviceId);
  await ask('GET', `/devices/${device}`);
  await ask('GET', `/xapi/status?deviceId=${device}&name=Audio.Volume&name=Standby.*`);
  await ask('GET', `/xapi/schema?deviceId=${device}&command=Audio.Volume.Set`);
  await ask('POST', '/xapi/command/Audio.Volume.Set', { deviceId, arguments: { Level: 40 } });
  await ask('POST', '/xapi/command/Audio.Volume.Sett', { deviceId });
  await ask('DELETE', `/webhooks/${idOf(webhook)}`);
  await askAsAdmin(simulator, deviceId);
  await ask('GET', '/people/me', undefined, 'no-such-token');

  const seen = (method: string, path: string): Exchange => {
    const rule = ruleFor(method, path)?.rule;
    const isIt = (one: Exchange) =>
      one.method === method && ruleFor(method, one.path)?.rule === rule && one.status < 300;
    const found = exchanges.find(isIt);
    if (!found) throw new Error(`no ${method} ${path} was seen`);
    return structuredClone(found);
  };
  return { exchanges, deliveries, roomId, seen };
}

/** What the bot asks with the token of an administrator who logged in. */
async function askAsAdmin({ apiBase, world, oauth, places }: Simulator, deviceId: string): Promise<void> {
  const alice = world.people.all().find(({ firstName }) => firstName === 'Alice') ?? world.bot;
  const { answer } = oauth.tokens.begin(oauth.integration, alice, new Set(scopesOf(WANTS)));
  const ask = asker(apiBase, answer.access_token);
  const [location] = places.locations.all();
  const tags = [{ op: 'replace', path: 'tags', value: ['lobby'] }];
  await ask('PATCH', `/devices/${encodeURIComponent(deviceId)}`, tags);
  const configurations = `/deviceConfigurations?deviceId=${encodeURIComponent(deviceId)}`;
  await ask('GET', `${configurations}&key=Audio.*`);
  await ask('PATCH', configurations, [
    { op: 'replace', path: 'Standby.Delay/sources/configured/value', value: 15 },
    { op: 'remove', path: 'Audio.DefaultVolume/sources/configured/value' },
  ]);
  await ask('GET', '/workspaces?start=0&max=2&includeDevices=true&includeCapabilities=true');
  const body = { displayName: 'Attic', locationId: location?.id, floorId: [...(location?.floors.keys() ?? [])][0] };
  const workspace = await ask('POST', '/workspaces', body);
  const path = `/workspaces/${encodeURIComponent(String(workspace['id']))}`;
  await ask('GET', path);
  await ask('PUT', path, { ...body, capacity: 4 });
  await ask('GET', `${path}/capabilities`);
  await ask('POST', '/devices/activationCode', { workspaceId: workspace['id'] });
  await ask('POST', '/devices', { workspaceId: workspace['id'], mac: 'd82e3eef4e5c', model: 'DMS Cisco 8865' });
  await ask('DELETE', path);
}

type Ask = (method: string, path: string, body?: unknown, token?: string) => Promise<Record<string, unknown>>;

const asker =
  (apiBase: string, botToken: string): Ask =>
  async (method, path, body, token = botToken) => {
    const isForm = body instanceof FormData;
    const type = method === 'PATCH' ? 'application/json-patch+json' : 'application/json';
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined || isForm ? {} : { 'content-type': type }),
    };
    const response = await fetch(`${apiBase}${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {};
  };

function formFor(roomId: string): FormData {
  const data = new FormData();
  data.set('roomId', roomId);
  data.set('text', 'a file');
  data.set('files', new File(['hello'], 'hello.txt', { type: 'text/plain' }));
  return data;
}

/** What is told of an exchange after `change` broke it. */
export const broken = (exchange: Exchange, change: Partial<Exchange>): string =>
  checkExchange({ ...exchange, ...change }).join('\n');
