import { z } from 'zod';
import { type Call, segment } from './call.ts';

/** A press of a card's button. `inputs` is whatever the client sent: check every one. */
export const AttachmentAction = z.object({
  id: z.string(),
  messageId: z.string(),
  roomId: z.string(),
  personId: z.string(),
  inputs: z.record(z.string(), z.unknown()).catch({}),
  created: z.string().catch(''),
});
export type AttachmentAction = z.infer<typeof AttachmentAction>;

export interface AttachmentActions {
  get(id: string): Promise<AttachmentAction>;
}

/** https://developer.webex.com/docs/api/v1/attachment-actions */
export function attachmentActions(call: Call): AttachmentActions {
  return {
    get: async (id) =>
      (await call({ method: 'GET', path: `/attachment/actions/${segment(id)}` }, AttachmentAction)).data,
  };
}
