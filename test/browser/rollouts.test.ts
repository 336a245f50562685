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

test('a rollout is planned, started, watched, and taken back', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page, simulator } = opened;
  const cards = page.locator('.card');
  const delays = () =>
    simulator.fleet
      .all()
      .filter(({ tags }) => tags.includes('lobby'))
      .map(({ id }) => simulator.configurations.read(id, 'Standby.Delay')?.value);

  await sayToBot(page, 'rollout Standby.Delay=10 on tag:lobby');
  await logIn(page);
  const plan = cards.filter({ hasText: 'Plan: Standby.Delay → 10 on 3 devices' });
  await plan.getByText('3 devices change: Fjord, Reception panel and Redwood.').waitFor();
  await plan.getByText('Start on 3 devices', { exact: true }).click();
  // The card that tells how far it is takes the place of the answer to the press.
  await cards.filter({ hasText: 'Done: all 3 devices have Standby.Delay 10' }).waitFor({ timeout: 20_000 });
  expect(await cards.filter({ hasText: 'Rolling out' }).count()).toBe(0);
  expect(delays()).toEqual([10, 10, 10]);

  await cards.last().getByText('Undo all', { exact: true }).click();
  const back = cards.filter({ hasText: 'Plan: take back rollout 1' });
  await back.getByText('Standby.Delay: 10 → 120').waitFor();
  await back.getByText('Take back on 3 devices', { exact: true }).click();
  await cards.filter({ hasText: 'Taken back: all 3 devices are as they were' }).waitFor({ timeout: 20_000 });
  expect(delays()).toEqual([120, 120, 120]);
}, 60_000);
