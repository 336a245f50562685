import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take longest, the longest first: begun at the end, one of them would keep a single worker busy while the
 * others have nothing left. Vitest knows how long files took only where it ran before.
 */
export const LONGEST = [
  'test/conversations/stories.test.ts',
  'test/store/store.test.ts',
  'test/main.test.ts',
  'test/faults/rollout-killed.test.ts',
  'test/xapi/whole.test.ts',
  'test/store/transfer.test.ts',
  'test/browser/playground.test.ts',
  'test/faults/rollout-command-killed.test.ts',
  'test/scale/burst.test.ts',
  'test/pipeline/canary.test.ts',
  'test/bench/ingress.test.ts',
  'test/scale/ending.test.ts',
  'test/bench/rollout.test.ts',
  'test/faults/locks.test.ts',
  'test/jobs/rollouts.test.ts',
  'test/scale/sharing.test.ts',
  'test/own-secrets.test.ts',
  'test/jobs/work.test.ts',
  'test/scale/database.test.ts',
  'test/npm-ended.test.ts',
  'test/pipeline/approvals.test.ts',
  'test/faults/approvals.test.ts',
  'test/store/moving.test.ts',
  'test/secrets.test.ts',
  'test/pipeline/rates.test.ts',
  'test/guard/clickers.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) => {
      const place = LONGEST.indexOf(relative(project.config.root, moduleId).replaceAll('\\', '/'));
      return place === -1 ? LONGEST.length : place;
    };
    // Sorting keeps the order of those that are not named here.
    return (await super.sort(files)).sort((left, right) => rank(left) - rank(right));
  }
}
