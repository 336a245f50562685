import type { Check } from '#intent/checks.ts';
import type { ReadContext } from '#intent/context.ts';
import { loginWords } from '#intent/login-words.ts';

const WHAT_FOR = "Workspaces, locations, tags and activation codes take an administrator's login.";

/** What the bot may do for the asker. */
export const loginCheck = ({ login, rights, timeZone }: ReadContext): Check => ({
  name: 'login',
  label: 'Your login',
  async look() {
    const [state, allows] = await Promise.all([login.state(), login.allows()]);
    const words = loginWords(state, allows, timeZone);
    const standIns = rights.standIns.map((rule) => `The service app stands in for you: ${rule}`);
    const next = [{ title: 'Log in', say: 'login' }];
    if (state?.ended !== undefined) return { state: 'needs', says: words, remedy: WHAT_FOR, more: standIns, next };
    if (state)
      return {
        state: 'fine',
        says: words,
        more: [`All of it: ${allows.join(', ')}.`, `Scopes: ${state.scopes.join(' ')}`],
      };
    if (!login.isPossible) return { state: 'note', says: 'Nobody can log in here yet', more: standIns };
    return { state: 'note', says: 'You are not logged in', remedy: WHAT_FOR, more: standIns, next };
  },
});
