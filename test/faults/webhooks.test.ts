import { describe, expect, test } from 'vitest';
import type { Webhook } from '#simulator/stores/webhooks.ts';
import { type Lab, openLab } from '../lab.ts';
import { speak } from './speak.ts';

const HOUR_MS = 3_600_000;

/** What somebody does to each of the bot's webhooks. */
const HARM: [string, (lab: Lab, webhook: Webhook) => void][] = [
  ['switched off by Webex', ({ cloud }, webhook) => cloud.world.webhooks.put({ ...webhook, status: 'inactive' })],
  ['removed', ({ cloud }, { id }) => cloud.world.webhooks.delete(id)],
  [
    'led to another address',
    ({ cloud }, webhook) => cloud.world.webhooks.put({ ...webhook, targetUrl: 'http://127.0.0.1:9/elsewhere' }),
  ],
];

const webhooksOf = ({ cloud: { world } }: Lab) => world.webhooks.createdBy(world.bot.id);
const titles = async (lab: Lab) => (await lab.alice.reads()).map(({ title }) => title);

/** The four webhooks are there, active, and lead to where they led. */
const areWell = (lab: Lab, before: Webhook[]) =>
  webhooksOf(lab).filter((one) => one.status === 'active' && one.targetUrl === before[0]?.targetUrl).length === 4;

describe.each(HARM)('webhooks are %s', (_how, harm) => {
  const deafen = (lab: Lab) => {
    for (const webhook of webhooksOf(lab)) harm(lab, webhook);
  };

  test('it is seen and mended, and what was said meanwhile is answered, once and in order', async () => {
    await using lab = await openLab({ listenEveryMs: 50 });
    await lab.alice.says('whoami');
    const before = webhooksOf(lab);
    const known = await titles(lab);
    // In one go: nothing is looked at in between.
    deafen(lab);
    for (const words of ['qqz1', 'volume 30 on fjord', 'qqz2']) speak(lab.cloud, 'Alice', words);
    await expect.poll(() => areWell(lab, before), { timeout: 10_000 }).toBe(true);
    await expect.poll(async () => (await titles(lab)).length, { timeout: 10_000 }).toBe(known.length + 3);
    // Whoever asks now is heard at once, and nothing comes a second time.
    await lab.alice.says('qqz3');
    expect((await titles(lab)).slice(known.length)).toEqual([
      `I don't know "qqz1"`,
      'Fjord is at 30 % (was 45 %)',
      `I don't know "qqz2"`,
      `I don't know "qqz3"`,
    ]);
  });

  test('what was said an hour ago is not done but shown on one card, with the word that clicks are lost', async () => {
    await using lab = await openLab({ listenEveryMs: 50 });
    await lab.alice.says('whoami');
    await lab.bob.says('mute camden');
    // Of a space in which something is being worked nobody says that a click was lost there.
    await expect.poll(async () => (await lab.store().inbox.depth()).waiting).toBe(0);
    const known = await titles(lab);
    deafen(lab);
    for (const words of ['volume 30 on fjord', 'devices is:offline']) speak(lab.cloud, 'Alice', words);
    lab.clock.skip(HOUR_MS);
    await expect.poll(async () => (await titles(lab)).length, { timeout: 10_000 }).toBe(known.length + 1);
    const card = (await lab.alice.reads()).at(-1);
    expect(card?.title).toMatch(/^I was away for/);
    expect(card?.lines.join('\n')).toContain('press them again');
    expect(lab.sent()).toEqual([]);
    if (!card) throw new Error('there is no card');
    expect((await lab.alice.presses(card, 'volume 30 on fjord')).title).toBe('Fjord is at 30 % (was 45 %)');
    await lab.alice.says('qqz1');
    expect(await titles(lab)).toHaveLength(known.length + 3);
    // Bob's question was open when it began.
    await expect
      .poll(async () => (await lab.bob.reads()).at(-1)?.title, { timeout: 10_000 })
      .toMatch(/^I was away for/);
  });
});

test('Webex switches a webhook off after 100 failures: it is revived at the start, and all 100 messages are answered', async () => {
  await using lab = await openLab();
  await lab.alice.says('whoami');
  const known = (await titles(lab)).length;
  const before = webhooksOf(lab);
  await lab.stop();
  const asked = Array.from({ length: 100 }, (_, index) => `qqz${index}`);
  for (const words of asked) speak(lab.cloud, 'Alice', words);
  const isOff = () => webhooksOf(lab).some(({ resource, status }) => resource === 'messages' && status === 'inactive');
  await expect.poll(isOff, { timeout: 10_000 }).toBe(true);
  await lab.restart();
  expect(areWell(lab, before)).toBe(true);
  await expect.poll(async () => (await titles(lab)).length, { timeout: 25_000 }).toBe(known + 100);
  expect((await titles(lab)).slice(known)).toEqual(asked.map((words) => `I don't know "${words}"`));
});
