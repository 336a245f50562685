import type { LoginState } from './login.ts';

const MORE = 4;

/** "see workspaces, see metrics of workspaces and 3 more". */
export function allowsWords(allows: readonly string[], most = MORE): string {
  if (allows.length === 0) return 'see who you are, and nothing more';
  const more = allows.length - most;
  return more > 1 ? `${allows.slice(0, most).join(', ')} and ${more} more` : allows.join(', ');
}

/**
 * "Logged in. In Webex your login lets me: see workspaces · until 20 Feb 2027", or why not. What somebody may do here their
 * role says.
 */
export function loginWords(login: LoginState | undefined, allows: readonly string[], timeZone: string): string {
  if (!login) return 'Not logged in';
  if (login.ended !== undefined) return `Your login has ended: ${login.ended}`;
  const until = login.until === undefined ? '' : ` · until ${dayOf(login.until, timeZone)}`;
  return `Logged in. In Webex your login lets me: ${allowsWords(allows)}${until}`;
}

const dayOf = (epochMs: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(epochMs);
