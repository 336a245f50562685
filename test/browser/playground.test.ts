import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChromium } from './chromium.ts';
import { faintTexts } from './contrast.ts';
import { openPage, postCard, sayToBot } from './open-page.ts';
import { startRealBot } from './real-bot.ts';
import { restartStory } from './restart-story.ts';
import { startScriptedBot } from './scripted-bot.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
});

const PHONE = { viewport: { width: 375, height: 740 } };
const FORM = {
  body: [
    { type: 'TextBlock', text: 'Level must be **0–100**', wrap: true },
    { type: 'Input.Number', id: 'level', label: 'Level', value: 500, min: 0, max: 100, errorMessage: 'From 0 to 100' },
  ],
  actions: [{ type: 'Action.Submit', title: 'Run', style: 'positive', data: { v: 1, say: 'again' } }],
};
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAFElEQVR4nGP8z8Dwn4GBgYGJAQoAHgQDAVT3zF4AAAAASUVORK5CYII=';

restartStory('a scripted bot', () => browser, startScriptedBot);
restartStory('the bot itself', () => browser, startRealBot);

describe('a card', () => {
  test('keeps an input that is out of range, and posts a good one with the person’s token', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    const presses: unknown[] = [];
    simulator.world.onChange(({ resource, data }) => resource === 'attachmentActions' && presses.push(data));
    await postCard(simulator, 'Room operations', FORM);
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText('From 0 to 100').waitFor();
    expect(presses).toEqual([]);

    await page.getByLabel('Level').fill('30');
    await page.getByRole('button', { name: 'Run' }).click();
    await expect.poll(() => presses).toHaveLength(1);
    const alice = simulator.people.find(({ role }) => role === 'admin');
    expect(presses[0]).toMatchObject({ personId: alice?.id, inputs: { v: 1, say: 'again', level: '30' } });
    expect(await page.getByRole('button', { name: 'Run' }).isDisabled()).toBe(true);
    await postCard(simulator, 'Room operations', { body: [{ type: 'TextBlock', text: 'Done' }] });
    await expect.poll(() => page.getByRole('button', { name: 'Run' }).isEnabled()).toBe(true);
  });

  test('shows bold and links, and no markup or picture of another host', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    const text = '**bold** [link](https://example.com) <img src=x onerror=alert(1)> ![p](https://example.com/p.png)';
    await postCard(simulator, 'Room operations', { body: [{ type: 'TextBlock', text, wrap: true }] });
    await page.locator('.card strong').getByText('bold').waitFor();
    expect(await page.locator('.card img').count()).toBe(0);
    expect(await page.locator('.card a').first().getAttribute('rel')).toContain('noopener');
  });
});

describe('a conversation', () => {
  test('a mention travels as Webex notation, and the rest of the words as typed', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    await sayToBot(page, 'xStatus *.Volume [1] _x_ <b>');
    await page.locator('.message').first().waitFor();
    const room = simulator.rooms.find(({ title }) => title === 'Room operations');
    const [message] = simulator.world.messages.inRoom(room?.id ?? '');
    expect(message).toMatchObject({
      text: 'Device Bot xStatus *.Volume [1] _x_ <b>',
      mentionedPeople: [simulator.world.bot.id],
    });
    expect(await page.locator('.message__text').textContent()).toBe('Device Bot xStatus *.Volume [1] _x_ <b>');
  });

  test('replies stand below their message, and an edit is marked', async () => {
    await using opened = await openPage(browser);
    const { page } = opened;
    await page.fill('#message', 'A first line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('and a second');
    await page.keyboard.press('Enter');
    const first = page.locator('.message').first();
    await first.waitFor();
    await first.hover();
    await first.getByRole('button', { name: 'Reply to thread' }).click();
    await page.keyboard.type('An answer');
    await page.keyboard.press('Enter');
    await page.locator('.message.is-reply').getByText('An answer').waitFor();

    await first.hover();
    await first.getByRole('button', { name: 'Edit' }).click();
    expect(await page.inputValue('#message')).toBe('A first line\nand a second');
    await page.fill('#message', 'Changed');
    await page.keyboard.press('Enter');
    await page.locator('.message').first().getByText('Edited').waitFor();
    await page.locator('.message').first().getByText('Changed').waitFor();
  });

  test('a picture is shown and another file offered', async () => {
    await using opened = await openPage(browser);
    const { page } = opened;
    for (const [name, mimeType] of [
      ['plot.png', 'image/png'],
      ['devices.csv', 'text/csv'],
    ] as const) {
      const buffer = name.endsWith('png') ? Buffer.from(PICTURE, 'base64') : Buffer.from('name\nFjord\n');
      await page.setInputFiles('#file', { name, mimeType, buffer });
      await page.locator('#send').click();
    }
    await page.getByRole('img', { name: 'plot.png' }).waitFor();
    await page.getByRole('link', { name: /devices\.csv/ }).waitFor();
  });

  test('another person sees the own spaces, and unread ones are marked', async () => {
    await using opened = await openPage(browser);
    const { page } = opened;
    await page.fill('#message', 'For all');
    await page.keyboard.press('Enter');
    await page.locator('.message').first().waitFor();
    await page.getByRole('button', { name: 'Facilities Oslo' }).click();
    await page.getByRole('radio', { name: 'Bob Berg, operator' }).check({ force: true });
    await page.getByRole('button', { name: /Room operations.*unread/ }).waitFor();
    await page.getByRole('radio', { name: 'Gus Grant, guest' }).check({ force: true });
    await expect.poll(() => page.getByRole('button', { name: 'Facilities Oslo' }).count()).toBe(0);
  });

  test('the bot can be added to a space it is not in', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    await page.getByRole('button', { name: 'Facilities Oslo' }).click();
    await page.locator('#room-notice').getByRole('button', { name: 'Add to space' }).click();
    await page.locator('#room-notice').waitFor({ state: 'hidden' });
    const room = simulator.world.rooms.all().find(({ title }) => title === 'Facilities Oslo');
    expect(simulator.world.memberships.of(room?.id ?? '', simulator.world.bot.id)).toBeDefined();
  });

  test('a space is made with the people one picks', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    await page.locator('#new-space').click();
    await page.getByLabel('Name of the space').fill('Pilot rooms');
    await page.getByRole('checkbox', { name: 'Vera Vik' }).check();
    await page.getByRole('button', { name: 'Create space' }).click();
    await page.getByRole('heading', { name: 'Pilot rooms', level: 1 }).waitFor();
    const room = simulator.world.rooms.all().find(({ title }) => title === 'Pilot rooms');
    const members = simulator.world.memberships.inRoom(room?.id ?? '').map((one) => one.personDisplayName);
    expect(members.sort()).toEqual(['Alice Andersen', 'Device Bot', 'Vera Vik']);
  });

  test('message HTML keeps its words and loses what could do harm', async () => {
    await using opened = await openPage(browser);
    const found = await opened.page.evaluate(`import('/playground/app/safe-html.js').then(({ safeHtml }) => {
      const box = document.createElement('div');
      box.append(safeHtml('<p onclick="x()" class="toast">Hi <b>you</b></p><script>x()</script><img src="http://x.example/a.png" onerror="x()"><a href="javascript:x()">go</a><form><input name="a">in</form>', 'me'));
      return box.innerHTML;
    })`);
    expect(found).toBe('<p>Hi <b>you</b></p><a>go</a>in');
  });
});

describe('the device panel', () => {
  test('takes a device offline and puts one in a call', async () => {
    await using opened = await openPage(browser);
    const { page, simulator } = opened;
    await page.getByRole('searchbox', { name: 'Find a device' }).fill('nordlund');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Put in a call' }).click();
    await page.locator('.screen[data-mode="call"]').waitFor();
    await page.getByRole('button', { name: 'Take offline' }).click();
    await page.locator('.screen[data-mode="off"]').waitFor();
    const harold = simulator.fleet.all().find(({ displayName }) => displayName === 'Harold Nordlund');
    expect(harold?.connectionStatus).toBe('disconnected');
  });
});

describe('a login', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`begins at a card, is read and allowed by keyboard, and leads back, in ${colorScheme}`, async () => {
      await using opened = await openPage(browser, { ...PHONE, colorScheme });
      const { page, simulator } = opened;
      await using target = await openBack();
      simulator.oauth.register(target.url);
      const link = new URL(`${simulator.apiBase}/authorize`);
      link.search = new URLSearchParams({
        client_id: simulator.oauth.clientId,
        response_type: 'code',
        redirect_uri: target.url,
        scope: 'spark:people_read spark-admin:devices_read',
        state: 'of the bot',
      }).toString();
      const actions = [
        { type: 'Action.OpenUrl', title: 'Run', url: 'javascript:alert(1)' },
        { type: 'Action.OpenUrl', title: 'Log in', url: link.href },
      ];
      await postCard(simulator, 'Room operations', { body: FORM.body, actions });
      await page.getByRole('link', { name: 'Run' }).click();
      const [login] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Log in' }).click(),
      ]);
      await login.getByRole('heading', { name: 'Device Operations asks to act for you' }).waitFor();
      expect(await login.evaluate('opener')).toBeNull();
      expect(await faintTexts(login, 4.5)).toEqual([]);
      expect(await login.evaluate('document.body.scrollWidth - document.body.clientWidth')).toBe(0);
      await login.getByRole('radio', { name: /^Alice Andersen/ }).focus();
      await login.keyboard.press('ArrowDown');
      await login.getByRole('checkbox', { name: /all devices/ }).uncheck();
      await login.getByRole('button', { name: 'Allow' }).focus();
      await login.keyboard.press('Enter');
      await login.getByText('back at the bot').waitFor();
      expect(new URL(login.url()).searchParams.get('state')).toBe('of the bot');
      expect(new URL(login.url()).searchParams.get('code')).toMatch(/^\S{64}$/);
      expect(page.context().pages()).toHaveLength(2);
    });
});

/** The bot's half of a login: a page on an origin of its own. */
async function openBack() {
  const server = createServer((_req, res) => res.end('back at the bot')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('there is no port');
  return {
    url: `http://127.0.0.1:${address.port}/back`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('looks', () => {
  test('a phone’s width needs no sideways scrolling, and the panes are drawers', async () => {
    await using opened = await openPage(browser, { ...PHONE, startBot: startScriptedBot });
    const { page, simulator } = opened;
    const titles = ['Volume', 'Message', 'Dial…', 'Status…', 'Reboot this device'];
    const actions = titles.map((title) => ({ type: 'Action.Submit', title }));
    await postCard(simulator, 'Room operations', { body: FORM.body, actions });
    await page.locator('.card').waitFor();
    for (const title of titles) {
      const box = await page.getByRole('button', { name: title }).boundingBox();
      expect((box?.x ?? 999) + (box?.width ?? 0)).toBeLessThan(PHONE.viewport.width);
    }
    const widths =
      'Math.max(...[...document.querySelectorAll("html, .thread, .card, .composer, .panel, .devices, .spaces")].map((e) => e.scrollWidth - e.clientWidth))';
    expect(await page.evaluate(widths)).toBe(0);
    await page.locator('#open-spaces').click();
    await page.getByRole('button', { name: 'Facilities Oslo' }).click();
    await expect.poll(() => page.locator('#open-spaces').getAttribute('aria-expanded')).toBe('false');
    await page.locator('#open-devices').click();
    await page.getByRole('button', { name: /^Fjord/ }).click();
    await page.locator('.panel').waitFor();
    expect(await page.evaluate(widths)).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#open-devices').getAttribute('aria-expanded')).toBe('false');
  });

  for (const colorScheme of ['light', 'dark'] as const)
    test(`the ${colorScheme} theme’s words can be read`, async () => {
      await using opened = await openPage(browser, { colorScheme, startBot: startScriptedBot });
      const { page, simulator } = opened;
      await sayToBot(page, 'reboot Fjord');
      await page.locator('.card').waitFor();
      await postCard(simulator, 'Room operations', FORM);
      await page.getByRole('button', { name: 'Run' }).click();
      await page.getByText('From 0 to 100').waitFor();
      expect(await faintTexts(page, 4.5)).toEqual([]);
      await page.getByRole('button', { name: /^Lysefjord/ }).click();
      await page.locator('.panel').waitFor();
      expect(await faintTexts(page, 4.5)).toEqual([]);
    });

  test('the theme button is remembered', async () => {
    await using opened = await openPage(browser, { colorScheme: 'light' });
    const { page } = opened;
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });
});
