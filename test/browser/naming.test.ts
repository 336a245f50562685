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

test('what names say is chosen by boxes, set after Confirm, and the rules are read beside it', async () => {
  await using opened = await openPage(browser, { startBot: startRealBot });
  const { page, simulator } = opened;
  const last = () => page.locator('.card').last();
  await sayToBot(page, 'workspaces fix');
  await logIn(page);

  await last().getByText('Set 4 workspaces by their names?').waitFor();
  await last().getByText('Choose…', { exact: true }).click();
  const form = last();
  await form.getByText('Which workspaces?').waitFor();
  await form.getByText('Board Room 12: capacity').click();
  await form.getByText('Focus 2: type').click();
  await form.getByText('Go on with these', { exact: true }).click();
  await last().getByText('Set 2 workspaces by their names?').waitFor();
  await last().getByText('Set 2 workspaces', { exact: true }).click();
  await last().getByText('Set by their names: 2 workspaces').waitFor();
  const settings = simulator.places.workspaces
    .all()
    .map(({ displayName, capacity, type }) => ({ displayName, capacity, type }));
  expect(settings).toContainEqual({ displayName: 'Fjellrom (8p)', capacity: 8, type: 'meetingRoom' });
  expect(settings).toContainEqual({ displayName: 'Huddle 3', capacity: undefined, type: 'huddle' });
  expect(settings).toContainEqual({ displayName: 'Board Room 12', capacity: undefined, type: undefined });

  await sayToBot(page, 'workspaces rules');
  await last().getByText('15 rules for names').waitFor();
  await last().getByText('huddle* | grupperom* | gruppenraum*').click();
  await last().getByText('It is for 1 workspace: Huddle 3.').waitFor();
});
