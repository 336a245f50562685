import { z } from 'zod';
import { badRequest } from './requests.ts';

/** The most bytes of `text` and of `markdown` (https://developer.webex.com/messaging/docs/api/v1/messages). */
const MOST_TEXT_BYTES = 7_439;

/** Live Webex refuses cards somewhere above this size; the exact limit is not documented. */
const MOST_CARD_BYTES = 22 * 1024;

const Words = z.string().refine((words) => Buffer.byteLength(words) <= MOST_TEXT_BYTES, {
  message: `Message length limited to ${MOST_TEXT_BYTES} bytes before encryption.`,
});

const Card = z.looseObject({
  type: z.literal('AdaptiveCard'),
  version: z.string().regex(/^1\.[0-3]$/, 'Cards are supported up to version 1.3.'),
});

const CardAttachment = z.object({
  contentType: z.literal('application/vnd.microsoft.card.adaptive'),
  content: Card.refine((card) => Buffer.byteLength(JSON.stringify(card)) <= MOST_CARD_BYTES, {
    message: `A card may hold at most ${MOST_CARD_BYTES} bytes.`,
  }),
});

const Target = {
  roomId: z.string().optional(),
  toPersonId: z.string().optional(),
  toPersonEmail: z.string().optional(),
  parentId: z.string().optional(),
};

/** The body of `POST /messages`. */
export const MessageDraft = z.object({
  ...Target,
  text: Words.optional(),
  markdown: Words.optional(),
  files: z
    .array(z.url({ protocol: /^https?$/ }))
    .max(1)
    .optional(),
  attachments: z.array(CardAttachment).max(1).optional(),
});
export type MessageDraft = z.infer<typeof MessageDraft>;

/** The fields of a multipart `POST /messages`; the file comes beside them. */
export const MultipartDraft = z.object({ ...Target, text: Words.optional(), markdown: Words.optional() });

/** The body of `PUT /messages/{id}`. `files`, `attachments` and `html` may not be edited. */
export const MessageEdit = z
  .object({
    roomId: z.string(),
    text: Words.optional(),
    markdown: Words.optional(),
    html: z.undefined({ error: 'html can not be set.' }).optional(),
    files: z.undefined({ error: 'Files can not be edited.' }).optional(),
    attachments: z.undefined({ error: 'Attachments can not be edited.' }).optional(),
  })
  .refine(({ text, markdown }) => Boolean(text ?? markdown), { message: 'text or markdown is needed.' });

/** What the schema alone can't say: exactly one target, and something to send. */
export function checkDraft(draft: MessageDraft, hasFile: boolean): void {
  const targets = [draft.roomId, draft.toPersonId, draft.toPersonEmail].filter((target) => target !== undefined);
  if (targets.length !== 1)
    throw badRequest('Exactly one of roomId, toPersonId and toPersonEmail should be specified.');
  const isEmpty = !draft.text && !draft.markdown && !draft.attachments?.length && !hasFile;
  if (isEmpty) throw badRequest('One of text, markdown, files and attachments should be specified.');
}
