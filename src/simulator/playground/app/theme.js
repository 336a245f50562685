import { byId, fill } from './dom.js';
import { icon } from './icons.js';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The button for light and dark. Pressing back to what the system says forgets the choice. */
export function showTheme() {
  const button = byId('theme');
  const root = document.documentElement;
  const isDark = () => (root.dataset['theme'] ? root.dataset['theme'] === 'dark' : dark.matches);
  const draw = () => {
    fill(button, icon(isDark() ? 'sun' : 'moon'));
    const label = isDark() ? 'Use the light theme' : 'Use the dark theme';
    button.setAttribute('aria-label', label);
    button.title = label;
  };
  button.addEventListener('click', () => {
    const wanted = isDark() ? 'light' : 'dark';
    if ((wanted === 'dark') === dark.matches) {
      delete root.dataset['theme'];
      localStorage.removeItem('theme');
    } else {
      root.dataset['theme'] = wanted;
      localStorage.setItem('theme', wanted);
    }
    draw();
  });
  dark.addEventListener('change', draw);
  draw();
}
