import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { allowLogin, openPage, sayToBot } from './open-page.ts';
import { startRealBot } from './real-bot.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

test('the form of a location says what does not fit where it stands, and keeps the rest; what is measured is drawn as bars', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page, simulator } = opened;
  await page.getByRole('button', { name: /^Device Bot/ }).click();
  await sayToBot(page, 'login for everything');
  await allowLogin(page);
  await page
    .locator('.card')
    .last()
    .getByText(/^You are logged in/)
    .waitFor();

  await sayToBot(page, 'location new Bergen address:Torget 1 postcode:5014 city:Bergen state:Vestland language:nb_no');
  const form = page.locator('.card').last();
  await form.getByText(/^New location: /).waitFor();
  await form.getByLabel('Country').fill('Norwya');
  await form.getByLabel('Time zone').fill('Europe/Oslo');
  await form.getByText('Go on', { exact: true }).click();
  const again = page.locator('.card').last();
  await again.getByText('"Norwya" is no country. Did you mean Norway (NO)?').waitFor();
  expect(await again.getByLabel('Street and number').inputValue()).toBe('Torget 1');
  await again.getByLabel('Country').fill('Norway');
  await again.getByText('Go on', { exact: true }).click();
  const plan = page.locator('.card').last();
  await plan.getByText('Address: Torget 1, 5014 Bergen, Vestland, Norway').waitFor();
  await plan.getByText('Create location', { exact: true }).click();
  await page.locator('.card').last().getByText('Bergen is a location now', { exact: true }).waitFor();
  const bergen = simulator.places.locations.all().find(({ name }) => name === 'Bergen');
  expect(bergen).toMatchObject({ timeZone: 'Europe/Oslo', address: { country: 'NO', state: 'Vestland' } });

  await sayToBot(page, 'metrics Geiranger temperature last 7d');
  const chart = page.locator('.card').last();
  await chart.getByText('Last 7 d, by the day (UTC)', { exact: false }).waitFor();
  expect(await chart.getByText(/^█+[▏▎▍▌▋▊▉]?$/).count()).toBeGreaterThan(5);
});
