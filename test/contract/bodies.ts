import { z } from 'zod';
import { EVENTS, id } from './shapes.ts';

/** The bodies Webex takes. A field that it does not know is a fault: a client that sends it means something. */

/** The most bytes of `text` and of `markdown`. */
const TEXT_BYTES = 7_439;
/** The limit of a card is not documented; refusals are reported from about here. */
const CARD_BYTES = 22 * 1024;

const word = z.string().min(1);
const words = z.string().refine((text) => Buffer.byteLength(text) <= TEXT_BYTES, `is over ${TEXT_BYTES} bytes`);
const count = (...values: unknown[]) => values.filter((value) => value !== undefined).length;

const Card = z.looseObject({
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.0', '1.1', '1.2', '1.3']),
  body: z.array(z.unknown()).optional(),
  actions: z.array(z.unknown()).optional(),
});
const Attachment = z.strictObject({
  contentType: z.literal('application/vnd.microsoft.card.adaptive'),
  contentUrl: z.string().nullish(),
  content: Card.refine((card) => Buffer.byteLength(JSON.stringify(card)) <= CARD_BYTES, `is over ${CARD_BYTES} bytes`),
});
const target = {
  roomId: id.optional(),
  toPersonId: id.optional(),
  toPersonEmail: word.optional(),
  parentId: id.optional(),
};
const hasOneTarget = ({
  roomId,
  toPersonId,
  toPersonEmail,
}: {
  roomId?: string;
  toPersonId?: string;
  toPersonEmail?: string;
}) => count(roomId, toPersonId, toPersonEmail) === 1;
const ONE_TARGET = 'needs exactly one of roomId, toPersonId and toPersonEmail';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const room = {
  isLocked: z.boolean().optional(),
  isPublic: z.boolean().optional(),
  description: z.string().optional(),
  isAnnouncementOnly: z.boolean().optional(),
  teamId: id.optional(),
  classificationId: id.optional(),
};
const targetUrl = z.url({ protocol: /^https?$/ });

/** Of `POST /access_token`, as a form or as JSON. */
const client = { client_id: word, client_secret: word };
const tokens = z.discriminatedUnion('grant_type', [
  z.strictObject({
    grant_type: z.literal('authorization_code'),
    ...client,
    code: word,
    redirect_uri: z.url({ protocol: /^https?$/ }),
    code_verifier: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{43,128}$/)
      .optional(),
  }),
  z.strictObject({ grant_type: z.literal('refresh_token'), ...client, refresh_token: word }),
]);

export const Body = {
  tokens,
  serviceAppToken: z.strictObject({ clientId: word, clientSecret: word, targetOrgId: id }),
  // Of the page itself, which is no part of the contract.
  login: z.looseObject({}),
  message: z
    .strictObject({
      ...target,
      text: words.optional(),
      markdown: words.optional(),
      files: z.array(targetUrl).max(1).optional(),
      attachments: z.array(Attachment).max(1).optional(),
    })
    .refine(hasOneTarget, ONE_TARGET)
    .refine(
      ({ text, markdown, files }) => Boolean(text || markdown || files?.length),
      'needs text or markdown, beside a card too',
    ),
  form: z
    .strictObject({ ...target, text: words.optional(), markdown: words.optional(), files: word })
    .refine(hasOneTarget, ONE_TARGET),
  edit: z
    .strictObject({ roomId: id, text: words.optional(), markdown: words.optional() })
    .refine(({ text, markdown }) => Boolean(text || markdown), 'needs text or markdown'),
  room: z.strictObject({ title: word, ...room }),
  roomEdit: z.strictObject({ title: word, ...room, isReadOnly: z.boolean().optional() }),
  membership: z
    .strictObject({
      roomId: id,
      personId: id.optional(),
      personEmail: word.optional(),
      isModerator: z.boolean().optional(),
    })
    .refine(({ personId, personEmail }) => count(personId, personEmail) === 1, 'needs one of personId and personEmail'),
  membershipEdit: z.strictObject({ isModerator: z.boolean(), isRoomHidden: z.boolean().optional() }),
  action: z.strictObject({ type: z.literal('submit'), messageId: id, inputs: z.record(z.string(), z.unknown()) }),
  webhook: z
    .strictObject({
      name: word,
      targetUrl,
      resource: word,
      event: word,
      filter: word.optional(),
      secret: z.string().optional(),
      ownedBy: z.enum(['org', 'creator']).optional(),
    })
    .refine(
      ({ resource, event }) =>
        Object.hasOwn(EVENTS, resource) && (event === 'all' || EVENTS[resource]?.includes(event)),
      'has a resource or event that does not exist',
    ),
  webhookEdit: z.strictObject({
    name: word,
    targetUrl,
    secret: z.string().optional(),
    ownedBy: word.optional(),
    status: z.literal('active').optional(),
  }),
  tags: z
    .array(
      z.union([
        z.strictObject({ op: z.enum(['add', 'replace']), path: z.enum(['tags', '/tags']), value: z.array(word) }),
        z.strictObject({ op: z.literal('remove'), path: z.enum(['tags', '/tags']), value: z.array(word).optional() }),
      ]),
    )
    .min(1),
  command: z.strictObject({
    deviceId: id,
    arguments: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
    body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  }),
};
