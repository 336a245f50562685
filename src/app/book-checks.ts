import { stat } from 'node:fs/promises';
import type { Check } from '#intent/checks.ts';
import { ago } from '#lib/time.ts';
import type { CheckOptions } from './checks.ts';

const MOST_FAULTS = 4;
/** More than a busy minute leaves behind. */
const MANY_WAIT = 200;

/** Which policy is in force. */
export const policyCheck = ({ policies, config: { policyFile }, clock }: CheckOptions): Check => ({
  name: 'policy',
  label: 'Policy',
  async look() {
    const { source } = policies.current();
    const faults = policies.faults();
    if (faults.length > 0)
      return {
        state: 'needs',
        says: 'The file has faults, so the last good policy is in force',
        remedy: `${faults.slice(0, MOST_FAULTS).join('. ')}. "npm run policy:check" lists them all.`,
        more: faults.slice(MOST_FAULTS),
      };
    const changed = policyFile && (await stat(policyFile.path).catch(() => undefined));
    return {
      state: 'fine',
      says: changed ? `${source} is in force` : `There is no file: ${source} count`,
      ...(changed && { more: [`Changed ${ago(clock.now() - changed.mtimeMs)}`] }),
    };
  },
});

/** Whether the audit takes entries, and its newest one stands as it was written. */
export const auditCheck = ({ store }: CheckOptions): Check => ({
  name: 'audit',
  label: 'Audit',
  async look() {
    const [isSound, waiting] = await Promise.all([store.audit.isHeadSound(), store.audit.outbox.status()]);
    const verify = [{ title: 'Verify the audit', say: 'audit verify' }];
    if (isSound === false)
      return {
        state: 'broken',
        says: 'Its newest entry is not as I wrote it',
        remedy: 'Somebody changed the store past me. "audit verify" says what is missing or different.',
        next: verify,
      };
    if (waiting?.failing)
      return {
        state: 'needs',
        says: `Its address takes nothing: ${waiting.count} ${waiting.count === 1 ? 'entry waits' : 'entries wait'}`,
        remedy: `${waiting.failing.why} Look at AUDIT_WEBHOOK_URL.`,
      };
    const more = ['"audit verify" checks all of it.'];
    if (isSound) return { state: 'fine', says: 'Its newest entry stands as I wrote it', more };
    return { state: 'fine', says: 'Nothing was written to it since I started', more };
  },
});

/** Whether anything that came in is stuck. */
export const workCheck = ({ store }: CheckOptions): Check => ({
  name: 'events',
  label: 'Events',
  async look() {
    const { waiting, aside } = await store.inbox.depth();
    if (aside > 0)
      return {
        state: 'needs',
        says: `${aside} ${aside === 1 ? 'was' : 'were'} set aside, since I could not work ${aside === 1 ? 'it' : 'them'}`,
        remedy: 'The people concerned were told. "npm run replay" lists them, and lets one be worked again.',
      };
    if (waiting >= MANY_WAIT)
      return {
        state: 'needs',
        says: `${waiting} wait to be worked`,
        remedy: 'Webex or a device is slow, or Webex asked for a pause. It should become less by itself.',
      };
    return { state: 'fine', says: 'Nothing is stuck' };
  },
});
