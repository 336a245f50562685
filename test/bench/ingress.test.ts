import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);

const Result = z.object({
  bench: z.literal('ingress'),
  figures: z
    .object({
      lost: z.literal(0),
      twice: z.literal(0),
      events: z.number().positive(),
      killedEvents: z.number().positive(),
      acksPerSecond: z.number().positive(),
      bareAcksPerSecond: z.number().positive(),
      idleMb: z.number().positive(),
      burstAddedMb: z.number(),
      burstKeptMb: z.number(),
    })
    .catchall(z.number()),
  ratios: z.object({
    acks: z.number(),
    acksPostgres: z.number(),
    overSingle: z.number(),
    overSinglePostgres: z.number(),
  }),
});

test('the bench loses nothing, also when it kills the way in, and ends with one line of JSON', {
  timeout: 240_000,
}, async () => {
  const { stdout } = await run(process.execPath, ['bench/ingress.ts', '--quick']);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { success, error } = Result.safeParse(JSON.parse(last));
  expect(success, error?.message).toBe(true);
});
