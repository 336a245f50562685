import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);

const Figure = z.number().nonnegative();
const Result = z.object({
  bench: z.literal('xapi'),
  figures: z.strictObject({
    lookupMs: Figure,
    lookupP50Ms: Figure,
    suggestMs: Figure,
    suggestP50Ms: Figure,
    firstSuggestMs: Figure,
    firstSuggestP50Ms: Figure,
    formMs: Figure,
    formP50Ms: Figure,
    parseMs: Figure,
    parseP50Ms: Figure,
    searchMs: Figure,
    searchP50Ms: Figure,
    firstSearchMs: z.number().positive(),
    schemaMb: z.number().positive(),
  }),
});

test('the bench measures schemas of real size and ends with one line of JSON', { timeout: 120_000 }, async () => {
  const { stdout } = await run(process.execPath, ['bench/xapi.ts', '--quick']);
  expect(stdout).toContain('493 commands and 781 statuses, 24 kinds of devices');
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { success, error } = Result.safeParse(JSON.parse(last));
  expect(success, error?.message).toBe(true);
});
