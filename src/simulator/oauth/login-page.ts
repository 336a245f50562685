import type { Account } from '../people.ts';
import type { Client } from './clients.ts';
import { REGISTERED_SCOPES } from './registered-scopes.ts';

/** What an integration asks a person for. */
export interface Asking {
  client: Client;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  challenge: string | undefined;
}

interface Choices {
  people: Account[];
  /** The address of who is chosen at first. */
  hint: string | undefined;
}

/** The page that asks who signs in and what they allow; all works without a script. */
export function loginPage(asking: Asking, { people, hint }: Choices): string {
  const name = escaped(asking.client.name);
  const chosen = people.find(({ email }) => email.toLowerCase() === hint?.toLowerCase()) ?? people[0];
  return page(
    `Sign in to ${name}`,
    `<form class="login__form" method="post" action="/v1/authorize" autocomplete="off">
${hiddenFields(asking)}
        <h1>${name} asks to act for you</h1>
        <p class="login__note">You go back to ${escaped(new URL(asking.redirectUri).host)} then. The simulator asks for no password.</p>
        <fieldset class="login__group">
          <legend>Who signs in</legend>
${people.map((person) => personRow(person, person === chosen)).join('\n')}
        </fieldset>
        <fieldset class="login__group">
          <legend>What it may do</legend>
${asking.scopes.map(scopeRow).join('\n')}
        </fieldset>
        <div class="login__actions">
          <button class="pill" type="submit" name="decision" value="deny">Deny</button>
          <button class="pill pill--accent" type="submit" name="decision" value="allow">Allow</button>
        </div>
      </form>`,
  );
}

/** The page of a login that can't begin. It leads nowhere: the address to go back to can't be trusted. */
export const refusalPage = (reason: string): string =>
  page(
    'Sign in',
    `<h1>This login can’t begin</h1>
      <p>${escaped(reason)}</p>
      <p class="login__note">Nothing was allowed. You can close this page.</p>`,
  );

function hiddenFields({ client, redirectUri, state, scopes, challenge }: Asking): string {
  const fields = {
    client_id: client.id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state,
    code_challenge: challenge,
    code_challenge_method: challenge && 'S256',
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => `        <input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join('\n');
}

const personRow = ({ email, displayName, role }: Account, isChosen: boolean): string =>
  `          <label class="person"><input type="radio" name="as" value="${escaped(email)}" required${isChosen ? ' checked' : ''}><span class="person__names">${escaped(displayName)} <span class="tag">${role}</span><small>${escaped(email)}</small></span></label>`;

const scopeRow = (scope: string): string =>
  `          <label class="person"><input type="checkbox" name="consent" value="${escaped(scope)}" checked><span class="person__names">${escaped(REGISTERED_SCOPES.get(scope) ?? scope)}<small>${escaped(scope)}</small></span></label>`;

const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>${title} · Webex simulator</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="/playground/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/playground/styles/base.css">
    <link rel="stylesheet" href="/playground/styles/login.css">
    <script src="/playground/app/theme-early.js"></script>
  </head>
  <body class="login">
    <main class="login__card">
      <p class="login__brand"><img src="/playground/icon.svg" alt="" width="28" height="28"> Webex <span>simulator</span></p>
      ${content}
    </main>
  </body>
</html>
`;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
