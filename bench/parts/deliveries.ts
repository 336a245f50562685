import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { eventKey } from '#inbound/envelope.ts';

export const SECRET = 'only for the bench, and long enough';

/** One event as Webex delivers it: the whole request, ready to be sent. */
export interface Delivery {
  id: string;
  /** What the bot knows it by. */
  key: string;
  roomId: string;
  request: Buffer;
}

const webexId = (kind: string, uuid: string): string =>
  Buffer.from(`ciscospark://us/${kind}/${uuid}`).toString('base64url');

/** Webex's message ids are UUIDs of the time (version 1): the first field counts in tenths of microseconds. */
function timeUuid(number: number): string {
  const ticks = (BigInt(Date.now()) * 10_000n + BigInt(number) * 3_000n) & 0xffff_ffffn;
  return `${ticks.toString(16).padStart(8, '0')}-43bd-11f0-8ae9-${randomBytes(6).toString('hex')}`;
}

const hmac = (algorithm: string, body: string) => createHmac(algorithm, SECRET).update(body).digest('hex');

const ids = {
  id: webexId('WEBHOOK', randomUUID()),
  orgId: webexId('ORGANIZATION', randomUUID()),
  createdBy: webexId('PEOPLE', randomUUID()),
  appId: webexId('APPLICATION', randomUUID()),
};
const person = webexId('PEOPLE', randomUUID());

export const makeSpaceIds = (count: number): string[] =>
  Array.from({ length: count }, () => webexId('ROOM', randomUUID()));

/** Events of as many different messages, in one space after the other, signed in both headers. */
export function makeDeliveries(count: number, port: number, spaces: readonly string[]): Delivery[] {
  const created = new Date().toISOString();
  return Array.from({ length: count }, (_, number) => {
    const id = webexId('MESSAGE', timeUuid(number));
    const roomId = spaces[number % spaces.length] ?? '';
    const data = {
      id,
      roomId,
      roomType: 'group',
      personId: person,
      personEmail: 'alice.andersen@fjordbank.example',
      mentionedPeople: [ids.createdBy],
      created,
    };
    const body = JSON.stringify({
      ...ids,
      name: 'webex-device-bot messages created',
      targetUrl: `http://127.0.0.1:${port}/webhooks/webex`,
      resource: 'messages',
      event: 'created',
      ownedBy: 'creator',
      status: 'active',
      created,
      actorId: person,
      data,
    });
    const head = [
      'POST /webhooks/webex HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json; charset=utf-8',
      'Accept-Encoding: gzip',
      `X-Spark-Signature: ${hmac('sha1', body)}`,
      `X-Webex-Signature: SHA-256=${hmac('sha256', body)}, SHA-512=${hmac('sha512', body)}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const request = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    return { id, key: eventKey({ resource: 'messages', event: 'created', data }), roomId, request };
  });
}
