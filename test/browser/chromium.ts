import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { z } from 'zod';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

interface Found {
  path: string;
  env: Record<string, string>;
}

/**
 * Starts a Chromium without a download: the one CHROMIUM_PATH names, else one on the PATH, else the one that the npm
 * package `@sparticuz/chromium` carries.
 */
export async function openChromium(): Promise<Browser> {
  const { path, env } = await findChromium();
  return chromium.launch({ executablePath: path, args: FLAGS, env: { ...definedEnv(), ...env } });
}

async function findChromium(): Promise<Found> {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return { path: named, env: {} };
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const installed = folders
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
  return installed ? { path: installed, env: {} } : unpackBundled();
}

/**
 * Unpacks the bundled browser and its libraries into a folder of its own version. The work happens in a folder that is
 * renamed when complete, so that two runs at once never start half a browser.
 */
async function unpackBundled(): Promise<Found> {
  const home = join(tmpdir(), `device-bot-chromium-${await bundledVersion()}`);
  if (!existsSync(join(home, 'chromium'))) {
    const work = await mkdtemp(`${home}-`);
    // The package reads both at import: where to unpack, and that the libraries it brings along are wanted.
    const before = { tmp: process.env['TMPDIR'], runtime: process.env['AWS_LAMBDA_JS_RUNTIME'] };
    process.env['TMPDIR'] = work;
    process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs22.x';
    const { default: bundled } = await import('@sparticuz/chromium');
    await bundled.executablePath();
    restore('TMPDIR', before.tmp);
    restore('AWS_LAMBDA_JS_RUNTIME', before.runtime);
    await writeFontConfig(work, home);
    await rename(work, home).catch(() => rm(work, { recursive: true, force: true }));
  }
  return {
    path: join(home, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_PATH: home,
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  };
}

/** The package's own file names fixed folders; this one adds the machine's fonts to the one it brings. */
async function writeFontConfig(work: string, home: string): Promise<void> {
  await mkdir(join(work, 'cache'), { recursive: true });
  const folders = [join(home, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  const dirs = folders.map((folder) => `  <dir>${folder}</dir>`).join('\n');
  await writeFile(
    join(work, 'fonts.conf'),
    `<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n${dirs}\n  <cachedir>${join(home, 'cache')}</cachedir>\n</fontconfig>\n`,
  );
}

async function bundledVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const text = await readFile(join(dirname(entry), '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
