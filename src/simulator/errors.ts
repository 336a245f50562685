import type { ErrorRequestHandler, RequestHandler } from 'express';

/** Texts that live Webex was seen to answer with; a client must rely on the status alone. */
const TEXT: Record<number, string> = {
  400: 'The request could not be understood by the server due to malformed syntax.',
  401: 'The request requires a valid access token set in the Authorization request header.',
  403: 'The server understood the request, but refused to fulfill it because the access token is missing required scopes or the user is missing required roles or licenses.',
  404: 'The requested resource could not be found.',
  409: 'The request could not be processed because it conflicts with some established rule of the system.',
  415: 'The request entity has a media type which the server or resource does not support.',
  429: 'Too Many Requests',
  502: 'Device is not reachable',
};

/** Thrown by any route; becomes Webex's error body `{message, errors, trackingId}`. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: string[];
  readonly headers: Record<string, string>;

  /** `errors` are the descriptions of the body's `errors[]`; left out, the message is repeated there as Webex does. */
  constructor(status: number, message?: string, errors?: string[], headers: Record<string, string> = {}) {
    const text = message ?? TEXT[status] ?? 'Something unexpected went wrong.';
    super(text);
    this.status = status;
    this.errors = errors ?? [text];
    this.headers = headers;
  }
}

export const unknownRoute: RequestHandler = () => {
  throw new ApiError(404);
};

/** The last handler of the API: every failure leaves in Webex's own shape, with the tracking id of the request. */
export const answerError: ErrorRequestHandler = (error, _req, res, _next) => {
  const known = error instanceof ApiError ? error : asApiError(error);
  for (const [name, value] of Object.entries(known.headers)) res.setHeader(name, value);
  res.status(known.status).json({
    message: known.message,
    errors: known.errors.map((description) => ({ description })),
    trackingId: String(res.getHeader('Trackingid') ?? ''),
  });
};

/** express.json and its kin raise errors that carry a status; anything else is a fault of the simulator itself. */
function asApiError(error: unknown): ApiError {
  const status = typeof error === 'object' && error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 500 ? new ApiError(status) : new ApiError(500, `Simulator fault: ${String(error)}`);
}
