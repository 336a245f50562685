import { attempt, be } from './actions.js';
import { byId, el, fill } from './dom.js';
import { avatar } from './icons.js';
import { model } from './model.js';

/** The switch at the top: who of the simulated people one is. */
export function showPeople() {
  const place = byId('be');
  const legend = place.firstElementChild;
  const draw = () => {
    const focused = place.contains(document.activeElement);
    fill(place, legend, ...model.session.people.map(option));
    if (focused) /** @type {HTMLElement | null} */ (place.querySelector('input:checked'))?.focus();
  };
  model.on(['me'], draw);
  model.on(['unread'], markUnread);
}

/** @param {import('./types.d.ts').Me} person */
function option({ id, email, displayName, nickName, role }) {
  const choose = () => attempt(() => be(email));
  return el(
    'label',
    { class: 'be__option', title: `${displayName}, ${role}`, 'data-person': id },
    el('input', {
      type: 'radio',
      name: 'be',
      value: email,
      checked: id === model.me.id,
      'aria-label': `${displayName}, ${role}`,
      onchange: choose,
    }),
    avatar({ name: displayName, small: true }),
    el('span', { class: 'be__names' }, nickName, el('small', {}, role)),
  );
}

/** A dot on the others who have something new. */
function markUnread() {
  for (const label of byId('be').querySelectorAll('label')) {
    const id = label.dataset['person'] ?? '';
    label.classList.toggle('has-news', id !== model.me.id && model.unreadOf(id).size > 0);
  }
}
