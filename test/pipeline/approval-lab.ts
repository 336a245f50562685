import { expect } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { openStore } from '#store/index.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona, Said } from '../persona.ts';
import { quiet } from '../store/engines.ts';

export const SPACE = { space: 'Room operations' };

/** Bob asks, Alice approves. Vera looks; `more` goes to the end of the file. */
export const policyWith = ({
  approvals = '  - { tiers: 2-3, roles: operator, by: admin, valid: 1h }',
  people = '',
  admins = 'alice.andersen@fjordbank.example',
  operators = 'bob.berg@fjordbank.example',
} = {}): string => `
version: 1
${people}
roles:
  operator:
    members: [${operators}]
    allow:
      - { commands: [look, operate], tiers: 0-3 }
  viewer:
    members: [everyone]
    allow:
      - { commands: look }
  admin:
    members: [${admins}]
    allow:
      - { commands: all, tiers: 0-3 }
approvals:
${approvals}
`;

export const openApprovalLab = (policy = policyWith()): Promise<Lab> => openLab({ policy });

/** Somebody asks in words for a change, and then for its approval; gives the card that the bot answers with. */
export async function asks(who: Persona, words: string, where: object = SPACE, typed?: string): Promise<Said> {
  const plan = await who.says(words, where);
  return who.presses(plan, 'Ask for approval', typed === undefined ? {} : { typed });
}

/** What the bot said last there. */
export async function lastOf(who: Persona, where: object = {}): Promise<Said> {
  const last = (await who.reads(where)).at(-1);
  if (!last) throw new Error('the bot said nothing there');
  return last;
}

/** What the audit says, the oldest first. Stops the bot. */
export async function auditOf(lab: Lab): Promise<{ outcome: string; who: string; detail: string; action: string }[]> {
  await lab.stop();
  const store = await openStore({ dataDir: lab.dataDir, clock: systemClock, log: quiet });
  const { entries } = await store.audit.search({ limit: 200 });
  await store.close();
  return entries
    .map(({ entry }) => ({
      outcome: entry.outcome,
      who: entry.personEmail.split('.')[0] ?? '',
      detail: entry.detail ?? '',
      action: entry.action,
    }))
    .reverse();
}

/** Writes the policy anew and waits until the bot goes by it. */
export async function rewrite(lab: Lab, policy: string): Promise<void> {
  const inForce = () => lab.logged().filter((line) => line.includes('a policy is in force')).length;
  const before = inForce();
  await lab.writePolicy(policy);
  await expect.poll(inForce, { timeout: 10_000 }).toBeGreaterThan(before);
}
