import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tierOf } from '#intent/danger.ts';

describe('how much a command asks of people', () => {
  test.each([
    [
      0,
      'Audio.Volume.Set Standby.Activate UserInterface.Message.Alert.Display Macros.Runtime.Status Bookings.List RoomPreset.Activate Camera.Preset.Activate',
    ],
    [
      1,
      'Audio.Microphones.Mute Dial Webex.Join Presentation.Start Call.Accept UserManagement.User.List UserInterface.Extensions.Widget.SetValue',
    ],
    [
      2,
      'SystemUnit.Boot Call.Disconnect UserInterface.WebView.Display Network.Ping Logging.SendLogs Provisioning.PostponeUpgrade RoomPreset.Store Camera.Preset.Store',
    ],
    [
      3,
      'SystemUnit.FactoryReset SystemUnit.SoftwareUpgrade Macros.Macro.Save UserInterface.Extensions.Panel.Save Security.Certificates.Services.Add UserManagement.User.Add Webex.Registration.Logout HttpClient.Post',
    ],
  ] as const)('tier %i', (tier, paths) => {
    for (const path of paths.split(' ')) expect({ path, tier: tierOf(path) }).toEqual({ path, tier });
  });

  test('is the same in any case, with blanks for dots, and with indices', () => {
    expect(tierOf('systemunit.FACTORYRESET')).toBe(3);
    expect(tierOf('SystemUnit FactoryReset')).toBe(3);
    expect(tierOf('.SystemUnit[1]..FactoryReset[*].')).toBe(3);
    expect(tierOf(' Macros/Macro/Save ')).toBe(3);
  });

  test('is a question for commands that nobody has judged', () => {
    for (const path of [
      '',
      'Nonsense',
      'SystemUnit.Explode',
      'Audio.Explode',
      'constructor',
      '__proto__',
      'x'.repeat(65_536),
      '['.repeat(65_536),
    ]) {
      expect(tierOf(path)).toBe(2);
    }
  });

  test('is more in a family that locks up, whatever is new in it', () => {
    expect(tierOf('Security.Novelty.Get')).toBe(3);
    expect(tierOf('UserManagement.Novelty')).toBe(3);
  });

  test('is the most for a shutdown: the device comes back only by hand', () => {
    expect(tierOf('SystemUnit.Boot', { Action: 'Restart' })).toBe(2);
    expect(tierOf('SystemUnit.Boot', { Action: 'Shutdown' })).toBe(3);
    expect(tierOf('systemunit boot', new Map([['action', ['shutdown']]]))).toBe(3);
    expect(tierOf('SystemUnit.Boot', { Action: { odd: true }, Force: 'False' })).toBe(2);
    expect(tierOf('Peripherals.Boot', { Action: 'Shutdown' })).toBe(0);
  });

  test('is told for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (path, value) => {
        expect([0, 1, 2, 3]).toContain(tierOf(path, { Action: value }));
      }),
    );
  });
});
