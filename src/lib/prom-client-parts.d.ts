/**
 * The parts of prom-client 15 by themselves. Its main file also loads the cluster, the push gateway, summaries and the
 * OpenTelemetry API: 13 MB of memory and 45 ms of every start, against 3 MB and 7 ms for these four.
 */
declare module 'prom-client/lib/registry.js' {
  export { Registry as default } from 'prom-client';
}
declare module 'prom-client/lib/counter.js' {
  export { Counter as default } from 'prom-client';
}
declare module 'prom-client/lib/gauge.js' {
  export { Gauge as default } from 'prom-client';
}
declare module 'prom-client/lib/histogram.js' {
  export { Histogram as default } from 'prom-client';
}
