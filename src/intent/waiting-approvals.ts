import type { Reply } from '#render/reply.ts';

/** What waits for a second person, as far as the asker asked for it or may agree to it. */
export interface WaitingApprovals {
  list(): Promise<WaitingApproval[]>;
  /** The whole card of one, to be answered there; undefined when none of that id is theirs. */
  show(id: string): Promise<Reply | undefined>;
  /** Takes it back. Throws a Problem for whoever did not ask for it. */
  withdraw(id: string): Promise<Reply | undefined>;
}

export interface WaitingApproval {
  /** A few letters, for words. */
  id: string;
  /** The question of its plan. */
  title: string;
  /** The name of the one who asked. */
  requester: string;
  space: { title: string; type: 'group' | 'direct' };
  /** In ms since the epoch. */
  until: number;
  isMine: boolean;
}
