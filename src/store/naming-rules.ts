import { z } from 'zod';
import type { Notes } from './notes.ts';

const Rules = z.array(z.object({ when: z.string(), sets: z.string() })).readonly();
const Kept = z.object({
  rules: Rules,
  /** Those that a reset took away, for it to be taken back. */
  before: Rules.optional(),
});
/** The rules of one organisation by which names of workspaces say their settings, in their order and as they are said. */
export type KeptRules = z.infer<typeof Kept>;

export interface NamingRules {
  /** Undefined as long as nobody changed the rules that the bot comes with. */
  get(orgId: string): Promise<KeptRules | undefined>;
  /** Changes them in one step; `next` is asked again when another process changed them meanwhile. Undefined: as they were. */
  change(orgId: string, next: (now: KeptRules | undefined) => KeptRules | undefined): Promise<KeptRules | undefined>;
}

export function createNamingRules(notes: Pick<Notes, 'get' | 'change'>): NamingRules {
  const nameOf = (orgId: string) => `naming rules ${orgId}`;
  return {
    get: (orgId) => notes.get(nameOf(orgId), Kept),
    change: (orgId, next) => notes.change(nameOf(orgId), Kept, next),
  };
}
