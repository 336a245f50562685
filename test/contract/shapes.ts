import { z } from 'zod';

/** What Webex answers with. Fields that a client may rely on are required; further ones may always come. */

const LETTERS = /^[A-Za-z0-9+/_=-]+$/;
export const id = z.string().regex(LETTERS, 'is no Webex id');
const date = z.iso.datetime({ offset: true });
const email = z.string().regex(/^\S+@\S+$/, 'is no e-mail address');
const address = z.url({ protocol: /^https?$/ });
const roomType = z.enum(['direct', 'group']);

export const items = <S extends z.ZodType>(item: S) => z.looseObject({ items: z.array(item) });

export const Person = z.looseObject({
  id,
  emails: z.array(email).min(1),
  displayName: z.string(),
  orgId: id,
  created: date,
  type: z.enum(['person', 'bot', 'appuser']),
});

export const Room = z.looseObject({
  id,
  title: z.string(),
  type: roomType,
  isLocked: z.boolean(),
  creatorId: id,
  created: date,
  lastActivity: date.optional(),
});

export const Membership = z.looseObject({
  id,
  roomId: id,
  personId: id,
  personEmail: email,
  personDisplayName: z.string(),
  personOrgId: id,
  isModerator: z.boolean(),
  roomType: roomType.optional(),
  created: date,
});

export const Message = z.looseObject({
  id,
  roomId: id,
  roomType,
  personId: id,
  personEmail: email,
  created: date,
  updated: date.optional(),
  parentId: id.optional(),
  text: z.string().optional(),
  markdown: z.string().optional(),
  html: z.string().optional(),
  files: z.array(address).optional(),
  mentionedPeople: z.array(id).optional(),
  attachments: z
    .array(z.looseObject({ contentType: z.string(), content: z.looseObject({ type: z.literal('AdaptiveCard') }) }))
    .max(1)
    .optional(),
});

export const AttachmentAction = z.looseObject({
  id,
  type: z.literal('submit'),
  messageId: id,
  inputs: z.record(z.string(), z.unknown()),
  personId: id,
  roomId: id,
  created: date,
});

/** The resources a bot may listen to, with their events; `all` is the firehose of the first three. */
export const EVENTS: Record<string, readonly string[]> = {
  messages: ['created', 'updated', 'deleted'],
  memberships: ['created', 'updated', 'deleted'],
  rooms: ['created', 'updated', 'migrated'],
  attachmentActions: ['created'],
  serviceApp: ['authorized', 'deauthorized'],
  all: ['created', 'updated', 'deleted'],
};
const resource = z.string().refine((name) => Object.hasOwn(EVENTS, name), 'is no resource for bots');

export const Webhook = z.looseObject({
  id,
  name: z.string().min(1),
  targetUrl: address,
  resource,
  event: z.string().min(1),
  filter: z.string().optional(),
  secret: z.string().optional(),
  status: z.enum(['active', 'inactive']),
  created: date,
  ownedBy: z.enum(['creator', 'org']).optional(),
});

export const Device = z
  .looseObject({
    id,
    displayName: z.string(),
    orgId: id,
    product: z.string().min(1),
    type: z.enum(['roomdesk', 'phone', 'accessory', 'webexgo', 'unknown']),
    created: date,
    workspaceId: id.optional(),
    personId: id.optional(),
    permissions: z.array(z.enum(['xapi', 'xapi:readonly', 'xapi:all'])).optional(),
    capabilities: z.array(z.literal('xapi')).optional(),
    connectionStatus: z
      .enum([
        'connected',
        'disconnected',
        'connected_with_issues',
        'offline_expired',
        'activating',
        'unknown',
        'offline_deep_sleep',
        'pending',
      ])
      .optional(),
    tags: z.array(z.string().min(1)).optional(),
    errorCodes: z.array(z.string()).optional(),
    mac: z.string().optional(),
    firstSeen: date.optional(),
    lastSeen: date.optional(),
    devicePlatform: z.enum(['cisco', 'microsoftTeamsRoom']).optional(),
  })
  .refine(({ workspaceId, personId }) => (workspaceId === undefined) !== (personId === undefined), {
    message: 'belongs to a workspace or to a person, not to both or neither',
  });

export const XapiResult = z.looseObject({ deviceId: id, result: z.record(z.string(), z.unknown()) });

const json = z.record(z.string(), z.unknown());
export const XapiSchema = z.array(
  z.looseObject({
    deviceId: id,
    status: z.record(z.string(), z.looseObject({ schema: json })).optional(),
    commands: z
      .record(
        z.string(),
        z.looseObject({
          arguments: z.record(z.string(), z.looseObject({ required: z.boolean(), schema: json })).optional(),
          resultSchema: json.optional(),
          bodySchema: json.optional(),
        }),
      )
      .optional(),
  }),
);

export const Failure = z.looseObject({
  message: z.string().min(1),
  errors: z.array(z.looseObject({ description: z.string().min(1), errorCode: z.int().nullish() })).optional(),
  trackingId: z.string().min(1),
});

/** What a token is worth; the times are in seconds. */
export const Tokens = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.int().positive(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.int().positive().optional(),
  token_type: z.literal('Bearer').optional(),
  scope: z.string().optional(),
});

/** Refusals of OAuth come in the shape of RFC 6749 or in Webex's own. */
export const OAuthFailure = z.union([
  z.looseObject({ error: z.string().min(1), error_description: z.string().optional() }),
  Failure,
]);

/** What is delivered to a webhook: whose it is, who did what, and metadata without content. */
export const Envelope = z.looseObject({
  id,
  name: z.string().min(1),
  resource,
  event: z.string().min(1),
  filter: z.string().optional(),
  orgId: id,
  createdBy: id,
  appId: id,
  ownedBy: z.enum(['creator', 'org']),
  status: z.literal('active'),
  actorId: id,
  data: z.looseObject({ id }),
});

/** Never part of `data`: receivers fetch it with rights of their own. */
export const CONTENT: Record<string, readonly string[]> = {
  messages: ['text', 'markdown', 'html', 'attachments'],
  attachmentActions: ['inputs'],
  rooms: ['title'],
  memberships: [],
};
