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

test('who asks for something of an administrator is led to the login page, and the bot goes on when they are back', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page } = opened;
  await sayToBot(page, 'workspaces');
  const here = page.locator('.card').last();
  await here.getByText('I sent the login link to you directly').waitFor();
  await page.getByRole('button', { name: /^Device Bot/ }).click();
  const popup = page.context().waitForEvent('page');
  await page.locator('.card').last().getByText('Only for this', { exact: true }).click();
  const login = await popup;
  await login.getByRole('radio', { name: /Alice/ }).isChecked();
  await login.getByRole('button', { name: 'Allow' }).click();
  await login.getByRole('heading', { name: 'You are logged in' }).waitFor();
  expect(await login.content()).toContain('Go back to Webex');
  // What the address held is nowhere on the page.
  expect(await login.content()).not.toContain(new URL(login.url()).searchParams.get('code'));
  await page.getByRole('button', { name: /^Room operations/ }).click();
  await page.locator('.card').last().getByText('Fjord', { exact: true }).first().waitFor();
});
