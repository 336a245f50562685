/** The browser build of markdown-it, as the router serves it. */
declare module '*/vendor/markdown-it.js' {
  export { default } from 'markdown-it';
}

/** The browser build of adaptivecards, which is no module: the page loads it before its own. */
declare var AdaptiveCards: typeof import('adaptivecards');
