import { z } from 'zod';
import { isTimeZone } from '#lib/time.ts';

/** What a policy file may hold, as it is written: see docs/policy.md. Unknown keys are faults, so that no rule is lost to a slip. */

const Name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1 to 40 small letters, digits and "-"');
const Text = z.string().trim().min(1, 'must not be empty').max(500, 'must have at most 500 characters');
const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1, 'must not be empty')]);

const TIERS = 'must be 0, 1, 2 or 3, a list of them, or a range such as 0-2';
const OneTier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)], { error: TIERS });
type OneTier = z.infer<typeof OneTier>;
const ALL_TIERS: readonly OneTier[] = [0, 1, 2, 3];
const Range = z.string().regex(/^[0-3]\s*-\s*[0-3]$/, TIERS);

/** A number, a list or "0-2"; one error for all three, since zod would show that of the last. */
const Tiers = z.unknown().transform((given, context): OneTier[] => {
  const range = Range.safeParse(given);
  const [from = 0, to = 0] = range.success ? range.data.split('-').map(Number) : [];
  const tiers = range.success ? ALL_TIERS.filter((tier) => tier >= from && tier <= to) : [given].flat();
  const parsed = z.array(OneTier).min(1).safeParse(tiers);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: TIERS });
  return z.NEVER;
});

const covers = {
  /** `all`, `look`, `operate`, `administer`, names of commands, or xAPI paths such as `Audio.*`. */
  commands: oneOrMore(Text),
  /** Words that choose devices: `location:Oslo tag:lobby`. */
  devices: Text.optional(),
  /** Ids of spaces, or `direct`. */
  spaces: oneOrMore(Text).optional(),
};

const Allow = z.strictObject({
  ...covers,
  /** What can lock a device up has to be named. */
  tiers: Tiers.prefault('0-2'),
});
const Deny = z.strictObject({ ...covers, tiers: Tiers.prefault('0-3'), because: Text.optional() });

const Role = z.strictObject({
  members: z.array(Text),
  allow: z.array(Allow).default([]),
  deny: z.array(Deny).default([]),
  /** The most devices one change may touch. */
  'most-devices': z.int().min(1).max(100).optional(),
});

const HOURS = 'must be a length of time such as 30m, 8h or 2d';
const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 24 * 3_600_000 };
/** → milliseconds. */
const Length = z
  .string({ error: HOURS })
  .regex(/^\d{1,3}\s*[mhd]$/, HOURS)
  .transform((text) => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 0));
const Clock = z
  .string({ error: 'must be a time of day such as "22:00", in quotes' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "22:00"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const Zone = z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Oslo');
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const Day = z.enum(DAYS, { error: `must be some of ${DAYS.join(', ')}` });
/** `30/min`. */
const Rate = z
  .string({ error: 'must be a rate such as 30/min' })
  .regex(/^[1-9]\d{0,3}\s*\/\s*min$/, 'must be a rate such as 30/min')
  .transform((text) => Number.parseInt(text, 10));

/** Which changes a limit is about; left out: all of that kind. */
const concerned = {
  commands: oneOrMore(Text).optional(),
  devices: Text.optional(),
  /** Whose changes. */
  roles: oneOrMore(Name).optional(),
};

export const PolicyShape = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  /** Organisations besides the bot's own whose people may have roles. */
  organisations: z.array(Text).default([]),
  /** A person with several accounts, by a name of one's own. */
  people: z.record(Name, oneOrMore(Text)).default({}),
  groups: z
    .record(Name, z.strictObject({ people: z.array(Text).default([]), spaces: z.array(Text).default([]) }))
    .default({}),
  roles: z.record(Name, Role),
  approvals: z
    .array(
      z.strictObject({
        ...concerned,
        tiers: Tiers.prefault('0-3'),
        /** Only from so many devices on. */
        'from-devices': z.int().min(1).max(100).default(1),
        /** Roles of which a second person must have one. */
        by: oneOrMore(Name),
        /** The space to ask in; left out: where it was asked. */
        'ask-in': Text.optional(),
        /** For how long it can be approved. */
        valid: Length.prefault('1h'),
      }),
    )
    .default([]),
  limits: z.strictObject({ 'per-person': Rate.optional(), 'per-space': Rate.optional() }).default({}),
  /** When changes of these tiers are refused. */
  'quiet-hours': z
    .array(
      z.strictObject({
        ...concerned,
        tiers: Tiers.prefault('2-3'),
        days: z
          .array(Day)
          .min(1)
          .default([...DAYS]),
        from: Clock,
        to: Clock,
        'time-zone': Zone.optional(),
      }),
    )
    .default([]),
  /** Changes that are refused on a device in a call. */
  'not-in-call': z.array(z.strictObject({ ...concerned, tiers: Tiers.prefault('1-3') })).default([]),
  /** What the service app does for people who have no login of their own. */
  'service-app': z
    .array(z.strictObject({ commands: oneOrMore(Text), roles: oneOrMore(Name).optional(), tiers: Tiers.prefault(0) }))
    .default([]),
  'break-glass': z.strictObject({ by: oneOrMore(Name), tell: Text }).optional(),
});
