import { z } from 'zod';
import { type Call, query, segment } from './call.ts';
import { listAll } from './pages.ts';

/** `status` turns inactive after 100 failed deliveries within five minutes. Webex does not reliably show the secret. */
export const Webhook = z.object({
  id: z.string(),
  name: z.string().catch(''),
  targetUrl: z.string().catch(''),
  resource: z.string().catch(''),
  event: z.string().catch(''),
  filter: z.string().optional().catch(undefined),
  status: z.string().catch('active'),
});
export type Webhook = z.infer<typeof Webhook>;

interface NewWebhook {
  name: string;
  targetUrl: string;
  resource: string;
  event: string;
  secret: string;
}

export interface Webhooks {
  list(): Promise<Webhook[]>;
  create(webhook: NewWebhook): Promise<Webhook>;
  /** Resource and event can't be changed; `status: active` revives a webhook that Webex switched off. */
  update(id: string, change: { name: string; targetUrl: string; secret: string; status: 'active' }): Promise<Webhook>;
  remove(id: string): Promise<void>;
}

/** https://developer.webex.com/docs/api/v1/webhooks */
export function webhooks(call: Call): Webhooks {
  return {
    list: () => listAll(call, `/webhooks${query({ max: 100 })}`, Webhook),
    create: async (webhook) => (await call({ method: 'POST', path: '/webhooks', json: webhook }, Webhook)).data,
    update: async (id, change) =>
      (await call({ method: 'PUT', path: `/webhooks/${segment(id)}`, json: change }, Webhook)).data,
    remove: (id) => call.none({ method: 'DELETE', path: `/webhooks/${segment(id)}` }),
  };
}
