import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);

const Figure = z.strictObject({ p50: z.number().nonnegative(), p99: z.number().nonnegative() });
const Result = z.object({
  bench: z.literal('xapi'),
  figures: z.strictObject({
    lookupMs: Figure,
    suggestMs: Figure,
    firstSuggestMs: Figure,
    formMs: Figure,
    parseMs: Figure,
    searchMs: Figure,
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
