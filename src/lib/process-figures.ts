import type Registry from 'prom-client/lib/registry.js';
import { addCounter, addGauge } from './figures.ts';

/**
 * A few figures of the process under the names that Prometheus clients agree on. Each is one cheap call when somebody asks;
 * prom-client's own set keeps a timer for the event loop's delay and an observer of every garbage collection.
 */
export function addProcessFigures(registry: Registry): void {
  const startedAt = Math.round(Date.now() / 1000 - process.uptime());
  addGauge(
    registry,
    'process_start_time_seconds',
    'When the process started, in seconds since the epoch.',
    () => startedAt,
  );
  addGauge(registry, 'process_resident_memory_bytes', 'Resident memory of the process.', () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    registry,
    'nodejs_heap_size_used_bytes',
    'Memory of JavaScript values.',
    () => process.memoryUsage().heapUsed,
  );
  addCounter(registry, 'process_cpu_seconds_total', 'Processor time of the process.', () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
  addCounter(
    registry,
    'nodejs_eventloop_active_seconds_total',
    'Time the event loop was not idle; its rate is the load.',
    () => performance.eventLoopUtilization().active / 1000,
  );
}
