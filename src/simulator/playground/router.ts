import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Router, static as serveFolder } from 'express';
import helmet from 'helmet';
import type { Fleet } from '../devices/fleet.ts';
import { loopbackOnly } from '../loopback.ts';
import type { World } from '../world.ts';
import { shownDevice, shownDevices } from './devices.ts';
import { liveEvents } from './events.ts';
import { sessionOf } from './session.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const PACKAGES = {
  'adaptivecards.js': require.resolve('adaptivecards/dist/adaptivecards.min.js'),
  'markdown-it.js': join(dirname(require.resolve('markdown-it')), 'browser', 'markdown-it.esm.min.mjs'),
};

/** Nothing may come from elsewhere, and no markup of a message may run or restyle anything. */
const policy = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  strictTransportSecurity: false,
});

export interface PlaygroundParts {
  world: World;
  fleet: Fleet;
}

/**
 * The chat page at `/`, its files, its session (people with their tokens) and its live events under `/playground`.
 * It hands out tokens, so it answers only this machine.
 */
export function playgroundRouter({ world, fleet }: PlaygroundParts): Router {
  const router = Router();
  const ours = Router();
  ours.use(loopbackOnly, policy);
  ours.get('/session', (_req, res) => {
    res.setHeader('Cache-Control', 'no-store').json(sessionOf(world));
  });
  ours.get('/devices', (_req, res) => {
    res.json({ items: shownDevices(fleet, world.bot) });
  });
  ours.get('/devices/:id', (req, res) => {
    const found = shownDevice(fleet, world.bot, req.params.id);
    res.status(found ? 200 : 404).json(found ?? { message: 'There is no such device.' });
  });
  ours.get('/events', liveEvents(world, fleet));
  for (const [name, path] of Object.entries(PACKAGES))
    ours.get(`/vendor/${name}`, (_req, res) => res.type('text/javascript').sendFile(path));
  for (const folder of ['app', 'styles']) ours.use(`/${folder}`, serveFolder(join(HERE, folder), { index: false }));
  ours.get('/icon.svg', (_req, res) => res.sendFile(join(HERE, 'icon.svg')));
  router.get('/', loopbackOnly, policy, (_req, res) => res.sendFile(join(HERE, 'page.html')));
  router.use('/playground', ours);
  return router;
}
