import { z } from 'zod';
import { id } from './shapes.ts';

/** The parameters Webex takes. One that it does not know is a fault: a client that sends it means something. */

const word = z.string().min(1);
const whole = (least: number) =>
  z
    .string()
    .refine((text) => /^\d{1,9}$/.test(text) && Number(text) >= least, `is no whole number of ${least} or more`);
const claim = z.enum(['true', 'false']);
const date = z.iso.datetime({ offset: true });
/** Repeated, joined by commas, or both; at most so many. */
const many = (most: number) =>
  z
    .union([z.string(), z.array(z.string())])
    .transform((given) => [given].flat().flatMap((one) => one.split(',')))
    .refine((all) => all.length > 0 && all.every(Boolean), 'has an empty value')
    .refine((all) => all.length <= most, `has more than ${most} values`);
const any = many(Number.POSITIVE_INFINITY);
/** A `next` link is followed as it came, whatever stands in it. */
const page = { max: whole(1).optional(), cursor: word.optional() };

const query = z.strictObject;
const optional = <S extends z.ZodType, N extends string>(schema: S, ...names: N[]) =>
  Object.fromEntries(names.map((name) => [name, schema.optional()])) as Record<N, z.ZodOptional<S>>;

export const Query = {
  none: query({}),
  authorize: query({
    client_id: word,
    response_type: z.literal('code'),
    redirect_uri: z.url({ protocol: /^https?$/ }),
    scope: z.string().regex(/^\S+( \S+)*$/, 'is no list of scopes with a space between'),
    ...optional(word, 'state', 'login_hint'),
    code_challenge: z
      .string()
      .regex(/^[A-Za-z0-9_-]{43}$/)
      .optional(),
    code_challenge_method: z.literal('S256').optional(),
  }),
  people: query({
    ...page,
    email: word.optional(),
    displayName: word.optional(),
    id: many(85).optional(),
    ...optional(word, 'orgId', 'roles', 'locationId'),
    ...optional(claim, 'callingData', 'excludeStatus'),
  }),
  person: query({ callingData: claim.optional() }),
  rooms: query({
    ...page,
    teamId: word.optional(),
    type: z.enum(['direct', 'group']).optional(),
    orgPublicSpaces: claim.optional(),
    ...optional(date, 'from', 'to'),
    sortBy: z.enum(['id', 'lastactivity', 'created']).optional(),
  }),
  memberships: query({ ...page, ...optional(word, 'roomId', 'personId', 'personEmail') }).refine(
    ({ roomId, personId, personEmail }) =>
      roomId !== undefined || (personId === undefined && personEmail === undefined),
    'personId and personEmail need roomId',
  ),
  messages: query({
    ...page,
    roomId: id,
    parentId: id.optional(),
    mentionedPeople: many(1).optional(),
    before: date.optional(),
    beforeMessage: id.optional(),
  }),
  direct: query({ ...optional(word, 'parentId', 'personId', 'personEmail') }).refine(
    ({ personId, personEmail }) => (personId === undefined) !== (personEmail === undefined),
    'takes one of personId and personEmail',
  ),
  webhooks: query({ ...page, ownedBy: z.enum(['creator', 'org']).optional() }),
  device: query({ orgId: word.optional() }),
  devices: query({
    ...page,
    start: whole(0).optional(),
    ...optional(
      word,
      'displayName',
      'personId',
      'workspaceId',
      'orgId',
      'connectionStatus',
      'product',
      'serial',
      'software',
      'upgradeChannel',
      'errorCode',
      'permission',
      'locationId',
      'workspaceLocationId',
      'mac',
    ),
    type: z.enum(['roomdesk', 'phone', 'accessory', 'webexgo', 'unknown']).optional(),
    tag: any.optional(),
    capability: z.literal('xapi').optional(),
    devicePlatform: z.enum(['cisco', 'microsoftTeamsRoom']).optional(),
    plannedMaintenance: z.enum(['off', 'on', 'upcoming']).optional(),
  }),
  locations: query({ ...page, start: whole(0).optional(), ...optional(word, 'name', 'id', 'orgId') }),
  status: query({ deviceId: id, name: many(10) }),
  schema: query({ deviceId: many(5), status: any.optional(), command: any.optional() }),
};
