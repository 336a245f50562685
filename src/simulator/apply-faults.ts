import type { Request, RequestHandler, Response } from 'express';
import { ApiError } from './errors.ts';
import type { ActiveFault, Faults } from './faults.ts';

/** Lets the rate limit and the faults that are on come over a request, before its route sees it. */
export const applyFaults =
  (faults: Faults): RequestHandler =>
  async (req, res, next) => {
    // Who asks for a token has none yet: they share one limit.
    const seconds = faults.secondsToWait(String(res.locals['token'] ?? ''), req.path);
    if (seconds !== undefined) throw new ApiError(429, undefined, undefined, { 'Retry-After': String(seconds) });
    for (const fault of faults.meet(req.method, req.path, req.query)) {
      if (fault.after || fault.effect === 'malformed') spoilAnswer(req, res, fault);
      else if (fault.effect === 'latency') await faults.pause(fault);
      else return spoilRequest(req, res, fault);
    }
    next();
  };

function spoilRequest(req: Request, res: Response, fault: ActiveFault): void {
  if (fault.effect === 'html') answerPage(res);
  if (fault.effect === 'drop') req.socket.destroy();
  if (fault.effect === 'status') throw faultStatus(fault);
}

/** What a proxy with troubles of its own says: no contract has it. */
function answerPage(res: Response): Response {
  res.locals['unreported'] = true;
  const page = '<!doctype html><title>One moment</title><p>The service is busy. Please come back later.';
  res.status(200).setHeader('Content-Type', 'text/html; charset=utf-8').setHeader('Content-Length', page.length);
  return res.end(page);
}

function faultStatus({ status, retryAfter }: ActiveFault): ApiError {
  return new ApiError(
    status,
    undefined,
    undefined,
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );
}

/** The route does its work, then the answer goes wrong on its way out: everything leaves through `send`. */
function spoilAnswer(req: Request, res: Response, fault: ActiveFault): void {
  const end = res.end;
  res.locals['isSpoilt'] = true;
  const restored = () => {
    res.end = end;
    return res;
  };
  const spoilt = (chunk?: unknown): Response => {
    if (fault.effect === 'hang') return res;
    if (fault.effect === 'drop') {
      req.socket.destroy();
      return res;
    }
    restored();
    if (fault.effect === 'latency') {
      setTimeout(() => (chunk === undefined ? res.end() : res.end(chunk)), fault.ms).unref();
      return res;
    }
    if (fault.effect === 'html') return answerPage(res);
    if (fault.effect === 'malformed') {
      if (!Buffer.isBuffer(chunk) && typeof chunk !== 'string') return res.end();
      const whole = String(chunk);
      const half = whole.slice(0, Math.max(1, Math.floor(whole.length / 2)));
      res.setHeader('Content-Length', Buffer.byteLength(half));
      return res.end(half);
    }
    const { message, status, headers } = faultStatus(fault);
    for (const name of ['Content-Length', 'Link']) res.removeHeader(name);
    for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
    const trackingId = String(res.getHeader('Trackingid') ?? '');
    return res.status(status).json({ message, errors: [{ description: message }], trackingId });
  };
  res.end = spoilt;
}
