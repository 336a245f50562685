import type { NewApproval } from '#store/approvals.ts';
import type { AuditEntry } from '#store/audit.ts';
import type { NewFollowUp } from '#store/follow-ups.ts';
import type { NewPlan } from '#store/plans.ts';
import type { NewWatch } from '#store/watches.ts';

export function auditEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    spaceId: 'space-1',
    messageId: 'message-1',
    personId: 'person-alice',
    personEmail: 'alice@fjordbank.example',
    orgId: 'org-fjordbank',
    action: 'status',
    words: 'status on fjord',
    targets: [{ id: 'device-fjord', name: 'Fjord' }],
    outcome: 'done',
    detail: 'Audio.Volume is 45',
    trackingIds: ['ROUTERGW_1'],
    ...overrides,
  };
}

export function newPlan(overrides: Partial<NewPlan> = {}): NewPlan {
  return {
    spaceId: 'space-1',
    parentId: 'thread-1',
    personId: 'person-alice',
    orgId: 'org-fjordbank',
    command: 'reboot',
    args: { device: 'device-fjord' },
    words: 'reboot fjord',
    digest: 'digest-1',
    title: 'Restart Fjord?',
    expiresAt: 300_000,
    ...overrides,
  };
}

export function newFollowUp(overrides: Partial<NewFollowUp> = {}): NewFollowUp {
  return {
    kind: 'back-online',
    deviceId: 'device-fjord',
    deviceName: 'Fjord',
    spaceId: 'space-1',
    parentId: 'thread-1',
    personId: 'person-alice',
    since: 1_000,
    deadline: 600_000,
    ...overrides,
  };
}

export function newWatch(overrides: Partial<NewWatch> = {}): NewWatch {
  return {
    deviceId: 'device-fjord',
    deviceName: 'Fjord',
    paths: ['Audio.Volume'],
    spaceId: 'space-1',
    parentId: 'thread-1',
    personId: 'person-alice',
    personName: 'Alice Andersen',
    nextAt: 5_000,
    until: 600_000,
    values: { 'Audio.Volume': '45' },
    isAway: false,
    misses: 0,
    pauseMs: 5_000,
    posts: 0,
    ...overrides,
  };
}

export function newApproval(planId: string, overrides: Partial<NewApproval> = {}): NewApproval {
  return {
    planId,
    askedAt: 1_000,
    until: 60_000,
    requester: { id: 'person-bob', orgId: 'org-fjordbank', email: 'bob@fjordbank.example', displayName: 'Bob' },
    space: { id: 'space-1', title: 'Operations', type: 'group' },
    by: [['admin'], ['lead', 'admin']],
    wanted: { command: 'reboot', needs: 'operate', tier: 2, sends: ['SystemUnit.Boot'] },
    targets: [{ id: 'device-fjord', name: 'Fjord' }],
    shown: { facts: ['It is not in a call.'], effects: ['SystemUnit.Boot Action: Restart'] },
    ...overrides,
  };
}

/** Texts that broke other people's stores. */
export const hostileTexts = [
  "'; drop table audit; --",
  '$'.concat('{words} {{words}} %s $1 ?1 :name \\'),
  'NUL \0 and half a pair \ud83d and \udc00 end',
  '\u202Eright to left\u202C \u200Bzero width\uFEFF',
  '😀 Ærøskøbing 会议室 \r\n\t"quoted" `ticks`',
  '\uFFFF\uFFFD\u0001\u007F',
  '{"__proto__": {"isAdmin": true}}',
  '',
];

export function repeat<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => work(index)));
}

/** An event of a lane; its body says its key. */
export const newEvent = (key: string, lane = 'space-1') => ({ key, lane, body: JSON.stringify({ key }) });
