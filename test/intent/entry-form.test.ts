import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntryNeeded, SEEN, seenOf, touched } from '#intent/entry-form.ts';
import { readSubmission } from '#intent/submission.ts';
import { entryReply } from '#render/entry-form.ts';
import { createRenderer } from '#render/index.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'${}a \n\r\t\u2060\u202e`*"\\'), maxLength: 30 }),
);

test('whatever a form shows, sent back untouched it counts as untouched, and a text that was touched is whole', () => {
  const renderer = createRenderer({ directory: join(import.meta.dirname, '../../cards'), strict: true });
  fc.assert(
    fc.property(text, fc.string({ unit: fc.constantFrom(...'${}ab'), minLength: 1, maxLength: 10 }), (value, typed) => {
      const { form } = new EntryNeeded({
        command: 'workspace edit',
        args: { workspace: 'id:x', [SEEN]: seenOf({ notes: value, name: '${b}' }) },
        title: 'Edit',
        about: '',
        fields: [
          { id: 'notes', label: 'Notes', kind: 'lines', value },
          { id: 'name', label: 'Name', kind: 'text', value: '${b}' },
        ],
        action: 'Show',
        tier: 1,
      });
      const card = JSON.stringify(renderer.render(entryReply(form)).card);
      const parts: Record<string, unknown>[] = [];
      JSON.parse(card, (_, part) => {
        if (typeof part === 'object' && part !== null) parts.push(part);
        return part;
      });
      const shown = (id: string) => parts.find((part) => part['id'] === id)?.['value'];
      const data = parts.find((part) => part['form'] !== undefined) ?? {};
      const sent = (inputs: Record<string, unknown>) => {
        const submission = readSubmission({ ...data, ...inputs });
        return touched(submission.kind === 'form' ? submission.args : {});
      };
      expect(sent({ notes: shown('notes'), name: shown('name') })).toEqual({ workspace: 'id:x', isForm: true });
      expect(sent({ notes: shown('notes'), name: `x${typed}` })).toEqual({
        workspace: 'id:x',
        isForm: true,
        name: `x${typed}`,
      });
    }),
  );
});
