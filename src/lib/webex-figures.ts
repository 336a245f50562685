import Counter from 'prom-client/lib/counter.js';
import Histogram from 'prom-client/lib/histogram.js';
import type Registry from 'prom-client/lib/registry.js';

const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Routes are templates, so there are a few dozen of these. Should one ever be made of ids, memory stays bounded. */
const MOST = 500;

type Called = (method: string, route: string, status: number | 'none', seconds: number) => void;

/** Requests to Webex by method, route and status, and the time they take. */
export function addWebexCalls(registry: Registry): Called {
  interface Entry {
    labels: { method: string; route: string; status: string };
    count: number;
    observe(seconds: number): void;
  }
  const entries = new Map<string, Entry>();
  const registers = [registry];

  function collect(this: Counter<'method' | 'route' | 'status'>): void {
    this.reset();
    for (const { labels, count } of entries.values()) this.inc(labels, count);
  }
  new Counter({
    name: 'device_bot_webex_calls_total',
    help: 'Requests to Webex by method, route and status; the status is none when no answer came.',
    labelNames: ['method', 'route', 'status'],
    registers,
    collect,
  });
  const time = new Histogram({
    name: 'device_bot_webex_call_duration_seconds',
    help: 'Time of one request to Webex, without waits for a rate limit.',
    labelNames: ['method', 'route'],
    buckets: CALL_SECONDS,
    registers,
  });

  function add(method: string, route: string, status: string): Entry {
    const { observe } = time.labels(method, route);
    const entry = { labels: { method, route, status }, count: 0, observe };
    entries.set(keyOf(method, route, status), entry);
    return entry;
  }

  return (method, route, status, seconds) => {
    let entry = entries.get(keyOf(method, route, status));
    if (!entry && entries.size < MOST) entry = add(method, route, String(status));
    entry ??= entries.get(keyOf('other', 'other', 'none')) ?? add('other', 'other', 'none');
    entry.count += 1;
    entry.observe(seconds);
  };
}

const keyOf = (method: string, route: string, status: string | number) => `${method} ${route} ${status}`;
