import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { openPage, sayToBot } from './open-page.ts';
import type { StartBot } from './scripted-bot.ts';

/** The whole way, for any bot that restarts a device after a confirmation: words → card → click → device → card. */
export function restartStory(name: string, browser: () => Browser, startBot: StartBot): void {
  test(`with ${name}: words make a card, a click restarts the device, and the card says so`, async () => {
    await using opened = await openPage(browser(), { startBot });
    const { page, simulator } = opened;
    const fjord = simulator.fleet.all().find(({ displayName }) => displayName === 'Fjord');
    await page.getByRole('button', { name: /^Fjord/ }).click();
    await page.locator('.facts').getByText('Online', { exact: true }).waitFor();

    await sayToBot(page, 'reboot Fjord');
    await page.locator('.card').getByText('Restart Fjord?').waitFor();
    expect(fjord?.connectionStatus).toBe('connected');

    await page.locator('.card').getByRole('button', { name: 'Restart Fjord', exact: true }).click();
    await page.locator('.card').getByText('Fjord is restarting').waitFor();
    await page.locator('.facts').getByText('Offline', { exact: true }).waitFor();
    expect(fjord?.connectionStatus).toBe('disconnected');
    expect(await page.getByRole('button', { name: 'Restart Fjord', exact: true }).count()).toBe(0);
  });

  test(`with ${name}: the whole way works by keyboard alone`, async () => {
    await using opened = await openPage(browser(), { startBot });
    const { page } = opened;
    // The first stop of the page leads past everything to the message box.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#message:focus').waitFor();
    await page.keyboard.type('@');
    await page.locator('#mentions [role="option"]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.type('reboot Fjord');
    await page.keyboard.press('Enter');
    await page.locator('.card').getByText('Restart Fjord?').waitFor();

    const button = page.locator('.card').getByRole('button', { name: 'Restart Fjord', exact: true });
    for (let presses = 0; presses < 12; presses += 1) {
      if (await button.evaluate((element) => element === element.ownerDocument.activeElement)) break;
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Enter');
    await page.locator('.card').getByText('Fjord is restarting').waitFor();
  });
}
