/** How often to look, in milliseconds. */
const EVERY_MS = 500;

/**
 * Calls `end` once when the npm that ran this script was ended. npm passes a signal on to its shell, and the shell ends
 * without passing it on to us: we would go on with nobody to stop us. A process that was not started by an npm script is
 * left alone, since its parent may well end before it.
 */
export function onNpmEnded(end: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, EVERY_MS).unref();
}
