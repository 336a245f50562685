import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyIdOf } from '#lib/seal.ts';
import { connectTo } from '#store/database.ts';
import { sealedColumns } from '#store/sealed.ts';
import { tableShapes } from '#store/table-shapes.ts';
import { type Lab, openLab } from '../lab.ts';
import type { Persona } from '../persona.ts';
import { quiet } from '../store/engines.ts';
import { startPostgres, type TestPostgres } from '../store/postgres.ts';

const CANARY = 'canary4711';

/** Ways to give a secret: an argument, an address, a header, a body of JSON, XML and lines. */
const GIVEN = {
  argument: `xCommand Webex Join Number: 4711@example.com Pin: ${CANARY}`,
  address: `xCommand WebRTC Join Url: "https://meet.example.com/j/1?pwd=${CANARY}"`,
  json: `xCommand SystemUnit SignInBanner Set`,
  xml: `xCommand UserInterface Extensions Panel Save PanelId: wifi`,
} as const;
const BODIES: Partial<Record<keyof typeof GIVEN, string>> = {
  json: `{"ssid": "guests", "passphrase": "${CANARY}"}`,
  xml: `<Network><Name>guests</Name><Password>${CANARY}</Password></Network>`,
};
type How = keyof typeof GIVEN;
const HOWS = Object.keys(GIVEN).filter((how): how is How => how in GIVEN);
const say = (how: How, on: string) => `${GIVEN[how]} ${on}${BODIES[how] === undefined ? '' : `\n\n${BODIES[how]}`}`;

/** What the bot ever sent to Webex but to a device: cards with what their buttons carry, fallback texts, everything. */
const told = (lab: Lab): string =>
  JSON.stringify(
    lab
      .requests()
      .filter(({ method, path }) => method !== 'GET' && !path.startsWith('/xapi/command/'))
      .map(({ requestBody }) => requestBody),
  );

/** Every row of the store, as somebody with its password would read it. */
async function dump(lab: Lab, databaseUrl?: string): Promise<string> {
  const { db } = await connectTo({ dataDir: lab.dataDir, databaseUrl, log: quiet });
  let text = '';
  for (const { name } of tableShapes)
    text += JSON.stringify((await sql`select * from ${sql.table(name)}`.execute(db)).rows);
  await db.destroy();
  return text;
}

/** Nothing but the person's own message and the device holds it. */
async function expectHidden(lab: Lab, person: Persona): Promise<void> {
  await person.says('history');
  expect(told(lab)).not.toContain(CANARY);
  expect(lab.logged().join('')).not.toContain(CANARY);
  for (const file of await readdir(lab.dataDir, { withFileTypes: true, recursive: true }))
    if (file.isFile())
      expect((await readFile(join(file.parentPath, file.name))).includes(CANARY), file.name).toBe(false);
}

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

describe.each(HOWS)('a secret given as %s', (how) => {
  test('reaches the device, and stands nowhere else', async () => {
    const before = lab.sent().length;
    const plan = await lab.alice.says(say(how, 'on camden'));
    const button = plan.lines.join('\n').match(/\[(Run [^\]]+)]/)?.[1];
    if (button !== undefined) await lab.alice.presses(plan, button, { typed: 'Camden' });
    const sent = lab
      .requests()
      .filter(({ method, path }) => method === 'POST' && path.startsWith('/xapi/command/'))
      .slice(before);
    expect(sent).toHaveLength(1);
    expect(JSON.stringify(sent[0]?.requestBody)).toContain(CANARY);
    await lab.alice.says('hangup camden');
    await expectHidden(lab, lab.alice);
  });

  test.each([
    ['no device', ''],
    ['a name that two devices share', 'on harold'],
    ['a device that is away', 'on sognefjord'],
    ['a device with a slip', 'on fjrd'],
    ['a selection', 'on tag:vip'],
    ['a selection of nothing', 'on tag:none'],
    ['"privately" behind it', 'on fjord privately'],
    ['an argument too many', 'Nonsense: 1 on fjord'],
    ['an open quote', 'Text: "on fjord'],
  ])('and with %s', async (_what, on) => {
    await lab.alice.says(say(how, on));
    await expectHidden(lab, lab.alice);
  });

  test('and by somebody who may not', async () => {
    await lab.vera.says(say(how, 'on fjord'));
    await lab.gus.says(say(how, 'on fjord'));
    await expectHidden(lab, lab.vera);
  });
});

test.each(HOWS)('buttons of a chooser carry nothing of a secret given as %s, and ask for it again', async (how) => {
  const before = lab.sent().length;
  const choice = await lab.alice.says(say(how, 'on harold'));
  expect((await lab.alice.presses(choice, 'Harold Nordlund')).title).toMatch(/^I don't keep (the value of|its body)/);
  expect(lab.sent()).toHaveLength(before);
});

test('a form that is filled in wrongly does not show it again', async () => {
  const form = await lab.alice.says('form Webex Join on fjord');
  const again = await lab.alice.presses(form, 'Run', { 'arg.Pin': CANARY.repeat(5), 'arg.Number': '' });
  expect(again.lines.join('\n')).toMatch(/Pin must have up to|Number is missing/);
  const banner = await lab.alice.says('form SystemUnit SignInBanner Set on fjord');
  await lab.alice.presses(banner, 'Run', { body: `Password: ${CANARY} ${'x'.repeat(5_000)}` });
  await expectHidden(lab, lab.alice);
});

test.each([
  { effect: 'status', status: 401 },
  { effect: 'status', status: 403 },
  { effect: 'status', status: 500 },
  { effect: 'drop' },
  { effect: 'hang' },
  { effect: 'malformed' },
] as const)('when Webex answers with %j, it stands in no log, card, error, audit or file', async (fault) => {
  await using own = await openLab({ timeoutMs: 200 });
  for (const how of HOWS) {
    const plan = await own.alice.says(say(how, 'on fjord'));
    const button = plan.lines.join('\n').match(/\[(Run [^\]]+)]/)?.[1];
    own.cloud.faults.add({ method: 'POST', path: '/xapi/command', times: 4, ...fault });
    if (button !== undefined) await own.alice.presses(plan, button, { typed: 'Fjord' });
    own.cloud.faults.add({ path: '^/(xapi|devices)', times: 4, ...fault });
    await own.alice.says(say(how, 'on greenwich'));
    own.cloud.faults.clear();
    own.clock.skip(120_000);
  }
  await expectHidden(own, own.alice);
  for (const text of [told(own), ...own.logged()]) expect(text).not.toContain(own.cloud.botToken);
});

test('a plan that runs out, is cancelled, or outlives a restart shows nothing of it', async () => {
  await using own = await openLab();
  const [late, cancelled, open] = [
    await own.alice.says(say('argument', 'on fjord')),
    await own.alice.says(say('argument', 'on camden')),
    await own.alice.says(say('argument', 'on greenwich')),
  ];
  await own.alice.presses(cancelled, 'Cancel');
  await own.restart();
  await own.alice.presses(open, 'Run Webex.Join');
  own.clock.skip(6 * 60_000);
  await own.alice.presses(late, 'Run Webex.Join');
  await own.alice.says('again');
  await own.alice.says('undo');
  await expectHidden(own, own.alice);
});

describe('in a dump', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  test.each(['sqlite', 'postgres'])(
    'of %s there is nothing of it, and every sealed text is one that a rotation knows',
    async (engine) => {
      const databaseUrl = engine === 'postgres' ? await postgres.createDatabase() : undefined;
      await using own = await openLab({ ...(databaseUrl !== undefined && { databaseUrl }) });
      const done = await own.alice.says(say('argument', 'on fjord'));
      await own.alice.presses(done, 'Run Webex.Join');
      await own.alice.says(say('argument', 'on camden'));
      const several = await own.alice.says('volume 30 on tag:vip');
      await own.alice.presses(several, several.lines.join('\n').match(/\[(Set[^\]]*|Run[^\]]*)]/)?.[1] ?? '');
      await expectHidden(own, own.alice);
      await own.stop();
      const text = await dump(own, databaseUrl);
      expect(text).toContain('Webex.Join');
      expect(text).not.toContain(CANARY);

      const { db } = await connectTo({ dataDir: own.dataDir, databaseUrl, log: quiet });
      const found: string[] = [];
      for (const { name, columns } of tableShapes)
        for (const row of (await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db)).rows)
          for (const column of columns) found.push(...sealedIn(`${name}.${column}`, row[column]));
      await db.destroy();
      const known = sealedColumns.flatMap(({ table, column, fields }) =>
        fields.map((field) => `${table}.${column}.${field}`),
      );
      expect(found.length).toBeGreaterThan(2);
      expect([...new Set(found)].filter((path) => !known.includes(path))).toEqual([]);
    },
  );
});

/** Where sealed texts stand in a value of the store, JSON within it included. */
function sealedIn(path: string, value: unknown): string[] {
  if (keyIdOf(value) !== undefined) return [path];
  if (typeof value === 'string' && /^[[{]/.test(value)) {
    try {
      return sealedIn(path, JSON.parse(value));
    } catch {
      return [];
    }
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => sealedIn(`${path}.${name}`, inner));
}
