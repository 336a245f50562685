import { z } from 'zod';
import { id } from './shapes.ts';

/** Locations, floors, workspace metrics and hot desks: what is asked, sent and answered. */

const word = z.string().min(1);
const date = z.iso.datetime({ offset: true });
const country = z.string().regex(/^[A-Z]{2}$/);
const language = z.string().regex(/^[a-z]{2}_[a-z]{2}$/i);
/** Decimal degrees as text. */
const degrees = (most: number) => z.string().refine((text) => text.trim() !== '' && Math.abs(Number(text)) <= most);
const number = (most: number) => z.number().min(-most).max(most);

const address = { address1: word, address2: word, city: word, state: word, postalCode: word, country };
const Address = z.strictObject({ ...address, address2: word.optional() });
const coordinates = { latitude: degrees(90).optional(), longitude: degrees(180).optional() };

export const PlaceShape = {
  location: z.looseObject({
    id,
    name: word,
    orgId: id,
    // What another view of the place left out is absent here.
    address: z.looseObject(address).partial(),
    timeZone: word.optional(),
    preferredLanguage: language.optional(),
    ...coordinates,
    notes: z.string().optional(),
  }),
  created: z.strictObject({ id }),
  floor: z.looseObject({ id, locationId: id, floorNumber: z.int(), displayName: word.optional() }),
  legacy: z.looseObject({
    id,
    locationId: id.optional(),
    displayName: word,
    address: z.string(),
    countryCode: country,
    cityName: z.string().optional(),
    latitude: number(90),
    longitude: number(180),
    notes: z.string().optional(),
  }),
  metrics: z.looseObject({
    workspaceId: id,
    metricName: word,
    items: z.union([
      z.array(z.looseObject({ deviceId: id.optional(), timestamp: date, value: z.number() })),
      z.array(
        z.looseObject({
          start: date,
          end: date,
          mean: z.number().optional(),
          max: z.number().optional(),
          min: z.number().optional(),
        }),
      ),
    ]),
  }),
  durations: z.looseObject({
    workspaceId: id,
    unit: z.literal('minutes').optional(),
    items: z.array(z.looseObject({ start: date, end: date, duration: z.number().min(0) })),
  }),
  session: z.looseObject({
    sessionId: id,
    workspaceId: id.optional(),
    personId: id.optional(),
    bookingStartTime: date.optional(),
    bookingEndTime: date.optional(),
  }),
};

export const PlaceBody = {
  location: z.strictObject({
    name: word.max(256),
    timeZone: word,
    preferredLanguage: language,
    announcementLanguage: language,
    address: Address,
    ...coordinates,
    notes: z.string().optional(),
  }),
  locationEdit: z.strictObject({
    name: word.max(256),
    timeZone: word.optional(),
    preferredLanguage: language.optional(),
    address: Address.optional(),
  }),
  /** For what a bot must not send. */
  none: z.never('is not for bots'),
  floor: z.strictObject({ floorNumber: z.int(), displayName: word.optional() }),
};

const DAY = 86_400_000;
/** The longest spans; a client that does not say from when to when leaves it to Webex. */
const MOST: Record<string, number> = { none: 2 * DAY, hourly: 2 * DAY, daily: 30 * DAY };
const keepsSpan = ({ from, to, aggregation = 'hourly' }: Record<'from' | 'to' | 'aggregation', string | undefined>) => {
  if (from === undefined || to === undefined) return true;
  const span = Date.parse(to) - Date.parse(from);
  return span > 0 && span <= (MOST[aggregation] ?? 0);
};
const span = { workspaceId: id, from: date.optional(), to: date.optional() };
const org = { orgId: id.optional() };

export const PlaceQuery = {
  org: z.strictObject(org),
  legacy: z.strictObject({
    ...org,
    displayName: word.optional(),
    address: word.optional(),
    countryCode: word.optional(),
    cityName: word.optional(),
  }),
  metrics: z
    .strictObject({
      ...span,
      metricName: z.enum(['soundLevel', 'ambientNoise', 'temperature', 'humidity', 'tvoc', 'peopleCount']),
      aggregation: z.enum(['none', 'hourly', 'daily']).optional(),
      unit: z.enum(['celsius', 'fahrenheit']).optional(),
      sortBy: z.enum(['newestFirst', 'oldestFirst']).optional(),
    })
    .refine(
      ({ unit, metricName }) => unit === undefined || metricName === 'temperature',
      'has a unit for no temperature',
    )
    .refine(({ from, to, aggregation }) => keepsSpan({ from, to, aggregation }), 'has a span that is too long'),
  durations: z
    .strictObject({
      ...span,
      aggregation: z.enum(['hourly', 'daily']).optional(),
      measurement: z.enum(['timeUsed', 'timeBooked']).optional(),
    })
    .refine(({ from, to, aggregation }) => keepsSpan({ from, to, aggregation }), 'has a span that is too long'),
  sessions: z.strictObject({ ...org, personId: id.optional(), workspaceId: id.optional() }),
};
