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

test('tags are given with a form, after a login, and a device has its details', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page } = opened;
  const card = () => page.locator('.card').last();
  await sayToBot(page, 'tags fjord');
  await card().getByText('Fjord has 2 tags').waitFor();
  await card().getByRole('button', { name: 'Add or replace…' }).click();
  await card().getByLabel('Tags, with commas between them').fill('meeting, "board room"');
  await card().getByRole('button', { name: 'Add them' }).click();
  await logIn(page);
  await card().getByRole('button', { name: 'Tag Fjord' }).click();
  await card().getByText('Fjord has the tags lobby, vip, meeting and').waitFor();
  await card().getByRole('button', { name: 'Its tags' }).click();
  await card().getByRole('button', { name: 'Details' }).click();
  await card().getByText('What it is', { exact: true }).waitFor();
  await card().getByRole('button', { name: 'Ids' }).click();
  await card().getByLabel('Calling device').waitFor();
  expect(await card().textContent()).toContain('Serial number');
});
