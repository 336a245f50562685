import { Problem } from '#lib/problem.ts';
import { duration } from '#lib/time.ts';

/** refused: Webex answered with an error. no-answer: none came. bad-answer: it could not be read. */
export type WebexErrorKind = 'refused' | 'no-answer' | 'bad-answer';

/**
 * What became of the request. refused: Webex did not do it. not-sent: it never left. unknown: it may have been done.
 * Only a change can be `unknown`; a read changes nothing, so it is `refused` or `not-sent`.
 */
export type Outcome = 'refused' | 'unknown' | 'not-sent';

export interface WebexErrorOptions {
  code: string;
  kind: WebexErrorKind;
  outcome: Outcome;
  status?: number;
  hint?: string;
  /** Webex's own words about what was wrong, for example about a command's argument. Untrusted text. */
  details?: string[];
  trackingId?: string;
  retryAfterMs?: number;
  cause?: unknown;
}

/** A call to Webex that did not succeed. The message is a sentence safe to show; it never holds a token. */
export class WebexError extends Problem {
  readonly status: number | undefined;
  readonly kind: WebexErrorKind;
  readonly outcome: Outcome;
  readonly details: string[];
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: WebexErrorOptions) {
    const { code, hint, trackingId, cause } = options;
    super(message, { code, hint, trackingId, cause });
    this.status = options.status;
    this.kind = options.kind;
    this.outcome = options.outcome;
    this.details = options.details ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

interface Words {
  code: string;
  message: string;
  hint?: string;
}

const WORDS: Record<number, Words> = {
  401: {
    code: 'webex-token',
    message: "Webex refused the bot's access token.",
    hint: 'Check WEBEX_BOT_TOKEN. A token regenerated on developer.webex.com makes the old one invalid.',
  },
  403: {
    code: 'webex-forbidden',
    message: 'Webex does not allow the bot to do this.',
    hint: 'For a device: Control Hub → Workspaces → the workspace → Devices → Edit API access → give the bot full access.',
  },
  404: {
    code: 'webex-not-found',
    message: "Webex can't find this, or it may not be seen with these rights.",
    hint: 'It may have been deleted, or access to it was taken away.',
  },
  409: {
    code: 'webex-conflict',
    message: 'Webex refused: this conflicts with something that is already there.',
    hint: 'Look at the present state, then try again.',
  },
  410: { code: 'webex-gone', message: 'Webex says that this no longer exists.' },
  413: { code: 'webex-too-large', message: 'Webex refused: the request is too large.' },
  423: {
    code: 'webex-locked',
    message: 'Webex has this locked at the moment.',
    hint: 'Try again in a minute.',
  },
};

/** Builds the error for a status of 400 and more. `outcome` of a 5xx answer to a change is `unknown`. */
export function refusal(answer: {
  status: number;
  details: string[];
  isRead: boolean;
  trackingId?: string;
  retryAfterMs?: number;
}): WebexError {
  const { status, details, isRead } = answer;
  const { code, message, hint } = wordsFor(status, details, answer.retryAfterMs);
  const outcome = status >= 500 && !isRead ? 'unknown' : 'refused';
  return new WebexError(message, { ...answer, code, hint, kind: 'refused', outcome });
}

function wordsFor(status: number, details: string[], retryAfterMs: number | undefined): Words {
  const known = WORDS[status];
  if (known) return known;
  if (status === 429) return rateLimited(retryAfterMs);
  // The device's own words come in brackets.
  const said = details[0] ? `: ${details[0].replace(/^\[(.*)\]$/s, '$1').replace(/[.\s]+$/, '')}.` : '.';
  if (status === 400) return { code: 'webex-bad-request', message: `Webex did not accept the request${said}` };
  if (status >= 500) {
    const hint = 'Try again in a minute. status.webex.com tells about outages.';
    return { code: 'webex-unavailable', message: `Webex answered with an error (${status})${said}`, hint };
  }
  return { code: 'webex-refused', message: `Webex refused the request (${status})${said}` };
}

function rateLimited(waitMs: number | undefined): Words {
  const time = waitMs === undefined ? '' : ` of ${duration(Math.ceil(waitMs / 1000) * 1000)}`;
  return {
    code: 'webex-rate-limit',
    message: `Webex asks for a pause${time} (rate limit).`,
    hint: 'Nothing was done. Try again after that time.',
  };
}

/** Every call of this client waits: Webex's pause is longer than the caller is ready to wait. */
export function stillCooling(retryAfterMs: number): WebexError {
  const { code, message, hint } = rateLimited(retryAfterMs);
  return new WebexError(message, { code, hint, kind: 'refused', outcome: 'not-sent', status: 429, retryAfterMs });
}

export function badAnswer(isRead: boolean, trackingId: string | undefined, cause?: unknown): WebexError {
  return new WebexError('Webex answered with something the bot could not read.', {
    code: 'webex-bad-answer',
    kind: 'bad-answer',
    outcome: isRead ? 'refused' : 'unknown',
    hint: 'Try again. If it stays like this, check WEBEX_API_BASE and any proxy in between.',
    trackingId,
    cause,
  });
}

/** A connection that was never made: what the operating system and undici say before a byte of the request leaves. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Turns what undici throws into the bot's error. `timedOut` when the client itself gave up waiting. */
export function noAnswer(cause: unknown, isRead: boolean, trackingId: string, timedOut: boolean): WebexError {
  const code = errorCode(cause);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return badAnswer(isRead, trackingId, cause);
  if (NEVER_CONNECTED.has(code)) {
    const hint = `Check the network and WEBEX_API_BASE (${code}).`;
    return unanswered('webex-unreachable', "The bot can't reach Webex.", 'not-sent', trackingId, hint, cause);
  }
  const outcome = isRead ? 'refused' : 'unknown';
  if (timedOut || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return unanswered('webex-timeout', 'Webex did not answer in time.', outcome, trackingId, TRY_AGAIN, cause);
  }
  return unanswered('webex-reset', 'The connection to Webex broke.', outcome, trackingId, TRY_AGAIN, cause);
}

const TRY_AGAIN = 'Try again in a minute. status.webex.com tells about outages.';

function unanswered(
  code: string,
  message: string,
  outcome: Outcome,
  trackingId: string,
  hint: string,
  cause: unknown,
): WebexError {
  return new WebexError(message, { code, kind: 'no-answer', outcome, trackingId, hint, cause });
}

/** The person or a shutdown stopped the call while it waited its turn. */
export function stopped(): WebexError {
  return new WebexError('The request was stopped before it was sent.', {
    code: 'webex-stopped',
    kind: 'no-answer',
    outcome: 'not-sent',
  });
}

function errorCode(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

/**
 * Webex is away or busy for now, and what was asked for was certainly not done: it can be asked again later. A refused
 * token counts too, since it may be put right.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof WebexError) || error.outcome === 'unknown') return false;
  return error.kind !== 'refused' || error.status === 429 || error.status === 401 || (error.status ?? 0) >= 500;
}
