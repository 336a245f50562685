import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { parseOptions } from '../../src/simulator/cli-options.ts';
import { startSimulator } from '../../src/simulator/server.ts';

const CLI = new URL('../../src/simulator/cli.ts', import.meta.url).pathname;

function run(...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.err += chunk;
  });
  return { child, output };
}

const ended = async (child: ChildProcess) => {
  const [code] = await once(child, 'close');
  return code;
};

test('it prints one JSON line that says all a program needs, and ends on SIGTERM', async () => {
  const { child, output } = run('--port', '0', '--devices', '5', '--seed', '7');
  await expect.poll(() => output.out, { timeout: 20_000 }).toContain('\n');
  const said = JSON.parse(output.out);
  expect(Object.keys(said)).toEqual(['apiBase', 'playground', 'botToken', 'people', 'rooms', 'oauth']);
  expect(said.people.map(({ role }: { role: string }) => role)).toEqual(['admin', 'operator', 'viewer', 'guest']);
  expect(Object.keys(said.people[0])).toEqual(['id', 'email', 'displayName', 'role', 'token']);
  expect(Object.keys(said.rooms[0])).toEqual(['id', 'title', 'type']);
  expect(new Set(said.rooms.map(({ type }: { type: string }) => type))).toEqual(new Set(['group', 'direct']));
  const authorization = `Bearer ${said.botToken}`;
  expect((await fetch(`${said.apiBase}/people/me`, { headers: { authorization } })).status).toBe(200);
  expect((await fetch(said.playground)).headers.get('content-type')).toContain('text/html');
  child.kill('SIGTERM');
  expect(await ended(child)).toBe(0);
  expect(output.out.trimEnd()).not.toContain('\n');
  expect(output.err).toBe('');
});

test('a wrong flag is one clear line on stderr and exit 2', async () => {
  const { child, output } = run('--port', 'http');
  expect(await ended(child)).toBe(2);
  expect(output).toEqual({ out: '', err: '--port must be a whole number from 0 to 65535, not "http".\n' });
});

test('a schema that is none is one clear line on stderr and exit 2', async () => {
  const { child, output } = run('--schema', '/no/such/schema.json');
  expect(await ended(child)).toBe(2);
  expect(output).toEqual({ out: '', err: '--schema /no/such/schema.json: there is no such file.\n' });
});

test('a taken port is one clear line on stderr', async () => {
  await using taken = await startSimulator({ devices: 1 });
  const { port } = new URL(taken.apiBase);
  const { child, output } = run('--port', port);
  expect(await ended(child)).toBe(1);
  expect(output).toEqual({ out: '', err: `Port ${port} of 127.0.0.1 is taken. Choose another port.\n` });
});

test('flags become faults', () => {
  const options = parseOptions(
    '--latency 20 --errors 0.1 --drops .05 --rate-limit 10 --offline 3 --fault {"effect":"hang","times":1}'.split(' '),
  );
  expect(options).toMatchObject({ rateLimit: { perSecond: 10 }, offline: 3 });
  expect(options.faults).toMatchObject([
    { effect: 'hang', times: 1 },
    { effect: 'latency', ms: 20 },
    { effect: 'status', status: 503, probability: 0.1 },
    { effect: 'drop', probability: 0.05 },
  ]);
});

test.each([
  ['--porty 1', /--porty.*The flags are --port/],
  ['--devices -5', /--devices/],
  ['--devices 5.5', /--devices must be a whole number/],
  ['--drops 2', /--drops must be a number from 0 to 1/],
  ['--schema=', /--schema must name a file/],
  ['--redirect-uri ftp://x', /--redirect-uri must be an http or https address/],
  ['--rate-limit 0', /--rate-limit must be at least 1/],
  ['--env=', /--env must name a file/],
  ['--fault {', /--fault must be a JSON object/],
  ['--fault {"effect":"explode"}', /--fault is not a fault rule/],
  ['stray', /stray/],
])('%s is refused in one line', (flags, says) => {
  expect(() => parseOptions(flags.split(' '))).toThrow(says);
  expect(() => parseOptions(flags.split(' '))).not.toThrow(/\n/);
});
