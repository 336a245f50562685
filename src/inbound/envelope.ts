import { z } from 'zod';

const text = z.string().optional().catch(undefined);

/** What Webex delivers: metadata only. The envelope's own `id` is the webhook's, so the event is known by `data.id`. */
const Envelope = z.object({
  resource: z.string(),
  event: z.string(),
  actorId: text,
  data: z.object({
    id: z.string().min(1),
    roomId: text,
    personId: text,
    personEmail: text,
    roomType: text,
    created: text,
  }),
});
/** One verified event. `actorId` is the person who did it; the authority on anything else is the API. */
export type WebexEvent = z.infer<typeof Envelope>;

/** Of no webhook: the bot itself takes it in, so that a login is gone on with in its space's order, once, and after a crash. */
export const LOGIN = 'logins created';

const HANDLED = new Set([
  'messages created',
  'attachmentActions created',
  'memberships created',
  'memberships deleted',
  LOGIN,
]);

/**
 * The bot knocks at its own address, and its operator asks for replays and for what was set aside, in the form of a
 * delivery: signed with the secret.
 */
export const KNOCK = { resource: 'bot', event: 'knock', data: { id: 'knock' } };
export const LIST_ASIDE = { resource: 'bot', event: 'aside', data: { id: 'aside' } };
export const replayOf = (key: string) => ({ resource: 'bot', event: 'replay', data: { id: key } });

/** What the operator is told. */
export const Replayed = z.object({ isFound: z.boolean(), isKnown: z.boolean() });
export type Replayed = z.infer<typeof Replayed>;
export const AsideList = z.object({
  aside: z.array(z.object({ key: z.string(), receivedAt: z.number(), error: z.string() })),
});
export type AsideList = z.infer<typeof AsideList>;

/** `aside` says, as a fixed sentence, why this can't be worked. */
export type Delivery =
  | { event: WebexEvent }
  | { aside: string }
  | { knock: true }
  | { listAside: true }
  | { replay: string };

/** Somebody came back from the login page to a request of this space. */
export const loginEvent = (id: string, spaceId: string): WebexEvent => ({
  resource: 'logins',
  event: 'created',
  data: { id, roomId: spaceId },
});
export const isLogin = ({ resource, event }: Pick<WebexEvent, 'resource' | 'event'>): boolean =>
  `${resource} ${event}` === LOGIN;

/** Reads a delivery whose signature was right. Never throws. */
export function readEnvelope(body: Buffer | string): Delivery {
  let json: unknown;
  try {
    json = JSON.parse(body.toString());
  } catch {
    return { aside: 'not JSON' };
  }
  const parsed = Envelope.safeParse(json);
  if (!parsed.success) return { aside: 'not an envelope' };
  const { resource, event, data } = parsed.data;
  if (HANDLED.has(`${resource} ${event}`)) return { event: parsed.data };
  if (resource === 'bot' && event === 'knock') return { knock: true };
  if (resource === 'bot' && event === 'aside') return { listAside: true };
  if (resource === 'bot' && event === 'replay') return { replay: data.id };
  return { aside: 'not an event of this bot' };
}

/** The same for every delivery of one event. Ids are seen with and without base64 padding. */
export const eventKey = ({
  resource,
  event,
  data,
}: Pick<WebexEvent, 'resource' | 'event'> & { data: { id: string } }) =>
  `${resource}:${event}:${data.id.replace(/=+$/, '')}`;

/** The keys that the event of this id may have. */
export const keysOf = (id: string): string[] =>
  [...HANDLED].map((kind) => {
    const [resource = '', event = ''] = kind.split(' ');
    return eventKey({ resource, event, data: { id } });
  });

/** Events of a space keep their order. */
export const laneOf = ({ data }: WebexEvent): string => data.roomId ?? data.id;
