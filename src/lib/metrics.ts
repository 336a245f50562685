import Histogram from 'prom-client/lib/histogram.js';
import Registry from 'prom-client/lib/registry.js';
import { addCounter, addGauge, addOutcomes, type Source } from './figures.ts';
import { addProcessFigures } from './process-figures.ts';
import { addWebexCalls } from './webex-figures.ts';

/** own: an event the bot caused itself. aside: signed, but nothing it can work. refused: overloaded, stopping, store down. */
const RECEIVED = ['accepted', 'duplicate', 'own', 'aside', 'forged', 'refused'] as const;
/** retry: failed, and will be tried again. aside: given up, and kept for somebody to look at. */
const WORKED = ['done', 'retry', 'aside'] as const;
/** uncertain: sent, and nobody knows whether the device did it. */
const COMMANDED = ['done', 'refused', 'failed', 'uncertain'] as const;

/** What is looked up when somebody asks for the figures; undefined when it isn't known now. */
export interface Watched {
  /** Events that were acknowledged and are not worked yet. */
  queued: Source;
  /** Events that were given up and wait for somebody to look at them. */
  aside: Source;
  /** Entries of the audit that its webhook has yet to take. */
  unsent: Source;
  /** Seconds until every pause that Webex asked for is over. */
  cooldown: Source;
}

/** The figures of this process. Every method but `expose` costs about a microsecond at most. */
export interface Metrics {
  /** One delivery came to the webhook. */
  received(outcome: (typeof RECEIVED)[number]): void;
  /** One delivery was answered, after so many seconds. */
  acknowledged(seconds: number): void;
  /** The work of one event ended. */
  worked(outcome: (typeof WORKED)[number], seconds: number): void;
  /** One request to Webex. `route` is a template such as `/messages/:id`, never an id; `none` stands for no answer. */
  called(method: string, route: string, status: number | 'none', seconds: number): void;
  /** Webex asked for a pause. */
  cooled(): void;
  /** One command to a device ended. */
  commanded(outcome: (typeof COMMANDED)[number]): void;
  /** Hands in where gauges get their values; one that was never handed in has none. */
  watch(figures: Partial<Watched>): void;
  /** All figures in the Prometheus text format, and its content type. */
  expose(): Promise<{ type: string; text: string }>;
}

const ACK_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const WORK_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** Figures in a registry of their own, so that two bots in one process (tests) don't share them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const add = addOutcomes;

  const received = add(registry, 'device_bot_events_received_total', 'Deliveries at the webhook by outcome.', RECEIVED);
  const commanded = add(registry, 'device_bot_commands_total', 'Commands sent to devices by outcome.', COMMANDED);
  const acknowledgement = new Histogram({
    name: 'device_bot_event_ack_duration_seconds',
    help: 'Time from a delivery at the webhook to its answer.',
    buckets: ACK_SECONDS,
    registers,
  });
  const work = new Histogram({
    name: 'device_bot_event_work_duration_seconds',
    help: 'Time the work of an event took, by how it ended.',
    labelNames: ['outcome'],
    buckets: WORK_SECONDS,
    registers,
  });
  for (const outcome of WORKED) work.zero({ outcome });
  const workOf = new Map(WORKED.map((outcome) => [outcome, work.labels(outcome)]));

  const called = addWebexCalls(registry);
  let cooldowns = 0;
  addCounter(registry, 'device_bot_webex_cooldowns_total', 'Pauses that Webex asked for.', () => cooldowns);
  const watched: Partial<Watched> = {};
  const gauges: [string, string, keyof Watched][] = [
    ['device_bot_webex_cooldown_seconds', 'Seconds left of the longest pause that Webex asked for.', 'cooldown'],
    ['device_bot_queued_events', 'Events acknowledged and not worked yet.', 'queued'],
    ['device_bot_audit_unsent_entries', 'Entries of the audit that its webhook has yet to take.', 'unsent'],
    ['device_bot_set_aside_events', 'Events given up, kept to be looked at and replayed.', 'aside'],
  ];
  for (const [name, help, source] of gauges) addGauge(registry, name, help, () => watched[source]?.());
  addProcessFigures(registry);

  return {
    received,
    acknowledged: (seconds) => acknowledgement.observe(seconds),
    worked: (outcome, seconds) => workOf.get(outcome)?.observe(seconds),
    called,
    cooled() {
      cooldowns += 1;
    },
    commanded,
    watch: (figures) => void Object.assign(watched, figures),
    expose: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}

/** Counts nothing: for tests, and for parts that are used without an app around them. */
export const noMetrics: Metrics = {
  received() {},
  acknowledged() {},
  worked() {},
  called() {},
  cooled() {},
  commanded() {},
  watch() {},
  expose: () => Promise.resolve({ type: 'text/plain', text: '' }),
};
