import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createPlace } from './engines.ts';

const SECRET = 's3cret';

test.each([
  'localhost:5432/bot',
  'mysql://bot:s3cret@localhost/bot',
  'postgres://bot:s3cret#1@localhost/bot',
  'postgres://bot:12#s3cret@localhost/bot',
  'postgres://bot:12?s3cret@localhost/bot',
  'postgres://bot:12/s3cret@localhost/bot',
  'postgres://bot:x@s3cret/1@localhost/bot',
  'postgres://bot:s3cret@local host/bot',
  'not an address s3cret',
])('DATABASE_URL=%s is refused without quoting any of it', async (databaseUrl) => {
  await using place = await createPlace(databaseUrl);
  const problem = await place.open().catch((error: unknown) => error);
  expect(problem).toMatchObject({
    code: 'store-address',
    message: "DATABASE_URL can't be read as the address of a PostgreSQL database.",
    hint: expect.stringContaining('postgres://user:password@host'),
  });
  expect(inspect(problem, { depth: 9 })).not.toContain(SECRET);
});

test('a database that can not be reached is named by host and port, without user or password', async () => {
  // Port 1 of the loopback is served by nobody.
  await using place = await createPlace(`postgres://bot-user:p%23${SECRET}@127.0.0.1:1/bot`);
  const problem = await place.open().catch((error: unknown) => error);
  expect(problem).toMatchObject({
    code: 'store-unreachable',
    message: "The database of DATABASE_URL (127.0.0.1:1/bot) can't be reached: nothing listens there.",
  });
  expect(inspect(problem, { depth: 9 })).not.toContain(SECRET);
});
