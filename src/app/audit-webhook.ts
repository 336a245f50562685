import { createAuditPost } from '#jobs/audit-post.ts';
import { createAuditWebhook } from '#jobs/audit-webhook.ts';
import type { Work } from '#jobs/work.ts';
import type { Clock } from '#lib/clock.ts';
import type { Logger } from '#lib/log.ts';
import type { Metrics } from '#lib/metrics.ts';
import type { Store } from '#store/index.ts';
import type { Config } from '../config.ts';

interface Options {
  config: Pick<Config, 'auditWebhook'>;
  store: Pick<Store, 'audit'>;
  work: Work;
  metrics: Metrics;
  clock: Clock;
  log: Logger;
}

/** Sends the audit on, where the settings say so. `start` once the work has started; `stop` before it stops. */
export function sendAuditOn({ config, store, work, metrics, clock, log }: Options) {
  const { outbox } = store.audit;
  const { auditWebhook } = config;
  if (!auditWebhook)
    return {
      start: () =>
        void outbox
          .note({ isOn: false })
          .catch((error) => log.warn({ err: error }, 'that nothing is sent on was not noted')),
      stop: async () => {},
    };
  const post = createAuditPost({ ...auditWebhook, now: () => clock.now() });
  const webhook = createAuditWebhook({ outbox, post, work, clock, log });
  metrics.watch({ unsent: async () => (await outbox.waiting()).count });
  return {
    start: () => webhook.start(),
    async stop() {
      await webhook.stop();
      await post.close();
    },
  };
}
