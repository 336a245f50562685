import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Simulator } from '#simulator/server.ts';
import { startWatched } from '../contract/watched.ts';
import type { StartBot } from './scripted-bot.ts';

export interface Opened extends AsyncDisposable {
  simulator: Simulator;
  page: Page;
}

export interface OpenOptions extends BrowserContextOptions {
  startBot?: StartBot;
}

/**
 * A simulator of its own with its chat page open. When the test ends, it also proves that the page stayed within its
 * content security policy, threw nothing and asked nothing of any other machine.
 */
export async function openPage(browser: Browser, { startBot, ...options }: OpenOptions = {}): Promise<Opened> {
  const simulator = await startWatched({ durations: { dropMs: 50, bootMs: 60_000 } });
  const bot = await startBot?.(simulator);
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !isGone(message) && !isToWait(message)) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (hostname !== '127.0.0.1' && protocol !== 'data:' && protocol !== 'blob:') faults.push(request.url());
  });
  await page.goto(simulator.playground);
  await page.waitForSelector('html[data-ready]');
  return {
    simulator,
    page,
    async [Symbol.asyncDispose]() {
      await context.close();
      await bot?.[Symbol.asyncDispose]();
      await simulator.close();
      expect(faults).toEqual([]);
    },
  };
}

/** A card that the next one takes the place of may be gone before the page asks for it, or is pressed: Chromium notes that by itself. */
const isGone = (message: ConsoleMessage): boolean =>
  /\/v1\/(messages\/[^/]+|attachment\/actions)$/.test(message.location().url) && message.text().includes('404');

/** So does it of a 429, which the page itself waits out. */
const isToWait = (message: ConsoleMessage): boolean =>
  message.location().url.includes('/v1/') && message.text().includes('429');

/** Types into the message box the way a person does: "@" opens the list, Enter takes the bot. */
export async function sayToBot(page: Page, words: string): Promise<void> {
  await page.locator('#message').focus();
  await page.keyboard.type('@dev');
  await page.locator('#mentions [role="option"]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

/** Whoever has no login is sent the link: follows it, lets the bot do what it asks for, and comes back, where the bot goes on. */
export async function logIn(page: Page): Promise<void> {
  await page.locator('.card').last().getByText('I sent the login link to you directly').waitFor();
  await page.getByRole('button', { name: /^Device Bot/ }).click();
  await allowLogin(page);
  await page.getByRole('button', { name: /^Room operations/ }).click();
}

/** Follows the link of the last card; gives the page that says it worked. */
export async function allowLogin(page: Page): Promise<Page> {
  const popup = page.context().waitForEvent('page');
  await page
    .locator('.card')
    .last()
    .getByText(/^(Log in to Webex|For everything)$/)
    .last()
    .click();
  const login = await popup;
  await login.getByRole('button', { name: 'Allow' }).click();
  await login.getByRole('heading', { name: 'You are logged in' }).waitFor();
  return login;
}

/** A card and its buttons as a member of a space would get it from the bot; gives the id of its message. */
export async function postCard(simulator: Simulator, title: string, content: Record<string, unknown>): Promise<string> {
  const room = simulator.rooms.find((one) => one.title === title);
  const attachment = {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: { type: 'AdaptiveCard', version: '1.3', ...content },
  };
  const response = await fetch(`${simulator.apiBase}/messages`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${simulator.botToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ roomId: room?.id, text: 'A card', attachments: [attachment] }),
  });
  expect(response.status).toBe(200);
  return z.object({ id: z.string() }).parse(await response.json()).id;
}

/** As the bot takes back what it posted. */
export async function deleteCard(simulator: Simulator, id: string): Promise<void> {
  const headers = { Authorization: `Bearer ${simulator.botToken}` };
  const response = await fetch(`${simulator.apiBase}/messages/${id}`, { method: 'DELETE', headers });
  expect(response.status).toBe(204);
}
