import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tierOf, touchesPrivacy } from '#intent/danger.ts';
import { COMMANDS } from '#intent/danger-table.ts';

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
    expect(tierOf('Bookings.Novelty.List')).toBe(2);
    expect(tierOf('Presentation.Novelty')).toBe(2);
    expect(tierOf('Audio.Volume.Set.Novelty')).toBe(2);
  });

  test('is told by the words of a name when nobody has judged the command', () => {
    for (const name of ['List', 'Get', 'Show', 'Status', 'Search', 'GetState', 'ListAll', 'list'])
      expect({ name, tier: tierOf(`Novelty.Thing.${name}`) }).toEqual({ name, tier: 0 });
    for (const name of ['Delete', 'RemoveAll', 'Clear', 'Reset', 'Set', 'Save', 'Add', 'Activate', 'GetAndClear', 'Do'])
      expect({ name, tier: tierOf(`Novelty.Thing.${name}`) }).toEqual({ name, tier: 2 });
    // Words that only begin alike.
    for (const name of ['Listen', 'Getaway', 'listen', 'ShowcaseStart', 'Statuses'])
      expect({ name, tier: tierOf(`Novelty.Thing.${name}`) }).toEqual({ name, tier: 2 });
    for (const path of ['Novelty.FactoryReset', 'Novelty.Certificates.Add', 'Call.Password.Set', 'novelty.macros.run'])
      expect({ path, tier: tierOf(path) }).toEqual({ path, tier: 3 });
    expect(tierOf('Novelty.Certificates.List')).toBe(2);
    expect(tierOf('List')).toBe(2);
  });

  test('is the most for accounts, certificates, macros and calls to any address, wherever they are', () => {
    const families =
      'HttpClient.Get HttpClient.Patch HttpFeedback.Register Macros.Macro.Remove Macros.Runtime.Start Pairing.Pair Peripherals.UserManagement.User.Add Peripherals.Security.Certificates.Services.Delete Provisioning.SetType RemoteAccess.EndSession Security.Persistency SerialPort.PeripheralControl.Send SystemUnit.OptionKey.Add UserInterface.Branding.Upload UserInterface.Translation.Override.Set UserManagement.User.Passphrase.Set WebEngine.DeleteStorage Webex.Registration.Logout';
    for (const path of families.split(' ')) expect({ path, tier: tierOf(path) }).toEqual({ path, tier: 3 });
  });

  test('is the most for a shutdown: the device comes back only by hand', () => {
    expect(tierOf('SystemUnit.Boot', { Action: 'Restart' })).toBe(2);
    expect(tierOf('SystemUnit.Boot', { Action: 'Shutdown' })).toBe(3);
    expect(tierOf('systemunit boot', new Map([['action', ['shutdown']]]))).toBe(3);
    expect(tierOf('SystemUnit.Boot', { Action: { odd: true }, Force: 'False' })).toBe(2);
    expect(tierOf('Peripherals.Boot', { Action: 'Shutdown' })).toBe(2);
  });

  test('is told for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (path, value) => {
        expect([0, 1, 2, 3]).toContain(tierOf(path, { Action: value }));
      }),
    );
  });
});

describe('what is refused on personal devices', () => {
  test('is what people do, say and plan, whatever else it asks', () => {
    const privately =
      'Dial audio.microphones.MUTE Bookings.List Call.Disconnect CallHistory.DeleteAll Conference.MuteAll Macros.Macro.Save UserInterface.Extensions.Panel.Save WebEngine.MediaAccess.Add Webex.Registration.Logout Presentation.Start';
    for (const path of privately.split(' ')) expect({ path, is: touchesPrivacy(path) }).toEqual({ path, is: true });
    const open =
      'Audio.Volume.Set SystemUnit.Boot SystemUnit.FactoryReset Bookings.Put Conference.PeopleFocus.Activate WebEngine.Tracing.Start Zoom.Reset Nonsense';
    for (const path of open.split(' ')) expect({ path, is: touchesPrivacy(path) }).toEqual({ path, is: false });
  });

  test('is all of tier 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(...[...COMMANDS].filter(([, tier]) => tier === 1)), ([path]) => {
        expect(touchesPrivacy(path)).toBe(true);
      }),
    );
  });
});
