import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../lab.ts';
import type { Said } from '../persona.ts';
import { HOSTILE, words } from './words.ts';

const RUNS = { numRuns: 15 };
/** Of each run several go out at once: a message costs less than a run. */
const BATCH = 4;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const WHO = [
  ['vera', 'a viewer', 'Vera Vik: viewer'],
  ['gus', 'a guest', 'I only work for people of the organisation I belong to'],
] as const;

describe.each(WHO)('%s', (name, _what, answer) => {
  /** Does something, asks something harmless, and checks that it is answered and that nothing reached a device. */
  async function survives(card: Said, act: () => Promise<unknown>): Promise<void> {
    const { roomId = '' } = lab.cloud.world.messages.get(card.id) ?? {};
    const answers = () => {
      const { bot, messages } = lab.cloud.world;
      return messages.inRoom(roomId).filter(({ personId }) => personId === bot.id);
    };
    const isAnswer = ({ text }: { text?: string }) => text?.startsWith(answer) ?? false;
    const before = answers().length;
    await act();
    const { length } = answers().filter(isAnswer);
    await lab[name].posts('whoami');
    await lab.until(() => answers().filter(isAnswer).length > length, 'whoami is answered');
    const titles = answers().slice(before);
    expect(titles.filter(({ text }) => text?.startsWith("That didn't work"))).toEqual([]);
    expect(lab.sent()).toEqual([]);
  }

  test('may write what they like', async () => {
    const card = await lab[name].says('whoami');
    const texts = fc.array(words(1_000), { minLength: BATCH, maxLength: BATCH });
    await fc.assert(
      fc.asyncProperty(texts, async (batch) => {
        await survives(card, async () => {
          // Webex itself takes no empty message.
          for (const text of batch) await lab[name].posts(text).catch(() => undefined);
        });
      }),
      RUNS,
    );
  });

  test('may send what they like from any card', async () => {
    const card = await lab[name].says('whoami');
    const space = 'Room operations';
    const others = [
      await lab.alice.says('device fjord', { space }),
      await lab.alice.says('mute fjord', { space }),
      await lab.alice.says('xCommand SystemUnit FactoryReset Confirm: Yes on camden', { space }),
    ];
    const before = lab.sent().length;
    const secrets = others.flatMap(({ card: shown }) => JSON.stringify(shown).match(/"plan":"([^"]+)"/)?.[1] ?? []);
    const key = fc.oneof(
      fc.constantFrom('v', 'say', 'plan', 'press', 'form', 'args', 'device', 'level', 'typed', ...HOSTILE),
      fc.string({ maxLength: 10 }),
    );
    const value = fc.oneof(
      words(200),
      fc.constantFrom('confirm', 'cancel', 'volume', 'reboot', 'xcommand', 'volume 30 on fjord', 'reboot fjord', '30'),
      fc.constantFrom(...secrets, 'Fjord', `id:${lab.deviceId('Fjord')}`),
      fc.integer(),
      fc.boolean(),
    );
    const inputs = fc.array(
      fc.tuple(fc.constantFrom(card, ...others), fc.dictionary(key, value, { maxKeys: 8 }), fc.boolean()),
      { minLength: BATCH, maxLength: BATCH },
    );
    await fc.assert(
      fc.asyncProperty(inputs, async (batch) => {
        await survives(card, async () => {
          for (const [{ id }, given, isVersioned] of batch) {
            const sent = { type: 'submit', messageId: id, inputs: isVersioned ? { ...given, v: 1 } : given };
            await lab[name].call('POST', '/attachment/actions', sent).catch(() => undefined);
          }
        });
      }),
      RUNS,
    );
    expect(lab.sent()).toHaveLength(before);
  });
});
