import { attempt, be } from './actions.js';
import { expected, isSession } from './answers.js';
import { playground } from './api.js';
import { showComposer } from './composer.js';
import { showDevices } from './devices.js';
import { byId } from './dom.js';
import { showDrawers } from './drawers.js';
import { icon } from './icons.js';
import { listen } from './live.js';
import { model } from './model.js';
import { showPeople } from './people.js';
import { showSpaces } from './spaces.js';
import { showTheme } from './theme.js';
import { showThread } from './thread.js';

const ICONS = { 'open-spaces': 'menu', 'open-devices': 'screen', attach: 'clip', mention: 'at', send: 'send' };

for (const [id, shape] of Object.entries(ICONS)) byId(id).append(icon(shape));
model.session = expected(await playground('/session'), isSession);
showTheme();
showPeople();
showSpaces();
showThread();
showComposer();
showDevices();
showDrawers();
listen();

/** The address names the person and the space, so that a reload or a second window opens the same. */
const place = () => {
  const asked = new URLSearchParams(location.hash.slice(1));
  return /** @type {const} */ ([asked.get('be') ?? '', asked.get('space') ?? undefined]);
};
model.on(['room'], () => {
  const words = new URLSearchParams({ be: model.me.email, ...(model.roomId ? { space: model.roomId } : {}) });
  history.replaceState(null, '', `#${words}`);
});
await attempt(() => be(...place()));
addEventListener('hashchange', () => attempt(() => be(...place())));
document.documentElement.dataset['ready'] = 'yes';
