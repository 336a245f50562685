import { type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import type { Logger } from '#lib/log.ts';
import type { LoginFlow, Visit } from './flow.ts';
import { page } from './page.ts';

/** Where Webex sends the browser after a login, below the public address. */
export const CALLBACK_PATH = '/oauth/callback';

export interface OauthRoutesOptions {
  flow: Pick<LoginFlow, 'finish'>;
  /** Told of every visit of somebody the bot knows, once it is in the store. */
  onVisit(visit: Visit): Promise<void>;
  log: Logger;
}

/** `GET /oauth/callback`: the end of a login in the browser. Nothing of the request stands on the page. */
export function oauthRouter({ flow, onVisit, log }: OauthRoutesOptions): Router {
  const router = Router();
  const answer: RequestHandler = async (req, res) => {
    res.setHeader('cache-control', 'no-store');
    try {
      const visit = await flow.finish(req.query);
      if (visit.request) await onVisit(visit);
      if (visit.isIn)
        res.send(page('You are logged in', 'Go back to Webex: the bot goes on there. You can close this page.'));
      else res.status(400).send(page('You are not logged in', `${visit.why}. ${visit.hint}`));
    } catch (error) {
      log.error({ err: error }, 'a login could not be finished');
      res
        .status(503)
        .send(page('That did not work just now', 'Ask the bot for a new link in a minute: write "login" to it.'));
    }
  };
  // The address holds a code: it goes to no other page.
  router.get(
    CALLBACK_PATH,
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { 'default-src': ["'none'"], 'style-src': ["'unsafe-inline'"] },
      },
      referrerPolicy: { policy: 'no-referrer' },
    }),
    answer,
  );
  return router;
}
