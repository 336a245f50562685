import { z } from 'zod';
import { type Call, type CallRequest, query, segment } from './call.ts';
import { WebexError } from './errors.ts';
import { listPage } from './pages.ts';

/** `text` is plain, `html` is there when the message has mentions or formatting. Files are addresses. */
export const Message = z.object({
  id: z.string(),
  roomId: z.string(),
  roomType: z.string().optional().catch(undefined),
  personId: z.string(),
  personEmail: z.string().optional().catch(undefined),
  text: z.string().optional().catch(undefined),
  html: z.string().optional().catch(undefined),
  files: z.array(z.string()).optional().catch(undefined),
  mentionedPeople: z.array(z.string()).optional().catch(undefined),
  parentId: z.string().optional().catch(undefined),
  created: z.string().catch(''),
});
export type Message = z.infer<typeof Message>;

const Created = z.object({ id: z.string() });

interface Words {
  to: { roomId: string; parentId?: string } | { toPersonId: string };
  /** Plain text; at most 7,439 bytes. Needed beside a card, as what clients without cards show. */
  text?: string;
  markdown?: string;
}

/** A card or a file, not both: a file goes as multipart/form-data, which has no field for a card. One of each a message. */
export type NewMessage = Words &
  (
    | { /** An Adaptive Card of version 1.3 at most. */ card?: Record<string, unknown>; file?: undefined }
    | { card?: undefined; file: NewFile }
  );

export interface NewFile {
  name: string;
  /** A media type, such as image/png. */
  type: string;
  bytes: Uint8Array;
}

interface MessageFilter {
  roomId: string;
  parentId?: string;
  mentionedPeople?: 'me';
  /** The id of a message; those that are older come. */
  beforeMessage?: string;
  max?: number;
}

export interface Messages {
  get(id: string): Promise<Message>;
  /**
   * One page of a space's messages, the newest first: 50 unless `max` says otherwise, 100 at the highest, those before
   * `beforeMessage` when that is given. A bot may list a group space only with `mentionedPeople`.
   */
  list(filter: MessageFilter): Promise<Message[]>;
  /** Repeated after 429 only: any other failure might post it twice. */
  create(message: NewMessage): Promise<{ id: string }>;
  /** Changes what one's own message says, ten times at most; not of a message with a card or a file. Repeated after 429 only. */
  edit(id: string, message: { roomId: string; text: string }): Promise<void>;
  /** Resolves also when the message is gone already. */
  remove(id: string): Promise<void>;
}

const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** https://developer.webex.com/docs/api/v1/messages */
export function messages(call: Call): Messages {
  return {
    get: async (id) => (await call({ method: 'GET', path: `/messages/${segment(id)}` }, Message)).data,
    list: (filter) => listPage(call, `/messages${query({ ...filter })}`, Message),
    create: async (message) => (await call(await toRequest(message), Created)).data,
    edit: async (id, json) => {
      await call({ method: 'PUT', path: `/messages/${segment(id)}`, json }, Created);
    },
    async remove(id) {
      try {
        await call.none({ method: 'DELETE', path: `/messages/${segment(id)}` });
      } catch (error) {
        if (!(error instanceof WebexError) || error.status !== 404) throw error;
      }
    },
  };
}

async function toRequest({ to, text, markdown, card, file }: NewMessage): Promise<CallRequest> {
  const request = { method: 'POST', path: '/messages' } as const;
  if (!file) {
    const attachments = card && [{ contentType: CARD_TYPE, content: card }];
    return { ...request, json: { ...to, text, markdown, attachments } };
  }

  const form = new FormData();
  for (const [name, value] of Object.entries({ ...to, text, markdown })) if (value !== undefined) form.set(name, value);
  form.set('files', new File([Uint8Array.from(file.bytes)], file.name, { type: file.type }));
  // Encoded once into bytes, so that it can be sent again after a 429.
  const encoded = new Response(form);
  const type = encoded.headers.get('content-type') ?? 'multipart/form-data';
  return { ...request, raw: { type, bytes: new Uint8Array(await encoded.arrayBuffer()) } };
}
