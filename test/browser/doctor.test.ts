import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { openPage, sayToBot } from './open-page.ts';
import { startRealBot } from './real-bot.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('an admin sees every check on one card, and a line of it leads to the check itself', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page } = opened;
  await page.getByRole('button', { name: /^Device Bot/ }).click();
  await sayToBot(page, 'doctor');
  const card = page.locator('.card').last();
  await card.getByText(/^(All \d+ checks are fine.*|\d+ of \d+ checks needs? something)$/).waitFor();
  expect(await card.getByText('Webhooks: ', { exact: true }).count()).toBe(1);
  await card.getByText('Clock: ', { exact: true }).click();
  await page.locator('.card').last().getByText('Clock: It agrees with that of Webex').waitFor();
});
