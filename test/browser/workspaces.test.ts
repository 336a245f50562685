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

test('the form of a workspace keeps what nobody touches, shows the difference, and writes it after Confirm', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page, simulator } = opened;
  await sayToBot(page, 'workspace edit fjord');
  await logIn(page);

  const form = page.locator('.card').last();
  await form.getByText('Edit Fjord', { exact: true }).waitFor();
  await form.getByLabel('Capacity').fill('12');
  await form.getByLabel('Notes').fill('');
  await form.getByText('Show what would change', { exact: true }).click();
  const plan = page.locator('.card').last();
  await plan.getByText('Capacity: 8 → 12').waitFor();
  expect(await plan.textContent()).toContain('Notes: cleared');
  expect(await plan.textContent()).not.toContain('Calendar');
  await plan.getByText('Change Fjord', { exact: true }).click();
  await page.locator('.card').last().getByText('Fjord is changed', { exact: true }).waitFor();
  const fjord = simulator.places.workspaces.all().find(({ displayName }) => displayName === 'Fjord');
  expect(fjord).toMatchObject({ capacity: 12, notes: undefined, type: 'meetingRoom' });

  await page.locator('.card').last().getByText('Look at it', { exact: true }).click();
  await page.locator('.card').last().getByText('Meeting room · 12 people · Oslo').waitFor();
});
