import type { RequestHandler } from 'express';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostOf = (authority: string) => authority.replace(/:\d+$/, '').toLowerCase();

const isLoopbackOrigin = (origin: string) => URL.canParse(origin) && LOOPBACK.has(new URL(origin).hostname);

/**
 * Lets only pages and programs of this machine in. The socket listens on 127.0.0.1, but a foreign page can make its own
 * name resolve to 127.0.0.1 (DNS rebinding): its requests still carry its name in `Host`, and in `Origin` when it posts.
 */
export const loopbackOnly: RequestHandler = (req, res, next) => {
  const { host = '', origin } = req.headers;
  if (LOOPBACK.has(hostOf(host)) && (origin === undefined || isLoopbackOrigin(origin))) return next();
  res.status(403).type('text/plain').send('This page answers only under the names 127.0.0.1 and localhost.\n');
};
