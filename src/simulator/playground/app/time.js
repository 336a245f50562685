const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const long = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** @param {string | number} date */
export const timeOf = (date) => clock.format(new Date(date));

/** @param {string} date */
export const exactTime = (date) => exact.format(new Date(date));

/** @param {string} date */
export function dayOf(date) {
  const day = new Date(date);
  const now = new Date();
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === now.toDateString()) return 'Today';
  return day.toDateString() === yesterday.toDateString() ? 'Yesterday' : long.format(day);
}
