import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Simulator, startSimulator } from '#simulator/server.ts';
import { openChromium } from '../test/browser/chromium.ts';
import { sayToBot } from '../test/browser/open-page.ts';
import { startRealBot } from '../test/browser/real-bot.ts';

const PICTURES = fileURLToPath(new URL('../docs/pictures/', import.meta.url));
const WIDE = { viewport: { width: 1360, height: 860 }, deviceScaleFactor: 2, locale: 'en-GB' };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, locale: 'en-GB' };
const STORY = ['device Fjord', 'volume 30 on Fjord', 'reboot Fjord'];

await mkdir(PICTURES, { recursive: true });
const browser = await openChromium();
try {
  await picture('chat-light.png', { ...WIDE, colorScheme: 'light' }, async (page) => {
    await showDevice(page, 'Fjord');
    for (const words of STORY) await ask(page, words);
  });
  await picture('chat-dark.png', { ...WIDE, colorScheme: 'dark' }, async (page) => {
    await showDevice(page, 'Fjord');
    for (const words of STORY) await ask(page, words);
    await page.locator('.card').last().getByRole('button', { name: 'Restart Fjord', exact: true }).click();
    await page.locator('.screen[data-mode="off"]').waitFor();
  });
  await picture('phone.png', { ...PHONE, colorScheme: 'light' }, async (page) => {
    for (const words of STORY) await ask(page, words);
  });
} finally {
  await browser.close();
}

/** Plays a scene on a fresh simulator and takes one picture of how it ends. */
async function picture(
  name: string,
  look: NonNullable<Parameters<Browser['newContext']>[0]>,
  play: (page: Page, simulator: Simulator) => Promise<void>,
): Promise<void> {
  await using simulator = await startSimulator();
  await using _bot = await startRealBot(simulator);
  const context = await browser.newContext(look);
  const page = await context.newPage();
  await page.goto(simulator.playground);
  await page.waitForSelector('html[data-ready]');
  await play(page, simulator);
  await page.locator('#message').blur();
  await page.mouse.move(0, 0);
  // The light that marks a change fades first.
  await page.waitForTimeout(2_200);
  await page.screenshot({ path: join(PICTURES, name) });
  await context.close();
  process.stdout.write(`${join('docs', 'pictures', name)}\n`);
}

/** Says it to the bot and waits for the card of the answer. */
async function ask(page: Page, words: string): Promise<void> {
  const before = await page.locator('.card').count();
  await sayToBot(page, words);
  await page.locator('.card').nth(before).waitFor();
}

async function showDevice(page: Page, name: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Find a device' }).fill(name);
  await page.locator('.device').first().click();
  await page.locator('.panel').waitFor();
}
