import { el } from './dom.js';

/** Outlines on a 24 × 24 grid. @type {Record<string, string>} */
const SHAPES = {
  menu: 'M4 7h16M4 12h16M4 17h16',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2z',
  screen: 'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM9 20h6M12 16v4',
  people:
    'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11zM3 19.5c0-3 2.7-5 6-5s6 2 6 5M16 4.9a3.2 3.2 0 0 1 0 5.9M17.5 14.8c2.2.6 3.7 2.3 3.7 4.7',
  clip: 'M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.8 17a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
  at: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM16 8v5.2a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.6 7.2',
  send: 'M4.5 12L3 4.5 21 12 3 19.5 4.5 12zM4.5 12H12',
  reply: 'M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6',
  pencil: 'M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19l-4 1z',
  bin: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 11v5M13.5 11v5',
  file: 'M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5',
  back: 'M15 5l-7 7 7 7',
  speaker: 'M4 9.5v5h3.5L12 18V6L7.5 9.5H4zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  quiet: 'M4 9.5v5h3.5L12 18V6L7.5 9.5H4zM16 9.5l5 5M21 9.5l-5 5',
  microphone: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4',
  muted:
    'M15 10V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.8 2.4M6 11a6 6 0 0 0 9.8 4.6M18 11a6 6 0 0 1-.5 2.4M12 17v4M4 3l16 17',
  call: 'M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4 5.7a2 2 0 0 1 2-2.2z',
  off: 'M12 3.5v8M6.5 6.8a8 8 0 1 0 11 0',
  sleep: 'M20 14.2A8.2 8.2 0 0 1 9.8 4a8.2 8.2 0 1 0 10.2 10.2zM15 4h4l-4 5h4',
  present:
    'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM12 13.5V8M9.5 10.2L12 7.7l2.5 2.5M9 20h6',
};

const SVG = 'http://www.w3.org/2000/svg';

/**
 * A picture beside words that say the same, so screen readers skip it.
 * @param {string} name
 * @param {string} [size]
 */
export function icon(name, size = '') {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon ${size}`.trim());
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', SHAPES[name] ?? '');
  svg.append(path);
  return svg;
}

/**
 * A round picture with a person's initials; bots and rooms look different.
 * @param {{name: string, kind?: 'person' | 'bot' | 'room', small?: boolean}} who
 */
export function avatar({ name, kind = 'person', small = false }) {
  const words = name.split(/\s+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  const initials = letters.map((word) => [...(word ?? '')][0] ?? '').join('');
  let sum = 0;
  for (const letter of name) sum = (sum * 189 + (letter.codePointAt(0) ?? 0)) % 9973;
  return el(
    'span',
    {
      class: `avatar avatar--${kind}${small ? ' avatar--small' : ''}`,
      'data-hue': kind !== 'bot' && sum % 6,
      'aria-hidden': 'true',
    },
    initials.toUpperCase(),
  );
}
