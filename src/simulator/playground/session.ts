import type { Account } from '../people.ts';
import type { World } from '../world.ts';

/** What the page knows of an account. */
type Shown = Pick<Account, 'id' | 'email' | 'displayName' | 'nickName' | 'orgId' | 'role'>;

export interface Session {
  /** A path, so that the page works under each name of this machine. */
  apiBase: string;
  orgId: string;
  bot: Shown;
  /** Whom the page's user can be; the bot's own token stays with the bot. */
  people: (Shown & { token: string })[];
}

export function sessionOf({ orgId, bot, people }: World): Session {
  const persons = people.all().filter(({ type }) => type === 'person');
  return {
    apiBase: '/v1',
    orgId,
    bot: shown(bot),
    people: persons.map((account) => ({ ...shown(account), token: account.token })),
  };
}

const shown = ({ id, email, displayName, nickName, orgId, role }: Account): Shown => ({
  id,
  email,
  displayName,
  nickName,
  orgId,
  role,
});
