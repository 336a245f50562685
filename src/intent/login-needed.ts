import { Problem } from '#lib/problem.ts';

/** none: they never logged in. scopes: their login does not go so far. over: it has ended. */
export type LoginLack = 'none' | 'scopes' | 'over';

const TITLES: Readonly<Record<LoginLack, string>> = {
  none: 'You have to log in for that',
  scopes: 'Your login does not go so far',
  over: 'Your login has ended',
};

/** What somebody asked for is done with their own rights, and the bot has no token of theirs that would do. */
export class LoginNeeded extends Problem {
  readonly lack: LoginLack;
  /** Whose login it is; the id of a person. */
  readonly personId: string;

  constructor({ lack, personId, missing }: { lack: LoginLack; personId: string; missing?: string }) {
    super(TITLES[lack], {
      code: 'login-needed',
      hint: `I do this with your own rights in Webex.${missing === undefined ? '' : ` It takes a login that may ${missing}.`} Log in, then ask again.`,
      next: [{ title: 'Log in', say: 'login' }],
    });
    this.lack = lack;
    this.personId = personId;
  }
}
