import { byId } from './dom.js';
import { model } from './model.js';

/**
 * The panes at the sides. Where there is room they stand beside the thread; on narrow screens they slide over it, and
 * Esc, the shade or a choice closes them.
 */
export function showDrawers() {
  const columns = byId('columns');
  const shade = byId('shade');
  const spaces = { pane: byId('spaces'), button: byId('open-spaces'), narrow: matchMedia('(max-width: 720px)') };
  const devices = { pane: byId('devices'), button: byId('open-devices'), narrow: matchMedia('(max-width: 1180px)') };
  const drawers = [spaces, devices];
  columns.classList.add('has-devices');

  const sync = () => {
    for (const { pane, button, narrow } of drawers) {
      const isShown = narrow.matches
        ? pane.classList.contains('is-open')
        : pane !== devices.pane || columns.classList.contains('has-devices');
      button.setAttribute('aria-expanded', String(isShown));
      pane.inert = narrow.matches && !isShown;
    }
    shade.classList.toggle(
      'is-open',
      drawers.some(({ pane, narrow }) => narrow.matches && pane.classList.contains('is-open')),
    );
  };
  const close = () => {
    for (const { pane, button } of drawers) {
      if (!pane.classList.contains('is-open')) continue;
      const hadFocus = pane.contains(document.activeElement);
      pane.classList.remove('is-open');
      if (hadFocus) button.focus();
    }
    sync();
  };
  for (const { pane, button, narrow } of drawers)
    button.addEventListener('click', () => {
      const wasOpen = pane.classList.contains('is-open');
      close();
      if (narrow.matches) pane.classList.toggle('is-open', !wasOpen);
      else columns.classList.toggle('has-devices');
      sync();
      if (narrow.matches && !wasOpen) /** @type {HTMLElement | null} */ (pane.querySelector('button, input'))?.focus();
    });
  shade.addEventListener('click', close);
  columns.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });
  for (const { narrow } of drawers)
    narrow.addEventListener('change', () => {
      close();
      sync();
    });
  model.on(['room'], close);
  sync();
}
