import { standInWords } from '#guard/policy/rule-words.ts';
import type { Check } from '#intent/checks.ts';
import { Problem } from '#lib/problem.ts';
import { WebexError } from '#webex/errors.ts';
import { CALLBACK_PATH } from './acting.ts';
import { wordsOf } from './check-words.ts';
import type { CheckOptions } from './checks.ts';

/** Whether people can log in, so that the bot acts for them. */
export const integrationCheck = ({ config: { webex }, acting }: CheckOptions): Check => ({
  name: 'integration',
  label: 'Integration',
  async look() {
    const redirectUri = webex.publicUrl + CALLBACK_PATH;
    if (acting.canLogIn)
      return {
        state: 'fine',
        says: 'People can log in, and I act with their rights',
        more: [`Redirect URI, as it has to stand at the integration: ${redirectUri}`],
      };
    return {
      state: 'note',
      says: 'Nobody can log in, so I can do nothing that takes an administrator',
      remedy: `For workspaces, locations, tags and codes: make an integration on developer.webex.com with the redirect URI ${redirectUri}, and set WEBEX_INTEGRATION_CLIENT_ID and WEBEX_INTEGRATION_CLIENT_SECRET.`,
    };
  },
});

/** Whether the service app can stand in for people without a login, and for what. */
export const serviceAppCheck = ({ acting, webex, policies }: CheckOptions): Check => ({
  name: 'service app',
  label: 'Service app',
  async look(signal) {
    const words = standInWords(policies.current()).map((rule) => `For people who are not logged in: ${rule}`);
    if (!acting.hasServiceApp) {
      const says = 'There is none to stand in for people who are not logged in';
      if (words.length === 0) return { state: 'note', says };
      return {
        state: 'needs',
        says: 'The policy counts on one, and there is none',
        remedy:
          'Set WEBEX_SERVICE_APP_CLIENT_ID, WEBEX_SERVICE_APP_CLIENT_SECRET and WEBEX_SERVICE_APP_REFRESH_TOKEN, or take service-app out of the policy.',
        more: words,
      };
    }
    try {
      const { auth, limiter } = await acting.serviceApp();
      await webex.as(auth, limiter).with({ signal }).people.me();
    } catch (error) {
      // To be told who it is takes a scope that it may do without.
      if (!(error instanceof Problem)) throw error;
      if (!(error instanceof WebexError && error.status === 403))
        return { state: 'needs', says: 'It is set, and does not work', remedy: wordsOf(error), more: words };
    }
    if (words.length > 0)
      return { state: 'fine', says: 'It works, and stands in where the policy says so', more: words };
    return {
      state: 'note',
      says: 'It works, and the policy lets it do nothing',
      remedy: 'A part service-app of the policy says what it does for people who are not logged in.',
    };
  },
});
