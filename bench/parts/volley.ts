import { connect, type Socket } from 'node:net';
import type { Delivery } from './deliveries.ts';

/** What came of a volley. */
export interface Volley {
  acknowledged: Delivery[];
  /** All that were begun. */
  sent: Delivery[];
  /** Answered with anything but success, or not at all. */
  refused: number;
  /** From the first byte sent to the last of the answer, in milliseconds, sorted. */
  latencies: number[];
  perSecond: number;
}

export interface VolleyOptions {
  port: number;
  /** Kept open; each has one request under way. */
  connections: number;
  /** No delivery is begun after so many milliseconds. */
  ms?: number;
  onAcknowledged?(count: number): void;
}

const END = '\r\n\r\n';
/** An answer that takes longer is one that never comes. */
const PATIENCE_MS = 20_000;

/**
 * Sends deliveries over connections that stay open. By hand: a client of HTTP would take more of the processor than the
 * receiver does, and the bench would measure the client.
 */
export async function fire(deliveries: readonly Delivery[], options: VolleyOptions): Promise<Volley> {
  const { port, connections, ms = Number.POSITIVE_INFINITY, onAcknowledged } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const acknowledged: Delivery[] = [];
  const latencies: number[] = [];
  let next = 0;
  let refused = 0;
  const from = performance.now();
  let last = from;

  async function through(socket: Socket): Promise<void> {
    while (performance.now() - from < ms) {
      const delivery = deliveries[next++];
      if (!delivery) return;
      const begun = performance.now();
      const status = await exchange(socket, delivery.request);
      last = performance.now();
      if (status === 200 || status === 204) {
        latencies.push(last - begun);
        acknowledged.push(delivery);
        onAcknowledged?.(acknowledged.length);
      } else refused += 1;
      if (status === undefined) return;
    }
  }

  await Promise.all(sockets.map(through));
  for (const socket of sockets) socket.destroy();
  latencies.sort((a, b) => a - b);
  return {
    acknowledged,
    sent: deliveries.slice(0, next),
    refused,
    latencies,
    perSecond: (acknowledged.length * 1000) / (last - from),
  };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket)).setNoDelay(true);
    socket.setTimeout(PATIENCE_MS, () => socket.destroy());
    // What breaks later is told by "close".
    socket.on('error', reject);
  });
}

/** Resolves with the status of the answer; undefined when the connection breaks. */
function exchange(socket: Socket, request: Buffer): Promise<number | undefined> {
  return new Promise((resolve) => {
    let heard = '';
    const done = (status: number | undefined) => {
      socket.off('data', hear).off('close', lose);
      resolve(status);
    };
    const lose = () => done(undefined);
    const hear = (chunk: Buffer) => {
      heard += chunk.toString('latin1');
      const end = heard.indexOf(END);
      if (end === -1) return;
      const length = Number(/^content-length: (\d+)$/im.exec(heard.slice(0, end))?.[1] ?? 0);
      if (heard.length >= end + END.length + length) done(Number(heard.slice(9, 12)));
    };
    if (socket.destroyed) return resolve(undefined);
    socket.on('data', hear).once('close', lose);
    socket.write(request);
  });
}
