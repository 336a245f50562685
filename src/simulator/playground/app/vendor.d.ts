/** The browser build of markdown-it, as the router serves it. */
declare module '*/vendor/markdown-it.js' {
  export { default } from 'markdown-it';
}
