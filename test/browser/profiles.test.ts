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

test('the form of a comparison is filled in, and its card leads to the profile and to its checks', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page } = opened;
  const card = () => page.locator('.card').last();
  await sayToBot(page, 'profile save lobby Standby.Delay=10');
  await card().getByText('Compare devices…', { exact: true }).click();
  await card().getByText('Compare devices with lobby').waitFor();
  // Its input has the id that the panel of the page has.
  await page.locator('aside .device').first().click();
  await page.locator('aside .panel').waitFor();
  expect(await card().locator('.panel').count()).toBe(0);
  await card().getByRole('textbox', { name: 'Devices' }).fill('Fjord, Camden');
  await card().getByText('Compare', { exact: true }).click();
  await logIn(page);

  await card().getByText('1 of 2 devices is as lobby says').waitFor();
  expect(await card().textContent()).toContain('Standby.Delay: 120, should be 10');
  await card().getByText('lobby', { exact: true }).click();
  await card().getByText('1 setting · version 1').waitFor();
  await sayToBot(page, 'drift check lobby on Camden every day at 07:00');
  await card().getByText('every day at 07:00', { exact: false }).waitFor();
  await card().getByText('Stop 1', { exact: true }).click();
  await card().getByText('Drift check 1 is stopped: lobby on Camden').waitFor();
});
