import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { timeMachine } from '../time-machine.ts';
import { engines } from './engines.ts';

const DAY = 24 * 3_600_000;
/** Hardly gets smaller by compressing. */
const noise = (bytes: number) => JSON.stringify(randomBytes(bytes).toString('base64'));

describe.each(engines)('schemas on $name', (engine) => {
  beforeAll(() => engine.start());
  afterAll(() => engine.stop());

  test('a schema comes back as it was, and a newer one takes its place', async () => {
    await using place = await engine.place();
    const clock = timeMachine();
    const { schemas } = await place.open({ clock });
    expect(await schemas.get('Cisco Room Bar|RoomOS 26.4')).toBeUndefined();
    await schemas.put('Cisco Room Bar|RoomOS 26.4', '{"commands":{"Dial":{}}}');
    await schemas.put('Cisco Room Bar|RoomOS 26.4', '{"commands":{"Dïal":{}}}');
    expect(await schemas.get('Cisco Room Bar|RoomOS 26.4')).toEqual({
      fetchedAt: clock.now(),
      json: '{"commands":{"Dïal":{}}}',
    });
  });

  test('the store keeps a bounded number of them and of bytes: what was used last stays', async () => {
    await using place = await engine.place();
    const clock = timeMachine();
    const { schemas } = await place.open({ clock });
    for (let index = 0; index < 70; index += 1) {
      clock.skip(DAY + 1);
      await schemas.put(`kind ${index}`, '{}');
      await schemas.get('kind 0');
    }
    expect(await schemas.get('kind 0')).toBeDefined();
    expect(await schemas.get('kind 1')).toBeUndefined();
    expect(await schemas.get('kind 69')).toBeDefined();
    clock.skip(1);
    await schemas.put('large', noise(11_000_000));
    clock.skip(1);
    await schemas.put('also large', noise(11_000_000));
    expect(await schemas.get('large')).toBeUndefined();
    expect(await schemas.get('also large')).toBeDefined();
  });
});
