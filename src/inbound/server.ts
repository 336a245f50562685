import { createServer, type RequestListener, type Server } from 'node:http';

export interface ServerLimits {
  /** Milliseconds for all headers of a request. */
  headersMs?: number;
  /** Milliseconds for the whole request, its body too. */
  requestMs?: number;
  /** How often overdue connections are looked for; they are answered with 408. */
  checkMs?: number;
}

/** An HTTP server that a slow or silent sender can't hold: Node's own defaults let it stay for minutes. */
export function createHttpServer(
  listener: RequestListener,
  { headersMs = 5_000, requestMs = 10_000, checkMs = 2_000 }: ServerLimits = {},
): Server {
  return createServer(
    {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkMs,
      // Longer than the 60 s at which common reverse proxies let go, so that they never reuse a closed connection.
      keepAliveTimeout: 65_000,
    },
    listener,
  );
}
