/** Why somebody overrides the limits of the policy. Untrusted text, of 10 to 200 characters. */
export interface Glass {
  reason: string;
}

/** One limit as its reader sees it. */
export interface LimitLine {
  /** "Quiet hours". */
  name: string;
  /** What it says, and in which line of the policy it stands. */
  text: string;
  /** It holds at this moment, and until then (ms since the epoch). */
  until?: number;
}

/** Requests that are left in this minute, of how many, and where that is said: "policy.yaml, line 2", "the settings". */
export interface Pace {
  left: number;
  perMinute: number;
  saidIn: string;
}

/** The limits that hold for one person in one space. */
export interface MyLimits {
  /** How the policy is called: "policy.yaml". */
  source: string;
  lines: readonly LimitLine[];
  person: Pace;
  space: Pace;
  /** They may override the limits that stand in a policy file. */
  mayBreakGlass: boolean;
  /** What the space is called that is told of it; undefined for those who may not, and where nobody knows. */
  told(): Promise<string | undefined>;
}

/** A reason as words that read back as the same one: with a colon or a quote of its own it stands in quotes. */
export const spelledReason = (reason: string): string =>
  /:\s|^["'“”„«‘’‚]/.test(reason) ? `"${reason.replace(/["\\]/g, '\\$&')}"` : reason;
