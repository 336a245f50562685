/** What a person can do next: a button's title and the words it says for them. */
export interface NextStep {
  title: string;
  say: string;
}

export interface ProblemOptions {
  /** A stable word for logs, tests and the audit, such as `device-offline`. */
  code: string;
  /** What to try, as a sentence for the person. */
  hint?: string;
  /** Buttons for the card, the likeliest first. */
  next?: NextStep[];
  /** Webex's tracking id, when Webex was asked. */
  trackingId?: string;
  cause?: unknown;
}

/** An error whose message is a sentence safe to show: it says what failed and for which device, and never holds a secret. */
export class Problem extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly next: NextStep[];
  readonly trackingId: string | undefined;

  constructor(message: string, { code, hint, next = [], trackingId, cause }: ProblemOptions) {
    super(message, { cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
    this.next = next;
    this.trackingId = trackingId;
  }
}
