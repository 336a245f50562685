import { z } from 'zod';
import { defineRead } from '#intent/command.ts';
import { said } from '#render/replies.ts';

/** Makes the bot forget the tokens of whoever asks. */
export const logout = defineRead({
  name: 'logout',
  aliases: ['log out', 'sign out'],
  topic: 'bot',
  summary: 'Make me forget your login',
  usage: 'logout',
  example: () => 'logout',
  needs: 'open',
  args: z.object({}),
  read: () => ({}),
  say: () => 'logout',

  async run(_args, { login }) {
    if (!(await login.forget())) return said('You were not logged in', { next: [{ title: 'Log in', say: 'login' }] });
    return said('You are logged out', {
      detail:
        'I forgot your tokens. What you allowed still stands in Webex until it runs out there: settings.webex.com takes it away at once.',
      next: [{ title: 'Log in again', say: 'login' }],
    });
  },
});
