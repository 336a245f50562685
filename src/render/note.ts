import { plain } from './escape.ts';

/** A card with a small line below all else, which is not the answer's own: how the words came about that it answers. */
export function withNote(card: Record<string, unknown>, note: string | undefined): Record<string, unknown> {
  if (note === undefined) return card;
  const line = {
    type: 'RichTextBlock',
    spacing: 'small',
    inlines: [{ type: 'TextRun', text: plain(note), size: 'small', isSubtle: true }],
  };
  return { ...card, body: [card['body'], line].flat() };
}
