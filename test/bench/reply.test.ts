import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);

const Result = z.object({
  bench: z.literal('reply'),
  figures: z
    .object({
      lost: z.literal(0),
      unasked: z.literal(0),
      wrong: z.literal(0),
      replies: z.number().positive(),
      callsPerReply: z.number().min(3),
      bareCallsPerReply: z.number().min(3),
    })
    .catchall(z.number()),
  ratios: z.object({ throughput: z.number(), p50: z.number(), memory: z.number() }),
});

test('the bench answers every question and ends with one line of JSON', { timeout: 120_000 }, async () => {
  const { stdout } = await run(process.execPath, ['bench/reply.ts', '--quick']);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { success, error } = Result.safeParse(JSON.parse(last));
  expect(success, error?.message).toBe(true);
});
