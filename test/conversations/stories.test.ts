import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';
import { play, type Scene } from './steps.ts';

const FOLDER = join(import.meta.dirname, 'stories');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.md'));

/**
 * Each story is a golden transcript: the steps (`>` a person, `!` the world) are played against the real bot on the
 * simulator, and the whole file must come out as it stands, with every card and every command that reached a device (`=`).
 * A story may begin with a policy file, as a block of YAML, and say how long a restart of a device takes; else it comes back
 * when the story says so.
 * `npx vitest run test/conversations -u` writes the transcripts anew.
 */
describe.each(files)('%s', (file) => {
  test('goes as it is written', async () => {
    const path = join(FOLDER, file);
    const told = await tell(readFileSync(path, 'utf8'));
    await expect(told).toMatchFileSnapshot(path);
  });
});

async function tell(story: string): Promise<string> {
  const lines = story.split('\n');
  const intro = lines.slice(0, lines.findIndex(isStep));
  const space = /^Space: (.+)$/m.exec(intro.join('\n'))?.[1];
  const policy = /^```yaml\n([\s\S]*?)^```$/m.exec(intro.join('\n'))?.[1];
  const patience = /^Patience: (\d+) s$/m.exec(intro.join('\n'))?.[1];
  const bootMs = /^Restarts take: (\d+) ms$/m.exec(intro.join('\n'))?.[1];
  await using lab = await openLab({
    ...(bootMs !== undefined && { bootMs: Number(bootMs) }),
    ...(policy !== undefined && { policy }),
    ...(patience !== undefined && { timeoutMs: Number(patience) * 1_000 }),
  });
  const scene: Scene = { lab, last: undefined, lastAsked: undefined, space };
  const told: string[] = [...intro];
  let before = 0;
  let written = 0;
  for (const line of lines.filter(isStep)) {
    const answer = await play(scene, line);
    // How far the clock was moved until it was through says nothing.
    const drawn = answer.flatMap((text) => text.split('\n')).filter((text) => !text.startsWith('It ran for '));
    told.push(line, ...drawn.map((text) => `    ${steady(text)}`.trimEnd()));
    // What goes on yet is told with its end.
    if (answer.some((text) => /: \d+ of \d+ done|^(?:Rolling out|Taking back|Under way:) /.test(text))) continue;
    told.push(...sentSince(lab, before), ...writtenSince(lab, written));
    before = lab.sent().length;
    written = lab.written().length;
  }
  return `${told.join('\n').trimEnd()}\n`;
}

const isStep = (line: string): boolean => /^[>!] /.test(line) || /^> \w+:$/.test(line);

/** In the order they came; of several devices, which are sent to at the same time, by name. */
function sentSince(lab: Lab, before: number): string[] {
  const sent = lab.sent().slice(before);
  const lines = sent.map(({ command, device, arguments: args, status }) => {
    const given = Object.entries(args).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return `= ${command} ${given.join(' ')}${given.length > 0 ? ' ' : ''}→ ${device} (${status})`;
  });
  const named = new Set(sent.map(({ device }) => device).filter((device) => device !== 'a device'));
  return named.size > 1 ? lines.sort() : lines;
}

/** What was changed with somebody's own rights; ids are opaque, and what went out in the body is short. Several devices by name. */
function writtenSince(lab: Lab, from: number): string[] {
  const names = new Map(lab.cloud.fleet.all().map(({ id, displayName }) => [id, displayName]));
  const of = (path: string) => names.get(decodeURIComponent(/^\/devices\/([^/]+)$/.exec(path)?.[1] ?? ''));
  const written = lab.written().slice(from);
  const lines = written.map(({ method, path, body, status }) => {
    const given = body === undefined || JSON.stringify(body) === '{}' ? '' : ` ${JSON.stringify(body)}`;
    const line = `= ${method} ${path}${given} (${status})`.replace(/\bY2lz[\w-]{10,}={0,2}/g, '…');
    const name = of(path);
    return { name, line: name === undefined ? line : line.replace('/devices/…', `/devices/{${name}}`) };
  });
  if (lines.every(({ name }) => name !== undefined))
    lines.sort((left, right) => (left.name ?? '').localeCompare(right.name ?? '', 'en'));
  return lines.map(({ line }) => line);
}

/** Tracking ids, ids of changes and ports differ from run to run. */
const steady = (text: string): string =>
  text
    .replace(/\b(ROUTERGW|BOT)_[0-9a-f-]{36}/g, '$1_…')
    .replace(/\b(retry|undo|take back) [\w-]{22}/g, '$1 …')
    .replace(/^(Its seal +)[\w-]{12}…/, '$1…')
    .replace(/\b(approve|withdraw) [a-z2-9]{5}\b/g, '$1 …')
    // When things were sent and confirmed, in a report.
    .replace(/(?<=,)2026-11-22T[\d:.]{12}Z(?=,)/g, '…')
    .replace(/\b(rollout-\d+)-[\dTZ-]+\.csv/, '$1-….csv')
    // Webex's pause is drawn out a little at random.
    .replace(/wait \d+ s/, 'wait … s')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:…');
