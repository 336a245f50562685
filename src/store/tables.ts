import type { Kysely } from 'kysely';

/** Which database holds the store. */
export type Engine = 'sqlite' | 'postgres';

/** The query layer over either engine. */
export type Database = Kysely<Tables>;

/**
 * The tables as both engines hold them. Times are milliseconds since the epoch. `body` is JSON as text: what people
 * wrote goes there, because JSON carries every JavaScript string unchanged and a text column of PostgreSQL does not.
 */
export interface Tables {
  audit: {
    id: string;
    at: number;
    space_id: string;
    message_id: string | null;
    person_id: string;
    person_email: string;
    org_id: string;
    action: string;
    outcome: string;
    body: string;
    /** Which chain seals the entry, its number there, and its seal; all null for entries of before there were chains. */
    chain: string | null;
    n: number | null;
    mac: string | null;
  };
  /** One run of a process. `body`, `mac` and `pruned` are described in `audit-seal.ts`. */
  audit_chain: {
    chain: string;
    started_at: number;
    key_id: string;
    body: string;
    mac: string;
    /** Entries up to this number were forgotten in their time. */
    pruned_n: number;
    pruned: string | null;
    /** Entries up to this number went out by the audit's webhook. */
    sent_n: number;
  };
  plan: {
    id: string;
    space_id: string;
    message_id: string | null;
    parent_id: string | null;
    person_id: string;
    org_id: string;
    command: string;
    digest: string;
    state: string;
    body: string;
    outcome: string | null;
    created_at: number;
    expires_at: number;
    claimed_at: number | null;
    settled_at: number | null;
    settled_by: string | null;
  };
  space: { space_id: string; greeted_at: number | null; device_id: string | null };
  member: { email: string; person_id: string; org_id: string; pinned_at: number };
  follow_up: {
    id: string;
    kind: string;
    state: string;
    device_id: string;
    space_id: string;
    /** Empty outside a thread, so that one unique index covers both. */
    parent_id: string;
    person_id: string;
    since: number;
    deadline: number;
    body: string;
  };
  inbox: {
    /** Sorts by the time it came in. */
    seq: string;
    key: string;
    /** Rows of one lane are worked one after the other. */
    lane: string;
    state: string;
    attempts: number;
    /** Attempts since the last one that came to an end: each of the others ended with its process. */
    unended: number;
    not_before: number;
    received_at: number;
    body: string;
    error: string | null;
  };
  effect: { event_key: string; state: string; begun_at: number; settled_at: number | null; body: string };
  /** `part_key` is the effect's `event_key`, the device, and whether the row says that it was begun or how it ended. */
  effect_part: { part_key: string; event_key: string; at: number; body: string };
  /** `open_at` in ms, `spent_until` in µs. */
  throttle: { name: string; open_at: number; spent_until: number };
  note: { name: string; value: string };
  watch: {
    id: string;
    space_id: string;
    /** Empty outside a thread. */
    parent_id: string;
    /** 1 to 10 in a space. */
    number: number;
    device_id: string;
    person_id: string;
    since: number;
    until: number;
    next_at: number;
    body: string;
  };
  /** `body` is compressed, as base64. `kind` is a product and its software. */
  device_schema: { kind: string; fetched_at: number; used_at: number; bytes: number; body: string };
  /** `holder` is the key of the effect that the device belongs to, `until` the end of its lease. */
  device_lock: { device_id: string; holder: string; since: number; until: number; body: string };
  lock_break: { holder: string; at: number; told_at: number | null; body: string };
  /** Sorted by `seq`; `run_seq` is what its audit entries are called by. */
  queued_change: {
    plan_id: string;
    seq: string;
    run_seq: string | null;
    since: number;
    until: number;
    tries: number;
    claimed_until: number;
    body: string;
  };
  /** A plan that waits, or waited, for a second person. `lease_until` is that of whoever sees to its cards. */
  approval: {
    plan_id: string;
    asked_at: number;
    until: number;
    lease_until: number;
    closed_at: number | null;
    body: string;
  };
  approval_card: { id: string; plan_id: string; body: string };
  /** `key` is a person or the service app; `refreshing_until` is the lease of whoever renews its tokens. */
  login: { key: string; version: number; refreshing_until: number; body: string };
  login_request: { id: string; until: number; used_at: number | null; body: string };
  /** `owner` is a space or a person, `key` the name and the owner. */
  alias: { key: string; owner: string; at: number; body: string };
  /**
   * A change of many devices, with a row a device in `rollout_item`. `version` grows with every change of it; `driver` is the
   * process that sees to it as a whole, until `driver_until`; `due_at` is when something is to be done next.
   */
  rollout: {
    id: string;
    number: number;
    status: string;
    stage: number;
    space_id: string;
    person_id: string;
    created_at: number;
    changed_at: number;
    due_at: number;
    driver: string;
    driver_until: number;
    version: number;
    body: string;
  };
  /** `place` is its place in the rollout; `owner` is the process that has it in hand, and `until` the end of its lease or pause. */
  rollout_item: {
    item_key: string;
    rollout_id: string;
    device_id: string;
    place: number;
    stage: number;
    state: string;
    reason: string;
    attempt: number;
    owner: string;
    until: number;
    body: string;
  };
  /** `name_key` is the name in lower case. */
  profile: {
    id: string;
    org_id: string;
    name_key: string;
    version: number;
    saved_at: number;
    deleted_at: number | null;
    body: string;
  };
  /** `number` is 1 to 20 in an organisation; `due_at` is the next run, `leased_until` the lease of whoever runs it. */
  drift_check: {
    id: string;
    org_id: string;
    number: number;
    profile_id: string;
    space_id: string;
    person_id: string;
    since: number;
    due_at: number;
    leased_until: number;
    version: number;
    body: string;
  };
}
