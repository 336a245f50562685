import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { logIn, openPage, sayToBot } from './open-page.ts';
import { startRealBot } from './real-bot.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('a configuration is browsed to, changed in a form, and told apart from what waits', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page, simulator } = opened;
  await sayToBot(page, 'config set fjord');
  await logIn(page);

  const blank = page.locator('.card').last();
  await blank.getByText('Change a configuration of Fjord', { exact: true }).waitFor();
  await blank.getByText('All configurations', { exact: true }).click();
  const overview = page.locator('.card').last();
  await overview.getByText('Configurations of Fjord').waitFor();
  await overview.getByLabel('Browse').selectOption({ label: 'Audio (26)' });
  await overview.getByText('Show', { exact: true }).click();
  const table = page.locator('.card').last();
  await table.getByText('Page 1 of 4').waitFor();
  await table.getByText('Audio.DefaultVolume', { exact: true }).click();
  const one = page.locator('.card').last();
  await one.getByText('Allowed:').waitFor();
  await one.getByText('Change…', { exact: true }).click();
  const form = page.locator('.card').last();
  await form.getByLabel('Audio.DefaultVolume (0–100)').fill('65');
  await form.getByText('Show what would change', { exact: true }).click();
  const plan = page.locator('.card').last();
  await plan.getByText('Audio.DefaultVolume: 50 (default) → 65 (configured)').waitFor();
  await plan.getByText('Change it', { exact: true }).click();
  const done = page.locator('.card').last();
  await done.getByText('Audio.DefaultVolume is 65 on Fjord', { exact: true }).waitFor();
  expect(await done.textContent()).toContain('The device confirmed it.');
  const fjord = simulator.fleet.all().find(({ displayName }) => displayName === 'Fjord');
  expect(simulator.configurations.read(fjord?.id ?? '', 'Audio.DefaultVolume')?.value).toBe(65);
});
