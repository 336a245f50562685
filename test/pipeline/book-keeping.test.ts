import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLab } from '../lab.ts';
import { openDoor } from '../store/door.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

/** What becomes of a change when the store goes away while it is being done. */

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test('what was done is told as done though it could not be noted, and is not done again', async () => {
  await using door = await openDoor(await postgres.createDatabase());
  await using lab = await openLab({ databaseUrl: door.url });
  await lab.bob.says('whoami');
  lab.cloud.faults.add({ method: 'POST', path: '/xapi/command', effect: 'latency', ms: 300, times: 1 });
  const said = await lab.bob.reads();
  await lab.bob.posts('volume 30 on fjord');
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the command is under way');
  door.turn('shut');
  await expect.poll(async () => (await lab.bob.reads()).length, { timeout: 15_000 }).toBe(said.length + 1);
  expect((await lab.bob.reads()).at(-1)?.title).toBe('Fjord is at 30 % (was 45 %)');

  door.turn('open');
  // Asked in another space, so that nothing has to wait for the one before.
  await expect.poll(async () => (await lab.vera.says('whoami')).title, { timeout: 15_000 }).toMatch(/viewer$/);
  expect((await lab.bob.says('status Audio.Volume on fjord')).title).toBe('Audio.Volume: 30');
  expect(lab.sent()).toHaveLength(1);
});

test('a change that can not be noted before it is sent waits for the store, and is sent once then', async () => {
  await using door = await openDoor(await postgres.createDatabase());
  await using lab = await openLab({ databaseUrl: door.url });
  await lab.bob.says('whoami');
  lab.cloud.faults.add({ method: 'GET', path: '/devices', effect: 'latency', ms: 300, times: 1 });
  const said = await lab.bob.reads();
  await lab.bob.posts('volume 30 on fjord');
  await lab.until(() => lab.cloud.faults.list().length === 0, 'the plan is under way');
  door.turn('shut');
  const waits = () => lab.logged().some((line) => line.includes('event not served yet'));
  await expect.poll(waits, { timeout: 15_000 }).toBe(true);
  expect(lab.sent()).toEqual([]);
  // Once, however often it is tried meanwhile.
  await expect.poll(async () => (await lab.bob.reads()).length, { timeout: 15_000 }).toBe(said.length + 1);
  expect((await lab.bob.reads()).at(-1)?.text).toBe(
    "I can't see whether somebody else changes Fjord. My store does not answer as it should. Nothing was sent. I go on by myself when it does.",
  );

  door.turn('open');
  await expect.poll(async () => (await lab.bob.reads()).length, { timeout: 15_000 }).toBe(said.length + 2);
  expect((await lab.bob.reads()).at(-1)?.title).toBe('Fjord is at 30 % (was 45 %)');
  expect(lab.sent()).toHaveLength(1);
});
