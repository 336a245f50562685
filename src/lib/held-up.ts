/** Keeps a rollout from going on: `why` is a sentence for people. Thrown by what acts for whoever asked. */
export class HeldUp extends Error {
  readonly needsLogin: boolean;

  constructor(why: string, { needsLogin = false, cause }: { needsLogin?: boolean; cause?: unknown } = {}) {
    super(why, { cause });
    this.name = new.target.name;
    this.needsLogin = needsLogin;
  }
}

/** Keeps one device from being changed for now, and nothing was sent: the rollout was paused, cancelled, or has to wait. */
export class NotNow extends Error {
  constructor(cause?: unknown) {
    super('Not now.', { cause });
    this.name = new.target.name;
  }
}
