import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../lab.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab();
});
afterAll(() => lab[Symbol.asyncDispose]());

const sentBy = async (act: () => Promise<unknown>) => {
  const before = lab.sent().length;
  await act();
  return lab.sent().slice(before);
};

describe('the card of a device', () => {
  test('offers changes only to those who may make them', async () => {
    const shown = async (who: 'vera' | 'alice', device: string) =>
      (await lab[who].says(`device ${device}`)).lines.filter((line) => line.startsWith('[')).join(' ');
    expect(await shown('alice', 'fjord')).toMatch(/\[Volume].*\[Mute…].*\[Reboot…].*\[Use here]/);
    expect(await shown('vera', 'fjord')).toBe('[Details] [Refresh]');
    expect(await shown('alice', 'galleri')).toBe('[Details] [Refresh] [Use here]');
    expect(await shown('alice', 'sognefjord')).toBe('[Details] [Tell me when it is back] [Use here]');
  });

  test('keeps quiet about people and calls on a personal device', async () => {
    const { lines } = await lab.alice.says('device home office');
    expect(lines.join('\n')).not.toMatch(/call|people|person\b/);
    expect(lines.join('\n')).toContain('Volume 30 %');
  });

  test('says so when the device does not tell its state', async () => {
    lab.cloud.faults.add({ method: 'GET', path: '/xapi/status', effect: 'status', status: 500, times: 10 });
    const { lines } = await lab.vera.says('device greenwich');
    lab.cloud.faults.clear();
    expect(lines[0]).toContain('Greenwich');
    expect(lines).toContain('It did not tell me its state just now.');
  });

  test('comes without a place when Webex gives no locations', async () => {
    await using own = await openLab({ faults: [{ path: '/locations', effect: 'status', status: 403 }] });
    const { lines } = await own.vera.says('device fjord');
    expect(lines[1]).toBe('Room Bar Pro · RoomOS 26.5.0.2 · tags: lobby, vip');
  });
});

describe('the forms of the card', () => {
  test('set the volume from a text and from a number alike', async () => {
    for (const level of ['31', 32, ' 33 ', '34%']) {
      const card = await lab.bob.says('device fjord');
      const [sent] = await sentBy(() => lab.bob.presses(card, 'Set volume', { level }));
      expect(sent).toMatchObject({ device: 'Fjord', arguments: { Level: Number.parseInt(String(level), 10) } });
    }
  });

  test.each([
    ['nothing', {}],
    ['an empty text', { level: '' }],
    ['blanks', { level: '   ' }],
    ['a word', { level: 'loud' }],
    ['too much', { level: '101' }],
    ['less than nothing', { level: '-1' }],
    ['a fraction', { level: '1.5' }],
    ['something hexadecimal', { level: '0x20' }],
    ['a list', { level: ['30'] }],
    ['an object', { level: { valueOf: '30' } }],
    ['true', { level: true }],
    ['null', { level: null }],
    ['a very long text', { level: '3'.repeat(5_000) }],
  ])('with %s as the volume, say what a volume is and send nothing', async (_what, inputs) => {
    const card = await lab.bob.says('device fjord');
    let title = '';
    const sent = await sentBy(async () => {
      title = (await lab.bob.presses(card, 'Set volume', inputs)).title;
    });
    expect(sent).toEqual([]);
    expect(title).toBe('Volume must be a number from 0 to 100, "up" or "down"');
  });

  test('keep to their device, whatever other inputs come along', async () => {
    const card = await lab.bob.says('device fjord');
    const inputs = { level: '41', device: `id:${lab.deviceId('Camden')}`, command: 'reboot', extra: { deep: [1] } };
    const [sent, ...others] = await sentBy(() => lab.bob.presses(card, 'Set volume', inputs));
    expect(others).toEqual([]);
    expect(sent).toMatchObject({ command: 'Audio.Volume.Set', device: 'Fjord', arguments: { Level: 41 } });
  });

  test('read a status, several of them, and ask which one when the field is empty', async () => {
    const card = await lab.bob.says('device fjord');
    const field = inputIds(card.card).find((id) => id.startsWith('path')) ?? '';
    expect((await lab.bob.presses(card, 'Read', { [field]: 'Standby.State' })).title).toBe('Standby.State: Off');
    const two = await lab.bob.presses(card, 'Read', { [field]: 'Standby.State, Audio.Volume' });
    expect(two.lines.join('\n')).toMatch(/Standby\.State: Off\n.*Audio\.Volume: \d+/);
    expect((await lab.bob.presses(card, 'Read')).title).toMatch(/^Which status\?/);
    expect((await lab.bob.presses(card, 'Read', { [field]: 'rm -rf /' })).title).toMatch(/^A status is written like/);
  });

  test('show a message at once and ask before a call', async () => {
    const card = await lab.bob.says('device fjord');
    const text = '"quoted" \\ {{DATE}} <b>&</b> 😀';
    const [sent] = await sentBy(() => lab.bob.presses(card, 'Show it', { text }));
    expect(sent).toMatchObject({ arguments: { Text: text } });
    let asked = '';
    expect(
      await sentBy(async () => {
        asked = (await lab.bob.presses(card, 'Dial…', { number: 'sip:front desk@example.com' })).title;
      }),
    ).toEqual([]);
    expect(asked).toBe('Call sip:front desk@example.com from Fjord?');
    expect((await lab.bob.presses(card, 'Dial…')).title).toMatch(/^Whom to call\?/);
    expect((await lab.bob.presses(card, 'Show it', { text: 'x'.repeat(256) })).title).toMatch(/at most 255 characters/);
  });

  test('of one person are no rights for another', async () => {
    const where = { space: 'Room operations' };
    const card = await lab.bob.says('device fjord', where);
    expect(await sentBy(() => lab.vera.presses(card, 'Set volume', { level: '50' }))).toEqual([]);
    const answers = await lab.vera.reads(where);
    expect(answers.at(-1)?.title).toBe('You can look, but not set the loudspeaker');
    expect(await sentBy(() => lab.gus.presses(card, 'Set volume', { level: '50' }))).toEqual([]);
    expect((await lab.gus.reads(where)).at(-1)?.title).toBe('I only work for people of the organisation I belong to');
  });
});

/** The ids of all inputs of a card, those inside its buttons too. */
function inputIds(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(inputIds);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && String(value.type).startsWith('Input.') && 'id' in value ? [String(value.id)] : [];
  return [...own, ...Object.values(value).flatMap(inputIds)];
}
