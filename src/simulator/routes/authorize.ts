import { type Request, type RequestHandler, type Response, Router, urlencoded } from 'express';
import helmet from 'helmet';
import { type Asking, loginPage, refusalPage } from '../oauth/login-page.ts';
import type { OAuth } from '../oauth/oauth.ts';
import type { World } from '../world.ts';

/**
 * `GET /authorize`: the page a person logs in on, and the form it sends back to the same address. An unknown client or
 * address is told on a page and never redirected to (RFC 6749, 4.1.2.1); everything else goes back as `?error=`.
 * https://developer.webex.com/create/docs/integrations
 */
export function authorizeRoutes(world: World, oauth: OAuth, meetFaults: RequestHandler): Router {
  const router = Router();
  const people = () => world.people.all().filter(({ type }) => type === 'person');

  router.get('/authorize', meetFaults, (req, res) => {
    const asking = readAsking(oauth, req.query, res);
    if (!asking) return;
    protect(req, res, new URL(asking.redirectUri).origin);
    res.send(loginPage(asking, { people: people(), hint: oneOf(req.query, 'login_hint') }));
  });

  router.post('/authorize', meetFaults, urlencoded({ extended: false, limit: '64kb' }), (req, res) => {
    const form: Fields = { ...req.body };
    const asking = readAsking(oauth, form, res);
    if (!asking) return;
    const account = people().find(({ email }) => email === oneOf(form, 'as'));
    const consented = asking.scopes.filter((scope) => [form['consent']].flat().includes(scope));
    if (oneOf(form, 'decision') !== 'allow' || consented.length === 0)
      return goBack(res, asking, { error: 'access_denied' });
    if (!account) return refuse(req, res, 'Nobody was chosen to sign in.');
    const { client, redirectUri, challenge } = asking;
    goBack(res, asking, {
      code: oauth.codes.issue({ client, redirectUri, account, challenge, scopes: new Set(consented) }),
    });
  });

  return router;
}

type Fields = Record<string, unknown>;

/** A parameter that is given once; a repeated one counts as none. */
function oneOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What is asked for; undefined when the answer has gone out already. */
function readAsking(oauth: OAuth, fields: Fields, res: Response): Asking | undefined {
  const client = oauth.integration;
  const redirectUri = oneOf(fields, 'redirect_uri');
  if (oneOf(fields, 'client_id') !== client.id) {
    refuse(res.req, res, 'No integration has this client_id.');
    return undefined;
  }
  if (redirectUri === undefined || !oauth.isRegistered(redirectUri)) {
    refuse(res.req, res, 'The redirect_uri is not registered on the integration, letter by letter.');
    return undefined;
  }
  const scopes = [...new Set((oneOf(fields, 'scope') ?? '').split(' ').filter(Boolean))];
  const asking = { client, redirectUri, state: oneOf(fields, 'state'), scopes };
  const challenge = oneOf(fields, 'code_challenge');
  const error = faultOf(fields, challenge, scopes, client.scopes);
  if (error === undefined) return { ...asking, challenge };
  goBack(res, asking, { error });
  return undefined;
}

function faultOf(fields: Fields, challenge: string | undefined, asked: string[], registered: ReadonlySet<string>) {
  if (oneOf(fields, 'response_type') !== 'code') return 'unsupported_response_type';
  if (asked.length === 0 || asked.some((scope) => !registered.has(scope))) return 'invalid_scope';
  const method = fields['code_challenge_method'];
  if (fields['code_challenge'] === undefined && method === undefined) return undefined;
  // Without a method it would be `plain`, which shows the verifier to whoever sees the address.
  return method === 'S256' && /^[A-Za-z0-9_-]{43}$/.test(challenge ?? '') ? undefined : 'invalid_request';
}

/** Only ever to an address that `readAsking` found among the registered ones. */
function goBack(res: Response, { redirectUri, state }: Pick<Asking, 'redirectUri' | 'state'>, answer: Fields): void {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...answer, state }))
    if (value !== undefined) url.searchParams.set(name, String(value));
  res.setHeader('Cache-Control', 'no-store').redirect(url.href);
}

function refuse(req: Request, res: Response, reason: string): void {
  protect(req, res);
  res.status(400).send(refusalPage(reason));
}

/**
 * Nothing of the page comes from elsewhere and nobody may frame it. Browsers hold `form-action` against the redirect
 * that follows the form too, so the way back is allowed. Without a referrer of its own origin the form would be sent
 * with `Origin: null`.
 */
function protect(req: Request, res: Response, wayBack?: string): void {
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: wayBack === undefined ? ["'none'"] : ["'self'", wayBack],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
  });
  guard(req, res, () => res.setHeader('Cache-Control', 'no-store').type('html'));
}
