export type { AliasOwner } from './aliases.ts';
export type { AuditOutcome } from './audit.ts';
export { openStore, type Store } from './database.ts';
export type { Effect } from './effects.ts';
export type { FollowUp, FollowUpKind } from './follow-ups.ts';
export type { Inbox, InboxEvent } from './inbox.ts';
export type { Plan } from './plans.ts';
export type { NewWatch, Watch } from './watches.ts';
