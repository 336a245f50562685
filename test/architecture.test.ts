import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

interface Import {
  file: string;
  /** Below src, such as `webex/devices.ts`, or the name of a package. */
  target: string;
  isType: boolean;
  isOwn: boolean;
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => /\.ts$/.test(path) && !path.endsWith('.d.ts') && statSync(path).isFile());

/** Biome keeps imports in this form, one statement each. */
const STATEMENT = /^(?:import|export)\s+(type\s+)?(?:[^'";]*?\s+from\s+)?'([^']+)';|\bimport\('([^']+)'\)/gms;

function importsOf(path: string): Import[] {
  return [...readFileSync(path, 'utf8').matchAll(STATEMENT)].map(([, type, statically, lazily]) => {
    const name = statically ?? lazily ?? '';
    const own = name.startsWith('#')
      ? name.slice(1)
      : name.startsWith('.')
        ? relative(SRC, join(dirname(path), name))
        : undefined;
    return { file: relative(SRC, path), target: own ?? name, isType: type !== undefined, isOwn: own !== undefined };
  });
}

const all = filesBelow(SRC).flatMap(importsOf);
/** The first folder below src; a file beside the folders is a room of its own, and `pipeline.ts` and `pipeline/` are one. */
const roomOf = (path: string): string => path.split('/')[0]?.replace(/\.ts$/, '') ?? '';

/** Which rooms a room may import; those after `types` only for their types. */
const MAY: Record<string, { values: string[]; types?: string[] }> = {
  lib: { values: [] },
  webex: { values: ['lib'] },
  store: { values: ['lib'] },
  oauth: { values: ['lib', 'store'] },
  fleet: { values: ['lib'], types: ['webex', 'intent', 'render'] },
  render: { values: ['lib'], types: ['intent'] },
  intent: { values: ['lib'], types: ['webex', 'fleet', 'store', 'render'] },
  guard: { values: ['lib', 'render'], types: ['intent', 'store', 'webex'] },
  features: { values: ['intent', 'fleet', 'lib', 'render'], types: ['webex'] },
  jobs: { values: ['lib'], types: ['store'] },
  inbound: { values: ['lib'], types: ['jobs', 'store'] },
  chat: { values: ['lib', 'webex'] },
  pipeline: { values: ['chat', 'fleet', 'guard', 'intent', 'lib', 'render', 'store', 'webex'], types: ['jobs'] },
  config: { values: ['lib'] },
  app: {
    values: [
      'chat',
      'features',
      'fleet',
      'guard',
      'inbound',
      'intent',
      'jobs',
      'lib',
      'oauth',
      'pipeline',
      'render',
      'store',
      'webex',
    ],
    types: ['config'],
  },
  main: { values: ['app', 'config', 'lib', 'simulator'] },
  simulator: { values: [] },
};

describe('what may import what', () => {
  test('every room has its rule', () => {
    expect([...new Set(filesBelow(SRC).map((path) => roomOf(relative(SRC, path))))].sort()).toEqual(
      Object.keys(MAY).sort(),
    );
  });

  test.each(Object.entries(MAY))('%s keeps to its rule', (room, { values, types = [] }) => {
    const wrong = all
      .filter(({ file, isOwn }) => isOwn && roomOf(file) === room)
      .filter(({ target, isType }) => ![room, ...values, ...(isType ? types : [])].includes(roomOf(target)));
    expect(wrong.map(({ file, target, isType }) => `${file} imports ${isType ? 'types of ' : ''}${target}`)).toEqual(
      [],
    );
  });

  test('a feature never imports another feature', () => {
    const noun = (path: string) => path.split('/')[1];
    const wrong = all.filter(
      ({ file, target }) =>
        file.startsWith('features/') &&
        target.startsWith('features/') &&
        file !== 'features/index.ts' &&
        noun(file) !== noun(target),
    );
    expect(wrong).toEqual([]);
  });

  test('only the chat room knows the bot framework, and only inbound, oauth, app and simulator know express', () => {
    const users = (name: string) =>
      [...new Set(all.filter(({ target }) => target.startsWith(name)).map(({ file }) => roomOf(file)))].sort();
    expect(users('webex-node-bot-framework')).toEqual(['chat']);
    expect(users('express')).toEqual(['app', 'inbound', 'oauth', 'simulator']);
  });

  test('only main starts the simulator, and only when there is no live Webex', () => {
    expect(
      all.filter(({ file, target, isOwn }) => isOwn && roomOf(file) !== 'simulator' && roomOf(target) === 'simulator'),
    ).toEqual([{ file: 'main.ts', target: 'simulator/server.ts', isType: false, isOwn: true }]);
  });
});

describe('the same noun wherever it applies', () => {
  const folders = (path: string): string[] =>
    readdirSync(join(ROOT, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);

  test('every feature folder has its tests', () => {
    expect(folders('src/features').filter((noun) => !existsSync(join(ROOT, 'test/features', noun)))).toEqual([]);
  });

  test('every folder of cards belongs to a feature or to a room that is named here', () => {
    // problem: render/problem.ts; changes: guard/replies.ts and render/replies.ts; spaces: pipeline/welcome.ts
    const ofRooms = ['problem', 'changes', 'spaces'];
    expect(
      folders('cards').filter((noun) => !ofRooms.includes(noun) && !folders('src/features').includes(noun)),
    ).toEqual([]);
  });

  test('every resource of the client has a route of the simulator', () => {
    const resources = [
      'people',
      'rooms',
      'memberships',
      'messages',
      'attachment-actions',
      'webhooks',
      'devices',
      'locations',
      'floors',
      'workspace-locations',
      'workspace-metrics',
      'hotdesk',
      'xapi',
    ];
    for (const name of resources) {
      expect(existsSync(join(SRC, 'webex', `${name}.ts`)), `src/webex/${name}.ts`).toBe(true);
      expect(existsSync(join(SRC, 'simulator/routes', `${name}.ts`)), `src/simulator/routes/${name}.ts`).toBe(true);
    }
  });

  test('every command file holds one command and is listed', () => {
    const index = readFileSync(join(SRC, 'features/index.ts'), 'utf8');
    const commandFiles = filesBelow(join(SRC, 'features')).filter((path) =>
      /define(Read|Change)\(|simpleChange\(\{/.test(readFileSync(path, 'utf8')),
    );
    for (const path of commandFiles.filter((file) => !file.endsWith('simple.ts'))) {
      expect(
        readFileSync(path, 'utf8').match(/^export const \w+ = (?:define(?:Read|Change)|simpleChange)\(/gm),
        path,
      ).toHaveLength(1);
      expect(index).toContain(`./${relative(join(SRC, 'features'), path)}`);
    }
  });
});

test('files stay short enough to read in one sitting', () => {
  const long = filesBelow(SRC).filter((path) => readFileSync(path, 'utf8').split('\n').length > 300);
  expect(long.map((path) => relative(ROOT, path))).toEqual([]);
});
