export type { AuditEntry, AuditOutcome, AuditRecord } from './audit.ts';
export { openStore, type Store, type StoreOptions } from './database.ts';
export type { FollowUp, FollowUpKind, NewFollowUp } from './follow-ups.ts';
export type { Member } from './members.ts';
export type { NewPlan, Plan, PlanClaim, PlanEnd, PlanState } from './plans.ts';
