import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';

const run = promisify(execFile);
const DEVICES = 30;

const Result = z.object({
  bench: z.literal('rollout'),
  figures: z
    .object({
      scriptLost: z.number().positive(),
      correct: z.literal(DEVICES),
      lost: z.literal(0),
      twice: z.literal(0),
      // By the clock, and this machine may be busy.
      early: z.int(),
    })
    .catchall(z.number()),
  ratios: z.record(z.string(), z.number()),
});

test('the bench brings a setting to every device where the script loses some, and ends with one line of JSON', {
  timeout: 240_000,
}, async () => {
  const size = ['--devices', String(DEVICES), '--rate', '30', '--burst', '15'];
  const { stdout } = await run(process.execPath, ['bench/rollout.ts', ...size, '--only', 'script,ours']);
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  const { success, error } = Result.safeParse(JSON.parse(last));
  expect(success, error?.message).toBe(true);
});
