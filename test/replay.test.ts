import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { dataOf, outsider, titleOf } from './outsider.ts';
import { type Cloud, freePort, type Program, run, startBot, startCloud, WEBHOOK_SECRET } from './programs.ts';

let cloud: Cloud;
let bot: Program;
let port: number;
beforeAll(async () => {
  [cloud, port] = await Promise.all([startCloud(), freePort()]);
  bot = await startBot(cloud, port);
});
afterAll(async () => {
  await bot[Symbol.asyncDispose]();
  await cloud[Symbol.asyncDispose]();
});

function alice() {
  const admin = cloud.people.find(({ role }) => role === 'admin');
  if (!admin) throw new Error('nobody is admin');
  return { ...outsider(cloud.apiBase, admin.token), id: admin.id };
}

/** `npm run replay`: its exit code and all it printed. */
async function replay(args: string[], env: Record<string, string> = {}): Promise<[number | string, string]> {
  await using program = run('scripts/replay.ts', args, { PORT: String(port), WEBHOOK_SECRET, ...env });
  const code = await program.ends();
  return [code, program.out() + program.err()];
}

async function deliver(body: string): Promise<number> {
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const headers = { 'x-webex-signature': `SHA-256=${signature}` };
  return (await fetch(`http://127.0.0.1:${port}/webhooks/webex`, { method: 'POST', body, headers })).status;
}

test('a question that is replayed is answered again, by its id, its key or its envelope', async () => {
  const person = alice();
  const roomId = await person.direct();
  const answer = titleOf(await person.says('whoami'));
  const { id } = await person.lastWords(roomId);
  const envelope = { resource: 'messages', event: 'created', actorId: person.id, data: { id, roomId } };
  const file = join(cloud.dataDir, 'event.json');
  writeFileSync(file, JSON.stringify(envelope, null, 2));
  for (const what of [id, `messages:created:${id}`, file]) {
    const known = await person.reads(roomId);
    expect(await replay([what])).toEqual([0, `messages:created:${id} is worked again.\n`]);
    expect((await person.hears(roomId, known)).map(titleOf)).toEqual([answer]);
  }
});

test('a change that was done is told again and not done again', async () => {
  const person = alice();
  const roomId = await person.direct();
  const first = titleOf(await person.says('volume 30 on fjord'));
  const { id } = await person.lastWords(roomId);
  await person.says('volume 41 on fjord');
  const known = await person.reads(roomId);
  expect((await replay([id]))[0]).toBe(0);
  expect((await person.hears(roomId, known)).map(titleOf)).toEqual([first]);
  expect(titleOf(await person.says('status Audio.Volume on fjord'))).toBe('Audio.Volume: 41');
});

test('a press that is replayed sends nothing a second time', async () => {
  const person = alice();
  const plan = await person.says('mute camden');
  const before = await person.reads(plan.roomId);
  const press = z.object({ id: z.string() }).parse(await person.submit(plan.id, dataOf(plan, 'Mute Camden')));
  expect((await person.hears(plan.roomId, before)).map(titleOf)).toEqual(['The microphones of Camden are muted']);
  await person.presses(await person.says('unmute camden'), 'Unmute Camden');
  const known = await person.reads(plan.roomId);
  expect(await replay([press.id])).toEqual([0, `attachmentActions:created:${press.id} is worked again.\n`]);
  expect(await person.hears(plan.roomId, known)).toHaveLength(1);
  expect(titleOf(await person.says('status Audio.Microphones.Mute on camden'))).toBe('Audio.Microphones.Mute: Off');
});

test('what was set aside is listed with why, and can be tried again', async () => {
  expect(await replay([])).toEqual([0, 'Nothing is set aside.\n']);
  const faults = new URL('/control/faults', cloud.apiBase);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ method: 'GET', path: '/messages/odd', effect: 'status', status: 400 });
  expect((await fetch(faults, { method: 'POST', headers, body })).status).toBe(200);
  expect(await deliver('{"half": ')).toBe(200);
  // The space is told that it got no answer.
  const data = { id: 'odd', roomId: await alice().direct() };
  expect(await deliver(JSON.stringify({ resource: 'messages', event: 'created', actorId: 'p', data }))).toBe(200);
  const listed = async () => (await replay([]))[1].trimEnd().split('\n');
  await expect.poll(listed, { timeout: 20_000 }).toHaveLength(2);
  const half = expect.stringMatching(/^20\d\d-\S+Z {2}aside:\S+ {2}not JSON$/);
  expect(await listed()).toEqual([expect.stringMatching(/Z {2}messages:created:odd {2}\S.+/), half]);
  await fetch(faults, { method: 'DELETE' });
  expect(await replay(['odd'])).toEqual([0, 'messages:created:odd is worked again.\n']);
  await expect.poll(listed, { timeout: 20_000 }).toEqual([half]);
});

test('an envelope that never came in is taken as new', async () => {
  const file = join(cloud.dataDir, 'new.json');
  writeFileSync(file, JSON.stringify({ resource: 'memberships', event: 'deleted', data: { id: 'm', roomId: 'r' } }));
  expect(await replay([file])).toEqual([0, expect.stringMatching(/^memberships:deleted:m was new to the bot/)]);
  // From now on it is known.
  expect((await replay(['m']))[0]).toBe(0);
});

test('what does not work is told in one line', async () => {
  const nobody = String(await freePort());
  await using other = await somethingElse();
  const file = join(cloud.dataDir, 'odd.json');
  writeFileSync(file, '{"resource":"rooms"}');
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['unknown-id'], {}, /^The bot knows no event unknown-id\. /],
    [[file], {}, /odd\.json holds no event that the bot can work\./],
    [['a', 'b'], {}, /^One event at a time\./],
    [[], { PORT: nobody }, new RegExp(`^No bot answers at http://127\\.0\\.0\\.1:${nobody}\\. `)],
    [[], { PORT: other.port }, /^What answered is not this bot/],
    [[], { WEBHOOK_SECRET: 'quite another secret' }, /refused the signature\. Set WEBHOOK_SECRET/],
    [[], { WEBHOOK_SECRET: '' }, /^Mend these settings: WEBHOOK_SECRET is missing/],
  ];
  for (const [args, env, told] of cases) {
    const [code, line] = await replay(args, env);
    expect(line).toMatch(told);
    expect(line.trimEnd()).not.toContain('\n');
    expect(line).not.toContain(WEBHOOK_SECRET);
    expect(code).toBe(1);
  }
  // Where nobody listens on this machine, the public address is tried.
  const afar = { PORT: nobody, PUBLIC_URL: `http://127.0.0.1:${port}` };
  expect((await replay([], afar))[0]).toBe(0);
});

/** A program that says yes to everything. */
async function somethingElse() {
  const server = createServer((_req, res) => res.end('OK'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: String(typeof address === 'object' && address ? address.port : 0),
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
