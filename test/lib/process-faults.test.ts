import { expect, test } from 'vitest';
import { z } from 'zod';
import { run } from '../programs.ts';

const Line = z.object({
  level: z.number(),
  msg: z.string(),
  eventId: z.string().optional(),
  err: z.union([z.string(), z.object({ message: z.string(), stack: z.string() })]).optional(),
});
const linesOf = (out: string) =>
  out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => Line.parse(JSON.parse(line)));

test('a mistake that nobody caught is logged with its event, and the process goes on', async () => {
  await using program = run('test/lib/faulty.ts', ['few']);
  await program.says('still here');
  expect(await program.ends()).toBe(0);
  const lines = linesOf(program.out());
  const errors = lines.filter(({ level }) => level === 50);
  expect(errors.map(({ eventId, msg }) => [eventId, msg])).toEqual(
    expect.arrayContaining([
      ['event-a', 'an error was thrown and nobody caught it'],
      ['event-b', 'a promise failed and nobody took care of it'],
      [undefined, 'a promise failed and nobody took care of it'],
    ]),
  );
  expect(errors).toHaveLength(4);
  expect(lines.at(-1)?.msg).toBe('other work went on');
  expect(program.out()).not.toContain('canary-token');
  // The one that could not even be read has no line in the log, and is told all the same.
  expect(program.err()).toBe('a promise failed and nobody took care of it\n');
});

test('a hundred at once are borne', async () => {
  await using program = run('test/lib/faulty.ts', ['hundred']);
  await program.says('still here');
  expect(await program.ends()).toBe(0);
  expect(linesOf(program.out())).toHaveLength(100);
});

test.each(['info', 'silent'])('a storm of them ends the process, which says so (log level %s)', async (level) => {
  await using program = run('test/lib/faulty.ts', ['storm', level]);
  expect(await program.ends()).toBe(1);
  expect(program.err()).toBe(
    'More than 100 uncaught errors in 10 s: the bot ends, so that its host starts it anew. The log names them.\n',
  );
  expect(linesOf(program.out())).toHaveLength(level === 'info' ? 101 : 0);
});
