import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataOf, linesOf, outsider, titleOf } from './outsider.ts';
import { type Cloud, freePort, occupyPort, run, settings, startBot, startCloud, WEBHOOK_SECRET } from './programs.ts';
import { startPostgres, type TestPostgres } from './store/postgres.ts';

/** Somebody of that cloud, by role. */
function person(cloud: Cloud, role: string) {
  const found = cloud.people.find((one) => one.role === role);
  if (!found) throw new Error(`nobody is ${role}`);
  return { ...outsider(cloud.apiBase, found.token), id: found.id };
}

const countOf = (lines: string): number => lines.trimEnd().split('\n').length;

describe('npm start', () => {
  test('without a token prints the address of a chat page, answers there, and ends on SIGTERM', async () => {
    const [port, simulatorPort] = [await freePort(), await freePort()];
    await using program = run('src/main.ts', [], { PORT: String(port), SIMULATOR_PORT: String(simulatorPort) });
    await program.says('Talk to it: ');
    const page = /Talk to it: (http:\/\/127\.0\.0\.1:\d+\/)\n/.exec(program.out())?.[1] ?? '';
    expect(page).toBe(`http://127.0.0.1:${simulatorPort}/`);
    await program.says('begins anew at the next start');
    const html = await fetch(page);
    expect(html.status).toBe(200);
    expect(html.headers.get('content-security-policy')).toBeTruthy();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    program.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
    expect(program.err()).toBe('');
    await expect(fetch(page)).rejects.toThrow();
  });

  test('says in one line which port is taken', async () => {
    await using taken = await occupyPort();
    const { port } = taken;
    const [free, other] = [await freePort(), await freePort()];
    await using bot = run('src/main.ts', [], { PORT: String(port), SIMULATOR_PORT: String(free) });
    expect(await bot.ends()).toBe(1);
    expect(bot.err()).toBe(`Port ${port} is taken: stop the other program or set PORT.\n`);
    await using cloud = run('src/main.ts', [], { PORT: String(other), SIMULATOR_PORT: String(port) });
    expect(await cloud.ends()).toBe(1);
    expect(cloud.err()).toMatch(new RegExp(`^Port ${port} .*SIMULATOR_PORT\\.\n$`));
  });
});

describe('npm run bot', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud();
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  test('names every fault of the environment at once, and no secret', async () => {
    await using program = run('src/main.ts', ['bot'], {
      WEBEX_BOT_TOKEN: 'my secret token',
      WEBHOOK_SECRET: '',
      PUBLIC_URL: 'hidden.example.com',
      PORT: 'eighty',
      DATABASE_URL: 'mysql://root:hunter2@db.example.com/bot',
      ADMINS: 'alice',
    });
    expect(await program.ends()).toBe(1);
    const said = program.err();
    for (const name of ['WEBEX_BOT_TOKEN', 'WEBHOOK_SECRET', 'PUBLIC_URL', 'PORT', 'DATABASE_URL', 'ADMINS'])
      expect(said).toMatch(new RegExp(`^ +${name} `, 'm'));
    expect(said + program.out()).not.toMatch(/my secret|hunter2|hidden|eighty|ZodError|\.ts:\d/);
    expect(countOf(said)).toBe(7);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['a wrong token', { WEBEX_BOT_TOKEN: 'wrong-token-of-nobody-at-all-1234567890' }, /WEBEX_BOT_TOKEN/],
    ['a database that is not there', { DATABASE_URL: 'postgres://bot:hunter2@127.0.0.1:9/bot' }, /DATABASE_URL/],
    ['a directory that is a file', { DATA_DIR: import.meta.filename }, /DATA_DIR/],
  ])('with %s says what to check, in one line', async (_what, env, names) => {
    await using program = run('src/main.ts', ['bot'], {
      ...settings(cloud, await freePort()),
      LOG_LEVEL: 'silent',
      ...env,
    });
    expect(await program.ends()).toBe(1);
    expect(program.err()).toMatch(names);
    expect(countOf(program.err())).toBe(1);
    expect(program.err()).not.toMatch(/wrong-token|hunter2|undefined| at /);
  });

  test('with an API that nobody serves it is up, says why it is not ready and what to check, and ends when told', async () => {
    const port = await freePort();
    await using program = run('src/main.ts', ['bot'], {
      ...settings(cloud, port),
      WEBEX_API_BASE: 'http://127.0.0.1:9/v1',
    });
    await program.says('Webex is away; the bot waits for it');
    expect(program.out()).toContain('Check WEBEX_API_BASE and the network.');
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      reasons: [{ check: 'webex', hint: expect.stringContaining('WEBEX_API_BASE') }, { check: 'webhooks' }],
    });
    program.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
  });

  test('says in one line that its port is taken', async () => {
    await using taken = await occupyPort();
    const { port } = taken;
    await using program = run('src/main.ts', ['bot'], { ...settings(cloud, port), LOG_LEVEL: 'silent' });
    expect(await program.ends()).toBe(1);
    expect(program.err()).toBe(`Port ${port} is taken: stop the other program or set PORT.\n`);
  });

  test('is driven by the Webex API alone: words, a card, a press, a device that changes', async () => {
    await using program = await startBot(cloud, await freePort());
    const [alice, vera, gus] = [person(cloud, 'admin'), person(cloud, 'viewer'), person(cloud, 'guest')];
    expect(titleOf(await alice.says('devices'))).toBe('23 devices');
    const plan = await alice.says('mute fjord');
    expect(titleOf(plan)).toBe('Mute the microphones of Fjord?');
    expect(titleOf(await alice.presses(plan, 'Mute Fjord'))).toBe('The microphones of Fjord are muted');
    expect(titleOf(await alice.says('status Audio.Microphones.Mute on fjord'))).toBe('Audio.Microphones.Mute: On');
    expect(titleOf(await vera.says('volume 30 on fjord'))).toBe('You can look, but not set the loudspeaker');
    expect(titleOf(await gus.says('devices'))).toMatch(/^I only work for people of the organisation/);

    const room = cloud.rooms.find(({ type }) => type === 'group')?.id ?? '';
    const me = cloud.people.find(({ role }) => role === 'admin');
    expect(titleOf(await alice.says('<@personEmail:devicebot@webex.bot> whoami', room))).toMatch(/: admin$/);
    expect(me?.id).toBe(alice.id);

    program.kill('SIGTERM');
    expect(await program.ends()).toBe(0);
    expect(program.out()).not.toContain(cloud.botToken);
    expect(program.out()).not.toContain(WEBHOOK_SECRET);
    for (const line of program.out().trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  test('killed in the middle and started again, it knows its plans, and events of before are served once', async () => {
    const port = await freePort();
    const alice = person(cloud, 'admin');
    await using first = await startBot(cloud, port);
    const plan = await alice.says('mute camden');
    await workedOff(port);
    first.kill('SIGKILL');
    expect(await first.ends()).toBe('SIGKILL');

    await using second = await startBot(cloud, port);
    expect(titleOf(await alice.presses(plan, 'Mute Camden'))).toBe('The microphones of Camden are muted');

    // What was said long ago comes once more, rightly signed.
    const spoken = await alice.says('whoami');
    const words = await alice.lastWords(spoken.roomId);
    const data = { id: words.id, roomId: spoken.roomId, personId: alice.id };
    const event = { resource: 'messages', event: 'created', actorId: alice.id, data };
    const replay = () => deliver(port, JSON.stringify(event));
    const known = await alice.reads(spoken.roomId);
    expect(new Set(await Promise.all(Array.from({ length: 50 }, replay)))).toEqual(new Set([200]));
    second.kill('SIGTERM');
    expect(await second.ends()).toBe(0);
    await using third = await startBot(cloud, port);
    expect(await replay()).toBe(200);
    await alice.says('whoami');
    expect(await alice.hears(spoken.roomId, known)).toHaveLength(1);
    third.kill('SIGINT');
    expect(await third.ends()).toBe(0);
  });

  test('a second bot on the same DATA_DIR does not start, and the first goes on', async () => {
    await using first = await startBot(cloud, await freePort());
    await using second = run('src/main.ts', ['bot'], { ...settings(cloud, await freePort()), LOG_LEVEL: 'silent' });
    expect(await second.ends()).toBe(1);
    expect(second.err()).toMatch(/^Another process uses the store in DATA_DIR/);
    expect(countOf(second.err())).toBe(1);
    expect(titleOf(await person(cloud, 'admin').says('whoami'))).toMatch(/: admin$/);
    first.kill('SIGTERM');
    expect(await first.ends()).toBe(0);
  });
});

describe('npm run bot on PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  test('two processes answer each word once and do each plan once, and one goes on when the other is killed', async () => {
    await using cloud = await startCloud();
    const env = { DATABASE_URL: await postgres.createDatabase() };
    const alice = person(cloud, 'admin');
    await using left = await startBot(cloud, await freePort(), env);
    const port = await freePort();
    await using right = await startBot(cloud, port, env);

    const roomId = await alice.direct();
    const before = await alice.reads(roomId);
    for (let turn = 0; turn < 5; turn += 1) await alice.says('whoami');
    const plan = await alice.says('hangup hardanger');
    const known = await alice.reads(roomId);
    expect(known).toHaveLength(before.length + 6);

    const inputs = dataOf(plan, 'End the call');
    await Promise.all(Array.from({ length: 6 }, () => alice.submit(plan.id, inputs)));
    const answers = (await alice.hears(roomId, known, 6)).map(titleOf);
    expect(answers.filter((title) => title === 'Hardanger hangs up')).toHaveLength(1);
    expect(answers.filter((title) => /^This (was already done|is being done)/.test(title))).toHaveLength(5);

    const open = await alice.says('mute fjord');
    // One that is killed between its answer and the note of it is answered for by the other once more.
    await workedOff(port);
    left.kill('SIGKILL');
    await left.ends();
    expect(titleOf(await alice.presses(open, 'Mute Fjord'))).toBe('The microphones of Fjord are muted');
    const history = linesOf(await alice.says('history')).join('\n');
    expect(history).toMatch(/hangup hardanger.*done/);
    right.kill('SIGTERM');
    expect(await right.ends()).toBe(0);
  });
});

async function deliver(port: number, body: string): Promise<number> {
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-webex-signature': `SHA-256=${signature}` };
  return (await fetch(`http://127.0.0.1:${port}/webhooks/webex`, { method: 'POST', body, headers })).status;
}

/** Resolves when no event waits to be worked, by what the bot tells of itself. */
async function workedOff(port: number): Promise<void> {
  const waiting = async () => /^device_bot_queued_events (\d+)$/m.exec(await figures(port))?.[1];
  await expect.poll(waiting, { timeout: 10_000, interval: 100 }).toBe('0');
}

const figures = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
