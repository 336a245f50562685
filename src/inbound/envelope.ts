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

const HANDLED = new Set([
  'messages created',
  'attachmentActions created',
  'memberships created',
  'memberships deleted',
]);

/** `ignored` says why, as a fixed word for the log. */
export type Envelopes =
  | { event: WebexEvent }
  | { ignored: 'not JSON' | 'not an envelope' | 'not an event of this bot' };

/** Reads a delivery whose signature was right. Never throws. */
export function readEnvelope(body: Buffer): Envelopes {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    return { ignored: 'not JSON' };
  }
  const parsed = Envelope.safeParse(json);
  if (!parsed.success) return { ignored: 'not an envelope' };
  if (!HANDLED.has(`${parsed.data.resource} ${parsed.data.event}`)) return { ignored: 'not an event of this bot' };
  return { event: parsed.data };
}

/** The same for every delivery of one event. */
export const eventKey = ({ resource, event, data }: WebexEvent): string => `${resource}:${event}:${data.id}`;
