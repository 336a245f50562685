import { z } from 'zod';
import { Body } from './bodies.ts';
import { ConfigurationRules } from './configurations.ts';
import { PlaceBody, PlaceQuery, PlaceShape } from './places.ts';
import { Query } from './queries.ts';
import {
  AttachmentAction,
  Device,
  items,
  Membership,
  Message,
  OAuthFailure,
  Person,
  Room,
  Tokens,
  Webhook,
  XapiResult,
  XapiSchema,
} from './shapes.ts';
import { WorkspaceQuery, WorkspaceSent, WorkspaceShape } from './workspaces.ts';

/** One endpoint: what may be asked, and what is answered. */
export interface Rule {
  method: string;
  /** `:name` stands for one part of the path. */
  path: string;
  query: z.ZodType;
  /** By content type; none takes no body. */
  bodies?: Record<string, z.ZodType>;
  success: readonly number[];
  /** Left out: no JSON comes back. */
  answer?: z.ZodType;
  /** No Bearer token is asked for; the request is held against the contract whoever sends it. */
  isOpen?: boolean;
  /** The body of a refusal; left out, Webex's own. */
  failure?: z.ZodType;
  /** The status whose answer has no body yet. */
  emptyAt?: number;
  /** A list with `next` links. */
  isPaged?: boolean;
  /** The answer's field that repeats what the path or the body named. */
  echoes?: { field: string; of: 'path' | 'body' | 'query' };
}

const JSON_TYPE = 'application/json';
const json = (schema: z.ZodType) => ({ [JSON_TYPE]: schema });
const own = { field: 'id', of: 'path' } as const;

function read(path: string, answer: z.ZodType, query: z.ZodType = Query.none, more: Partial<Rule> = {}): Rule {
  return { method: 'GET', path, query, success: [200], answer, ...more };
}
function list(path: string, item: z.ZodType, query: z.ZodType): Rule {
  return read(path, items(item), query, { isPaged: true });
}
function write(method: string, path: string, body: z.ZodType, answer: z.ZodType, more: Partial<Rule> = {}): Rule {
  return { method, path, query: Query.none, bodies: json(body), success: [200], answer, ...more };
}
function remove(path: string, query: z.ZodType = Query.none): Rule {
  return { method: 'DELETE', path, query, success: [204] };
}

/** Every endpoint the bot and its simulator know, by Webex's public reference: https://developer.webex.com/docs */
export const RULES: readonly Rule[] = [
  // A person's browser goes there, to an address that the bot made; a refusal is a page or a redirect.
  {
    method: 'GET',
    path: '/authorize',
    query: Query.authorize,
    success: [200, 302],
    isOpen: true,
    failure: z.unknown(),
  },
  {
    method: 'POST',
    path: '/authorize',
    query: Query.none,
    bodies: { 'application/x-www-form-urlencoded': Body.login },
    success: [302],
    isOpen: true,
    failure: z.unknown(),
  },
  write('POST', '/access_token', Body.tokens, Tokens, {
    bodies: { ...json(Body.tokens), 'application/x-www-form-urlencoded': Body.tokens },
    isOpen: true,
    failure: OAuthFailure,
  }),
  write('POST', '/applications/:id/token', Body.serviceAppToken, Tokens),

  list('/people', Person, Query.people),
  read('/people/me', Person, Query.person),
  read('/people/:id', Person, Query.person, { echoes: own }),

  list('/rooms', Room, Query.rooms),
  write('POST', '/rooms', Body.room, Room),
  read('/rooms/:id', Room, Query.none, { echoes: own }),
  write('PUT', '/rooms/:id', Body.roomEdit, Room, { echoes: own }),
  remove('/rooms/:id'),

  list('/memberships', Membership, Query.memberships),
  write('POST', '/memberships', Body.membership, Membership, { echoes: { field: 'roomId', of: 'body' } }),
  read('/memberships/:id', Membership, Query.none, { echoes: own }),
  write('PUT', '/memberships/:id', Body.membershipEdit, Membership, { echoes: own }),
  remove('/memberships/:id'),

  list('/messages', Message, Query.messages),
  read('/messages/direct', items(Message), Query.direct),
  // A new message answers 200, not 201.
  write('POST', '/messages', Body.message, Message, {
    bodies: { ...json(Body.message), 'multipart/form-data': Body.form },
    echoes: { field: 'roomId', of: 'body' },
  }),
  read('/messages/:id', Message, Query.none, { echoes: own }),
  write('PUT', '/messages/:id', Body.edit, Message, { echoes: own }),
  remove('/messages/:id'),
  // The address of a file, as messages give it.
  { method: 'GET', path: '/contents/:id', query: Query.none, success: [200] },

  write('POST', '/attachment/actions', Body.action, AttachmentAction, { success: [200, 202] }),
  read('/attachment/actions/:id', AttachmentAction, Query.none, { echoes: own }),

  list('/webhooks', Webhook, Query.webhooks),
  write('POST', '/webhooks', Body.webhook, Webhook),
  read('/webhooks/:id', Webhook, Query.none, { echoes: own }),
  write('PUT', '/webhooks/:id', Body.webhookEdit, Webhook, { echoes: own }),
  remove('/webhooks/:id'),

  list('/devices', Device, Query.devices),
  read('/devices/:id', Device, Query.device, { echoes: own }),
  write('PATCH', '/devices/:id', Body.tags, Device, {
    query: Query.device,
    bodies: { 'application/json-patch+json': Body.tags },
    echoes: own,
  }),
  remove('/devices/:id', Query.device),
  write('POST', '/devices/activationCode', WorkspaceSent.code, WorkspaceShape.code, { query: Query.device }),
  write('POST', '/devices', WorkspaceSent.phone, Device, {
    query: Query.device,
    echoes: { field: 'workspaceId', of: 'body' },
  }),

  read('/deviceConfigurations', ConfigurationRules.answer, ConfigurationRules.query, {
    echoes: { field: 'deviceId', of: 'query' },
  }),
  // The whole map comes back, with 200 although the specification says 201.
  write('PATCH', '/deviceConfigurations', ConfigurationRules.patch, ConfigurationRules.answer, {
    query: ConfigurationRules.patchQuery,
    bodies: { 'application/json-patch+json': ConfigurationRules.patch },
    echoes: { field: 'deviceId', of: 'query' },
  }),

  // Workspaces are paged by start and max, without links.
  read('/workspaces', items(WorkspaceShape.workspace), WorkspaceQuery.list),
  write('POST', '/workspaces', WorkspaceSent.create, WorkspaceShape.workspace, { success: [201] }),
  read('/workspaces/:id', WorkspaceShape.workspace, WorkspaceQuery.one, { echoes: own }),
  write('PUT', '/workspaces/:id', WorkspaceSent.replace, WorkspaceShape.workspace, { echoes: own }),
  remove('/workspaces/:id'),
  read('/workspaces/:id/capabilities', WorkspaceShape.capabilities),
  {
    method: 'POST',
    path: '/workspaces/:id/personalize',
    query: Query.none,
    bodies: json(WorkspaceSent.personalise),
    success: [202],
  },
  read('/workspaces/:id/personalizationTask', WorkspaceShape.task, Query.none, { success: [200, 202], emptyAt: 202 }),

  list('/locations', PlaceShape.location, Query.locations),
  write('POST', '/locations', PlaceBody.location, PlaceShape.created, { success: [201], query: PlaceQuery.org }),
  read('/locations/:id', PlaceShape.location, PlaceQuery.org, { echoes: own }),
  {
    method: 'PUT',
    path: '/locations/:id',
    query: PlaceQuery.org,
    bodies: json(PlaceBody.locationEdit),
    success: [204],
  },
  remove('/locations/:id', PlaceQuery.org),
  read('/locations/:id/floors', items(PlaceShape.floor)),
  write('POST', '/locations/:id/floors', PlaceBody.floor, PlaceShape.floor, { success: [201] }),
  read('/locations/:id/floors/:floor', PlaceShape.floor),
  write('PUT', '/locations/:id/floors/:floor', PlaceBody.floor, PlaceShape.floor),
  remove('/locations/:id/floors/:floor'),
  // The older view of them. Webex has announced its end, so the bot only reads it.
  read('/workspaceLocations', items(PlaceShape.legacy), PlaceQuery.legacy),
  write('POST', '/workspaceLocations', PlaceBody.none, PlaceShape.legacy, { success: [201] }),
  read('/workspaceLocations/:id', PlaceShape.legacy, Query.none, { echoes: own }),
  write('PUT', '/workspaceLocations/:id', PlaceBody.none, PlaceShape.legacy, { echoes: own }),
  remove('/workspaceLocations/:id'),
  read('/workspaceLocations/:id/floors', items(PlaceShape.floor)),
  write('POST', '/workspaceLocations/:id/floors', PlaceBody.none, PlaceShape.floor, { success: [201] }),
  read('/workspaceLocations/:id/floors/:floor', PlaceShape.floor),
  write('PUT', '/workspaceLocations/:id/floors/:floor', PlaceBody.none, PlaceShape.floor),
  remove('/workspaceLocations/:id/floors/:floor'),

  read('/workspaceMetrics', PlaceShape.metrics, PlaceQuery.metrics, { echoes: { field: 'workspaceId', of: 'query' } }),
  read('/workspaceDurationMetrics', PlaceShape.durations, PlaceQuery.durations, {
    echoes: { field: 'workspaceId', of: 'query' },
  }),
  read('/hotdesk/sessions', items(PlaceShape.session), PlaceQuery.sessions),
  remove('/hotdesk/sessions/:id'),

  read('/xapi/status', XapiResult, Query.status, { echoes: { field: 'deviceId', of: 'query' } }),
  read('/xapi/schema', XapiSchema, Query.schema),
  write('POST', '/xapi/command/:id', Body.command, XapiResult, { echoes: { field: 'deviceId', of: 'body' } }),
];

/** What else any endpoint may answer with; 413 is not listed by Webex, but a body can be too large. */
export const FAILURES: readonly number[] = [
  400, 401, 403, 404, 405, 409, 410, 413, 415, 423, 428, 429, 500, 502, 503, 504,
];

/** Names before placeholders: `/people/me` is nobody's id. */
export function ruleFor(method: string, path: string): { rule: Rule; id: string | undefined } | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  for (const rule of RULES) {
    const names = rule.path.split('/');
    if (rule.method !== method || names.length !== parts.length) continue;
    if (!names.every((name, at) => (name.startsWith(':') ? parts[at] !== '' : name === parts[at]))) continue;
    const at = names.findIndex((name) => name.startsWith(':'));
    return { rule, id: at === -1 ? undefined : decodeURIComponent(parts[at] ?? '') };
  }
  return undefined;
}
