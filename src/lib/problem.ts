/** What a person can do next: a button's title and the words it says for them. */
export interface NextStep {
  title: string;
  say: string;
  /** The message whose file, or whose lines below the words, go with them. */
  of?: string | undefined;
}

export interface ProblemOptions {
  /** A stable word for logs, tests and the audit, such as `device-offline`. */
  code: string;
  /** What to try, as a sentence for the person. */
  hint?: string;
  /** Buttons for the card, the likeliest first. */
  next?: NextStep[];
  /** From when on it may be asked again: ms since the epoch, and the same in words for those who see no card. */
  askAgain?: { at: number; plain: string };
  /** Webex's tracking id, when Webex was asked. */
  trackingId?: string;
  cause?: unknown;
}

/** An error whose message is a sentence safe to show: it says what failed and for which device, and never holds a secret. */
export class Problem extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly next: NextStep[];
  readonly askAgain: { at: number; plain: string } | undefined;
  readonly trackingId: string | undefined;

  constructor(message: string, { code, hint, next = [], askAgain, trackingId, cause }: ProblemOptions) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.next = next;
    this.askAgain = askAgain;
    this.trackingId = trackingId;
  }
}
