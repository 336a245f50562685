import { z } from 'zod';
import type { Tables } from './tables.ts';

type BareKind<Value> = Value extends string ? 'text' : 'number';
type KindOf<Value> = null extends Value ? `${BareKind<NonNullable<Value>>}?` : BareKind<Value>;
type Shapes = {
  [Name in keyof Tables]: {
    key: keyof Tables[Name] & string;
    columns: { [Column in keyof Tables[Name]]: KindOf<Tables[Name][Column]> };
  };
};
type Kind = 'text' | 'text?' | 'number' | 'number?';

/** One table as a copy of it needs to know it. */
export interface TableShape {
  name: string;
  /** The column of the primary key, a text. */
  key: string;
  columns: readonly string[];
  numbers: readonly string[];
  /** A row with exactly these columns. */
  row: z.ZodType<Record<string, string | number | null>>;
}

/** `tables.ts` once more, for programs to read; the compiler sees to it that neither has what the other lacks. */
const SHAPES: Shapes = {
  audit: {
    key: 'id',
    columns: {
      id: 'text',
      at: 'number',
      space_id: 'text',
      message_id: 'text?',
      person_id: 'text',
      person_email: 'text',
      org_id: 'text',
      action: 'text',
      outcome: 'text',
      body: 'text',
      chain: 'text?',
      n: 'number?',
      mac: 'text?',
    },
  },
  audit_chain: {
    key: 'chain',
    columns: {
      chain: 'text',
      started_at: 'number',
      key_id: 'text',
      body: 'text',
      mac: 'text',
      pruned_n: 'number',
      pruned: 'text?',
      sent_n: 'number',
    },
  },
  plan: {
    key: 'id',
    columns: {
      id: 'text',
      space_id: 'text',
      message_id: 'text?',
      parent_id: 'text?',
      person_id: 'text',
      org_id: 'text',
      command: 'text',
      digest: 'text',
      state: 'text',
      body: 'text',
      outcome: 'text?',
      created_at: 'number',
      expires_at: 'number',
      claimed_at: 'number?',
      settled_at: 'number?',
      settled_by: 'text?',
    },
  },
  space: { key: 'space_id', columns: { space_id: 'text', greeted_at: 'number?', device_id: 'text?' } },
  member: { key: 'email', columns: { email: 'text', person_id: 'text', org_id: 'text', pinned_at: 'number' } },
  follow_up: {
    key: 'id',
    columns: {
      id: 'text',
      kind: 'text',
      state: 'text',
      device_id: 'text',
      space_id: 'text',
      parent_id: 'text',
      person_id: 'text',
      since: 'number',
      deadline: 'number',
      body: 'text',
    },
  },
  inbox: {
    key: 'seq',
    columns: {
      seq: 'text',
      key: 'text',
      lane: 'text',
      state: 'text',
      attempts: 'number',
      unended: 'number',
      not_before: 'number',
      received_at: 'number',
      body: 'text',
      error: 'text?',
    },
  },
  effect: {
    key: 'event_key',
    columns: { event_key: 'text', state: 'text', begun_at: 'number', settled_at: 'number?', body: 'text' },
  },
  effect_part: { key: 'part_key', columns: { part_key: 'text', event_key: 'text', at: 'number', body: 'text' } },
  throttle: { key: 'name', columns: { name: 'text', open_at: 'number', spent_until: 'number' } },
  note: { key: 'name', columns: { name: 'text', value: 'text' } },
  watch: {
    key: 'id',
    columns: {
      id: 'text',
      space_id: 'text',
      parent_id: 'text',
      number: 'number',
      device_id: 'text',
      person_id: 'text',
      since: 'number',
      until: 'number',
      next_at: 'number',
      body: 'text',
    },
  },
  device_schema: {
    key: 'kind',
    columns: { kind: 'text', fetched_at: 'number', used_at: 'number', bytes: 'number', body: 'text' },
  },
  device_lock: {
    key: 'device_id',
    columns: { device_id: 'text', holder: 'text', since: 'number', until: 'number', body: 'text' },
  },
  lock_break: { key: 'holder', columns: { holder: 'text', at: 'number', told_at: 'number?', body: 'text' } },
  queued_change: {
    key: 'plan_id',
    columns: {
      plan_id: 'text',
      seq: 'text',
      run_seq: 'text?',
      since: 'number',
      until: 'number',
      tries: 'number',
      claimed_until: 'number',
      body: 'text',
    },
  },
  approval: {
    key: 'plan_id',
    columns: {
      plan_id: 'text',
      asked_at: 'number',
      until: 'number',
      lease_until: 'number',
      closed_at: 'number?',
      body: 'text',
    },
  },
  approval_card: { key: 'id', columns: { id: 'text', plan_id: 'text', body: 'text' } },
  login: { key: 'key', columns: { key: 'text', version: 'number', refreshing_until: 'number', body: 'text' } },
  login_request: { key: 'id', columns: { id: 'text', until: 'number', used_at: 'number?', body: 'text' } },
  alias: { key: 'key', columns: { key: 'text', owner: 'text', at: 'number', body: 'text' } },
  rollout: {
    key: 'id',
    columns: {
      id: 'text',
      number: 'number',
      status: 'text',
      stage: 'number',
      space_id: 'text',
      person_id: 'text',
      created_at: 'number',
      changed_at: 'number',
      due_at: 'number',
      driver: 'text',
      driver_until: 'number',
      version: 'number',
      body: 'text',
    },
  },
  rollout_item: {
    key: 'item_key',
    columns: {
      item_key: 'text',
      rollout_id: 'text',
      device_id: 'text',
      place: 'number',
      stage: 'number',
      state: 'text',
      reason: 'text',
      attempt: 'number',
      owner: 'text',
      until: 'number',
      body: 'text',
    },
  },
  profile: {
    key: 'id',
    columns: {
      id: 'text',
      org_id: 'text',
      name_key: 'text',
      version: 'number',
      saved_at: 'number',
      deleted_at: 'number?',
      body: 'text',
    },
  },
  drift_check: {
    key: 'id',
    columns: {
      id: 'text',
      org_id: 'text',
      number: 'number',
      profile_id: 'text',
      space_id: 'text',
      person_id: 'text',
      since: 'number',
      due_at: 'number',
      leased_until: 'number',
      version: 'number',
      body: 'text',
    },
  },
};

const VALUES: Record<Kind, z.ZodType<string | number | null>> = {
  text: z.string(),
  'text?': z.string().nullable(),
  number: z.int(),
  'number?': z.int().nullable(),
};

/** Every table of the store. */
export const tableShapes: readonly TableShape[] = Object.entries(SHAPES).map(([name, { key, columns }]) => {
  const kinds = Object.entries<Kind>(columns);
  return {
    name,
    key,
    columns: kinds.map(([column]) => column),
    numbers: kinds.filter(([, kind]) => kind.startsWith('number')).map(([column]) => column),
    row: z.strictObject(Object.fromEntries(kinds.map(([column, kind]) => [column, VALUES[kind]]))),
  };
});
