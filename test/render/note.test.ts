import { expect, test } from 'vitest';
import { createRenderer } from '#render/index.ts';
import { said } from '#render/replies.ts';

const renderer = createRenderer({ directory: 'cards', strict: true });

test('a note stands below the answer, on the card and in the text, and can form nothing', () => {
  const { card, text } = renderer.render({ ...said('Fjord is at 30 %'), note: 'Again: ${x} {{DATE(1)}}' });
  expect(text).toBe('Fjord is at 30 %\nAgain: ${x} {{DATE(1)}}');
  const last = [card?.['body']].flat().at(-1);
  expect(last).toMatchObject({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', isSubtle: true }] });
  expect(JSON.stringify(last)).not.toMatch(/\$\{|\{\{/);
});

test('without one the card is the answer alone', () => {
  expect(renderer.render(said('Fjord is at 30 %'))).toEqual(renderer.render({ ...said('Fjord is at 30 %') }));
  expect(JSON.stringify(renderer.render(said('a')).card)).not.toContain('isSubtle');
});
