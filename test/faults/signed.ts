import { createHmac } from 'node:crypto';
import type { Simulator } from '#simulator/server.ts';
import { WEBHOOK_SECRET } from '../programs.ts';

export interface SignedDelivery {
  headers: Record<string, string>;
  body: string;
}

/** A delivery as Webex makes it, rightly signed. */
export function signed(envelope: object): SignedDelivery {
  const body = JSON.stringify(envelope);
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  return { headers: { 'content-type': 'application/json', 'x-webex-signature': `SHA-256=${signature}` }, body };
}

/** The delivery of a message that stands in the simulated cloud. Throws when there is none of this id. */
export function deliveryOf({ world }: Pick<Simulator, 'world'>, messageId: string): SignedDelivery {
  const message = world.messages.get(messageId);
  if (!message) throw new Error('there is no such message');
  const { id, roomId, roomType, personId, personEmail, created } = message;
  const data = { id, roomId, roomType, personId, personEmail, created };
  return signed({ id: 'webhook', resource: 'messages', event: 'created', actorId: personId, data });
}

/** Hands it to a bot. Resolves with the status; undefined when nobody answered. */
export async function hand(port: number, { headers, body }: SignedDelivery): Promise<number | undefined> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/webex`, { method: 'POST', headers, body });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
