import { json, type Request, type RequestHandler, Router, urlencoded } from 'express';
import { z } from 'zod';
import { ApiError } from '../errors.ts';
import type { OAuth } from '../oauth/oauth.ts';
import { OAuthRefusal } from '../oauth/refusal.ts';
import type { TokenAnswer } from '../oauth/tokens.ts';
import { badRequest, bodyOf, pathOf } from '../requests.ts';
import { grantOf, requireScope } from '../scopes.ts';
import type { World } from '../world.ts';

const word = z.string().min(1);
const credentials = { client_id: word, client_secret: word };
const Asked = z.discriminatedUnion('grant_type', [
  z.object({
    grant_type: z.literal('authorization_code'),
    ...credentials,
    code: word,
    redirect_uri: word,
    code_verifier: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{43,128}$/)
      .optional(),
  }),
  z.object({ grant_type: z.literal('refresh_token'), ...credentials, refresh_token: word }),
]);

/**
 * `POST /access_token`, as a form or as JSON (https://developer.webex.com/create/docs/integrations). Refusals have the
 * shape of RFC 6749 here and Webex's own there, as live ones are not all of one shape either.
 */
export function accessTokenRoutes(oauth: OAuth, meetFaults: RequestHandler): Router {
  const router = Router();
  const form = urlencoded({ extended: false, limit: '64kb' });
  router.post('/access_token', meetFaults, form, json({ limit: '64kb' }), (req, res) => {
    res.setHeader('Cache-Control', 'no-store');
    try {
      res.json(answerTo(oauth, req));
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      res.status(error.status).json({ error: error.error, error_description: error.message });
    }
  });
  return router;
}

function answerTo(oauth: OAuth, req: Request): TokenAnswer {
  const asked = Asked.safeParse(req.body);
  if (!asked.success) {
    const wrong = asked.error.issues.map(({ path }) => path.join('.') || 'the body').join(', ');
    const isUnknown = asked.error.issues.some(({ code }) => code === 'invalid_union');
    throw new OAuthRefusal(
      400,
      isUnknown ? 'unsupported_grant_type' : 'invalid_request',
      `Missing or wrong: ${wrong}.`,
    );
  }
  const client = oauth.clientWith(asked.data.client_id, asked.data.client_secret);
  if (!client) throw new OAuthRefusal(401, 'invalid_client', 'The client is unknown or its secret is wrong.');
  if (asked.data.grant_type === 'refresh_token') return oauth.refresh(client, asked.data.refresh_token);
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = asked.data;
  return oauth.codes.redeem({ client, code, redirectUri, verifier });
}

const ServiceAppToken = z.object({ clientId: word, clientSecret: word, targetOrgId: word });

/**
 * `POST /applications/{applicationId}/token`: tokens of a service app, for the owner of the app.
 * https://developer.webex.com/admin/docs/api/v1/service-apps
 */
export function applicationRoutes({ people }: World, oauth: OAuth): Router {
  const router = Router();
  const { applicationId, clientId, clientSecret, orgId } = oauth.serviceApp;
  // The app belongs to the first administrator.
  const owner = people.all().find(({ role, type }) => role === 'admin' && type === 'person');
  router.post('/applications/:applicationId/token', (req, res) => {
    requireScope(res, 'spark:applications_token');
    if (pathOf(req, 'applicationId') !== applicationId || grantOf(res).account !== owner) throw new ApiError(404);
    const body = bodyOf(req, ServiceAppToken);
    if (body.clientId !== clientId || body.clientSecret !== clientSecret)
      throw badRequest('The credentials of the service app are wrong.');
    const answer = body.targetOrgId === orgId ? oauth.serviceAppToken() : undefined;
    if (!answer) throw new ApiError(403);
    const { scope: _, ...tokens } = answer;
    res.setHeader('Cache-Control', 'no-store').json(tokens);
  });
  return router;
}
