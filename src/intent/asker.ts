import type { Command } from './command.ts';

/** What somebody must be allowed to do; who may is said in `guard/authorise.ts`. `open` is for everyone of the organisation. */
export type Permission = 'open' | 'look' | 'operate' | 'administer';

/** How much a change asks of people: 0 runs at once, 1 touches privacy, 2 disrupts, 3 can lock a device up or lose data. */
export type Tier = 0 | 1 | 2 | 3;

export interface Asker {
  id: string;
  orgId: string;
  email: string;
  displayName: string;
  /** Whether this person may do anything of the kind here, for answers that offer only that. */
  may: (permission: Permission) => boolean;
  /** Whether they may run this command here, on some device at least. */
  can: (command: Pick<Command, 'name' | 'needs' | 'kind' | 'standsIn'>) => boolean;
  /** The least role that may do this: "the operator role". Whether they may themselves is in `isTheirs`. */
  roleFor: (wanted: RoleFor) => { name: string; isTheirs: boolean };
  /** Their roles, by name, as one text; undefined without one. */
  role: string | undefined;
  roles: readonly string[];
}

/** What a change amounts to: its tier, the xAPI commands that go out, and the commands that it is judged as besides its own. */
export interface Amounts {
  tier: Tier;
  sends: readonly string[];
  also?: readonly string[];
}

/** A command, or what is sent to a device by it. */
export interface RoleFor {
  command: { name: string; needs: Permission };
  /** Left out: the lowest. */
  tier?: Tier;
  /** Paths of the xAPI. */
  sends?: readonly string[];
}

/** What a rule book says of people, in words. */
export interface Rights {
  /** How the policy is called: "policy.yaml". */
  source: string;
  /** What the asker's rules say, in the order of the policy. */
  rules: readonly { role: string; words: string; line: number | undefined }[];
  /** What the organisation's service app does for the asker when they have no login, a line a rule. */
  standIns: readonly string[];
  /** "Bob reboot on Fjord": whether he may do that, here and now, and by which rule. Nothing is done. */
  judge(asked: string): Promise<Verdict>;
}

export interface Verdict {
  /** The words that were asked about, where the asker asked for themselves. */
  own: string | undefined;
  isAllowed: boolean;
  /** Who may do what, or not: "Bob Berg may restart Fjord". */
  sentence: string;
  /** The rule, and what else stands in the way. */
  detail: string;
}
