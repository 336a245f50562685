import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { deleteCard, openPage, postCard } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser.close());

const SPACE = 'Room operations';
const card = (text: string) => ({ body: [{ type: 'TextBlock', text }] });
const shown = (page: Page, text: string) => page.locator('.card').getByText(text, { exact: true });

/** Asks the simulator at once, and keeps its answer from the page until it is let go. */
async function holdAnswer(page: Page, path: RegExp) {
  const held = Promise.withResolvers<() => Promise<void>>();
  const hold = async (route: Route) => {
    const response = await route.fetch();
    held.resolve(async () => {
      const arrived = page.waitForResponse(route.request().url());
      await route.fulfill({ response });
      await (await arrived).finished();
    });
  };
  await page.route(path, hold, { times: 1 });
  return { isAnswered: held.promise };
}

test('a card that is deleted while it is fetched does not come to stay', async () => {
  await using opened = await openPage(browser);
  const { page, simulator } = opened;
  const { isAnswered } = await holdAnswer(page, /\/v1\/messages\/[^/?]+$/);
  const first = await postCard(simulator, SPACE, card('Rolling out: 0 %'));
  const letGo = await isAnswered;
  await deleteCard(simulator, first);
  // The news come in order: the page has heard of the deletion when it shows what was posted after it.
  await postCard(simulator, SPACE, card('Rolling out: 4 %'));
  await shown(page, 'Rolling out: 4 %').waitFor();
  await letGo();
  await postCard(simulator, SPACE, card('Rolling out: 8 %'));
  await shown(page, 'Rolling out: 8 %').waitFor();
  expect(await shown(page, 'Rolling out: 0 %').count()).toBe(0);
});

test('a card that is deleted while its space is opened goes, and one that is posted meanwhile stays', async () => {
  await using opened = await openPage(browser);
  const { page, simulator } = opened;
  const first = await postCard(simulator, SPACE, card('Looking at 300 devices'));
  await shown(page, 'Looking at 300 devices').waitFor();
  await page.getByRole('button', { name: 'Facilities Oslo' }).click();
  await shown(page, 'Looking at 300 devices').waitFor({ state: 'detached' });

  const { isAnswered } = await holdAnswer(page, /\/v1\/messages\?/);
  await page.getByRole('button', { name: SPACE }).click();
  const letGo = await isAnswered;
  await deleteCard(simulator, first);
  await postCard(simulator, SPACE, card('A plan'));
  await shown(page, 'A plan').waitFor();
  await letGo();
  await postCard(simulator, SPACE, card('Started'));
  await shown(page, 'Started').waitFor();
  expect(await page.locator('.card').allInnerTexts()).toEqual(['A plan', 'Started']);
});

test('what is posted while the page has to wait for the rate limit is shown after it', async () => {
  await using opened = await openPage(browser);
  const { page, simulator } = opened;
  simulator.faults.add({ path: '^/messages/[^/]+$', effect: 'status', status: 429, retryAfter: 1, times: 1 });
  await postCard(simulator, SPACE, card('Rolling out: 0 %'));
  await shown(page, 'Rolling out: 0 %').waitFor();
});

test('a press on a card that is gone, which the page was not told of, takes it off the page', async () => {
  await using opened = await openPage(browser);
  const { page, simulator } = opened;
  const actions = [{ type: 'Action.Submit', title: 'Pause', data: { v: 1, say: 'rollout pause 1' } }];
  const id = await postCard(simulator, SPACE, { ...card('Rolling out: 0 %'), actions });
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  const message = simulator.world.messages.get(id);
  if (message) simulator.world.messages.delete(message);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor({ state: 'detached' });
});
