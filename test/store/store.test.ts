import { afterAll, beforeAll, describe } from 'vitest';
import { engines } from './engines.ts';
import { aliasesSuite } from './suites/aliases.ts';
import { approvalsSuite } from './suites/approvals.ts';
import { auditSuite } from './suites/audit.ts';
import { auditChainSuite } from './suites/audit-chain.ts';
import { effectPartsSuite } from './suites/effect-parts.ts';
import { inboxSuite } from './suites/inbox.ts';
import { locksSuite } from './suites/locks.ts';
import { memorySuite } from './suites/memory.ts';
import { networkSuite } from './suites/network.ts';
import { notesSuite } from './suites/notes.ts';
import { openingSuite } from './suites/opening.ts';
import { pacesSuite } from './suites/paces.ts';
import { plansSuite } from './suites/plans.ts';
import { profilesSuite } from './suites/profiles.ts';
import { rolloutsSuite } from './suites/rollouts.ts';
import { sealedSuite } from './suites/sealed.ts';
import { watchesSuite } from './suites/watches.ts';

/** The same promises on both engines. In one file, so that PostgreSQL is started once. */
describe.each(engines)('the store on $name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  openingSuite(engine);
  auditSuite(engine);
  auditChainSuite(engine);
  plansSuite(engine);
  approvalsSuite(engine);
  inboxSuite(engine);
  effectPartsSuite(engine);
  memorySuite(engine);
  locksSuite(engine);
  notesSuite(engine);
  pacesSuite(engine);
  watchesSuite(engine);
  profilesSuite(engine);
  rolloutsSuite(engine);
  aliasesSuite(engine);
  sealedSuite(engine);
  networkSuite(engine);
});
