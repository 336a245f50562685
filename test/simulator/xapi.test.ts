import { describe, expect, test } from 'vitest';
import { openDevicesLab } from './devices-lab.ts';

describe('GET /xapi/status', () => {
  test('answers several expressions in one nested result', async () => {
    await using lab = await openDevicesLab();
    expect(await lab.status('Fjord', 'Audio.Volume', 'systemunit.productplatform')).toEqual({
      Audio: { Volume: 45 },
      SystemUnit: { ProductPlatform: 'Room Bar Pro' },
    });
    expect(await lab.status('Fjord', 'Audio.Volume,Standby.State')).toEqual({
      Audio: { Volume: 45 },
      Standby: { State: 'Off' },
    });
    expect(await lab.status('Hardanger', 'Call[*].Duration')).toEqual({ Call: [{ id: 1, Duration: 720 }] });
  });

  test('an unknown or unsupported path answers 200 and {}', async () => {
    await using lab = await openDevicesLab();
    expect(await lab.status('Fjord', 'Audio.Volumme')).toEqual({});
    expect(await lab.status('Reception panel', 'Audio.Volume')).toEqual({});
    expect(await lab.status('Fjord', 'Call')).toEqual({});
  });

  test('time runs', async () => {
    await using lab = await openDevicesLab();
    const uptime = async () => (await lab.status('Fjord', 'SystemUnit.Uptime'))?.['SystemUnit']?.['Uptime'];
    const before = Number(await uptime());
    lab.clock.now += 60_000;
    expect(Number(await uptime())).toBe(before + 60);
  });

  test('refuses what the contract refuses', async () => {
    await using lab = await openDevicesLab();
    const id = lab.device('Fjord').id;
    const status = async (query: string, caller = 'bot') =>
      (await lab.ask(`/xapi/status?${query}`, { headers: { caller } })).status;
    expect(await status('name=Audio.Volume')).toBe(400);
    expect(await status(`deviceId=${id}`)).toBe(400);
    expect(await status(`deviceId=${id}&name=`)).toBe(400);
    expect(await status(`deviceId=${id}&name=${'a,'.repeat(10)}a`)).toBe(400);
    expect(await status(`deviceId=${id}&name=${'a,'.repeat(9)}a`)).toBe(200);
    expect(await status('deviceId=nobody&name=a')).toBe(404);
    expect(await status(`deviceId=${lab.device('Vault').id}&name=a`)).toBe(404);
    expect(await status(`deviceId=${id}&name=a`, 'gus')).toBe(404);
    expect(await status(`deviceId=${lab.device('Galleri').id}&name=a`)).toBe(200);
  });

  test('a device out of reach: 502 for status and command', async () => {
    await using lab = await openDevicesLab();
    const answer = await lab.ask(`/xapi/status?deviceId=${lab.device('Sognefjord').id}&name=a`);
    expect(answer).toMatchObject({ status: 502, body: { message: 'Device is not reachable' } });
    expect((await lab.command('Sognefjord', 'Standby.Activate')).status).toBe(502);
  });

  test('closing the fleet answers those who wait for a device out of reach', async () => {
    await using lab = await openDevicesLab({ unreachableMs: 3_600_000 });
    const waiting = lab.command('Sognefjord', 'Standby.Activate');
    await lab.status('Fjord', 'Audio.Volume');
    lab.fleet.close();
    expect((await waiting).status).toBe(502);
  });

  test('a personal device hides what touches privacy from all but its owner', async () => {
    await using lab = await openDevicesLab();
    expect(await lab.status('Home office', 'Standby.State', 'Audio.Volume')).toEqual({ Audio: { Volume: 30 } });
    const query = `/xapi/status?deviceId=${lab.device('Home office').id}&name=Standby.State`;
    const owned = await lab.ask(query, { headers: { caller: 'bob' } });
    expect(owned.body['result']).toHaveProperty('Standby');
    expect((await lab.command('Home office', 'Dial', { Number: 'a@b' })).status).toBe(403);
    expect((await lab.command('Home office', 'Audio.Volume.Set', { Level: 20 })).status).toBe(200);
    expect((await lab.command('Home office', 'Dial', { Number: 'a@b' }, undefined, 'bob')).status).toBe(200);
  });
});

describe('POST /xapi/command', () => {
  test('command names in any case; the status shows the effect', async () => {
    await using lab = await openDevicesLab();
    const answer = await lab.command('Fjord', 'audio.volume.SET', { Level: 30 });
    expect(answer).toMatchObject({ status: 200, body: { deviceId: lab.device('Fjord').id, result: {} } });
    expect(await lab.status('Fjord', 'Audio.Volume')).toEqual({ Audio: { Volume: 30 } });
  });

  test('an unknown command, faulty arguments and a missing device are told', async () => {
    await using lab = await openDevicesLab();
    expect(await lab.command('Fjord', 'Audio.Volume.Get')).toMatchObject({
      status: 400,
      body: { message: "[Command 'Audio.Volume.Get' not supported]" },
    });
    expect((await lab.command('Reception panel', 'Audio.Volume.Set', { Level: 1 })).status).toBe(400);
    expect((await lab.command('Fjord', 'Audio.Volume.Set', { Level: 500, Loud: 1 })).body['errors']).toEqual([
      { description: 'Level: 500 is not in the range 0..100' },
      { description: 'Loud: unknown argument of Audio.Volume.Set' },
    ]);
    expect((await lab.command('Vault', 'Standby.Activate')).status).toBe(404);
    const post = (body: string) =>
      lab.ask('/xapi/command/Standby.Activate', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    for (const bad of ['{}', '{"deviceId": 5}', '[]', '{', '{"deviceId": "x", "arguments": []}']) {
      expect((await post(bad)).status).toBe(400);
    }
    expect((await post('{"deviceId": "nobody"}')).status).toBe(404);
  });

  test('read-only access refuses commands with the long text', async () => {
    await using lab = await openDevicesLab();
    const answer = await lab.command('Galleri', 'Standby.Activate');
    expect(answer.status).toBe(403);
    expect(String(answer.body['message'])).toMatch(/missing required scopes/);
  });

  test('volume: up, down, bounds, default, mute and toggle', async () => {
    await using lab = await openDevicesLab();
    const volumeAfter = async (command: string, args?: Record<string, unknown>) => {
      await lab.command('Fjord', `Audio.Volume.${command}`, args);
      const { volume, muted } = lab.fleet.state(lab.device('Fjord').id) ?? {};
      return [volume, muted];
    };
    expect(await volumeAfter('Increase')).toEqual([50, false]);
    expect(await volumeAfter('Decrease', { Steps: 10 })).toEqual([40, false]);
    expect(await volumeAfter('Set', { Level: 98 })).toEqual([98, false]);
    expect(await volumeAfter('Increase')).toEqual([100, false]);
    expect(await volumeAfter('Mute')).toEqual([100, true]);
    expect(await volumeAfter('ToggleMute')).toEqual([100, false]);
    expect(await volumeAfter('Set', { Level: 10, Device: 'HeadsetUSB' })).toEqual([100, false]);
    expect(await volumeAfter('SetToDefault')).toEqual([50, false]);
    expect(await lab.status('Fjord', 'Audio.VolumeHeadsetUsb')).toEqual({ Audio: { VolumeHeadsetUsb: 10 } });
  });

  test('each loudspeaker keeps its own level', async () => {
    await using lab = await openDevicesLab();
    const levels = async () =>
      (await lab.status('Fjord', 'Audio.Volume', 'Audio.VolumeInternal', 'Audio.VolumeHeadsetUsb'))?.['Audio'];
    expect(await levels()).toEqual({ Volume: 45, VolumeInternal: 45, VolumeHeadsetUsb: 50 });
    await lab.command('Fjord', 'Audio.Select', { Device: 'HeadsetUSB' });
    await lab.command('Fjord', 'Audio.Volume.Set', { Level: 20 });
    expect(await levels()).toEqual({ Volume: 20, VolumeInternal: 45, VolumeHeadsetUsb: 20 });
    await lab.command('Fjord', 'Audio.Select', { Device: 'Internal' });
    expect(await levels()).toEqual({ Volume: 45, VolumeInternal: 45, VolumeHeadsetUsb: 20 });
  });

  test('microphones, standby, selfview and do not disturb', async () => {
    await using lab = await openDevicesLab();
    const state = () => lab.fleet.state(lab.device('Fjord').id);
    await lab.command('Fjord', 'Audio.Microphones.Mute');
    expect(state()?.microphones).toBe('Off');
    await lab.command('Fjord', 'Audio.Microphones.ToggleMute');
    expect(state()?.microphones).toBe('On');
    await lab.command('Fjord', 'Standby.Activate');
    expect(state()?.standby).toBe('Standby');
    await lab.command('Fjord', 'Standby.Halfwake');
    expect(state()?.standby).toBe('Halfwake');
    await lab.command('Fjord', 'Video.Selfview.Set', { Mode: 'On', PIPPosition: 'LowerLeft' });
    await lab.command('Fjord', 'Conference.DoNotDisturb.Activate', { Timeout: 60 });
    expect(state()).toMatchObject({ selfview: true, doNotDisturb: true });
    await lab.command('Hardanger', 'Standby.Activate');
    expect(lab.fleet.state(lab.device('Hardanger').id)?.standby).toBe('Off');
  });

  test('a call is dialled, connects and ends; hanging up again is refused', async () => {
    await using lab = await openDevicesLab();
    const calls = () => lab.fleet.state(lab.device('Fjord').id)?.calls ?? [];
    const { body } = await lab.command('Fjord', 'Dial', { Number: 'hardanger@example.com' });
    expect(body['result']).toEqual({ CallId: 1, ConferenceId: 1 });
    await lab.until('Fjord', () => calls()[0]?.status === 'Connected');
    expect(await lab.status('Fjord', 'Call[1].Status', 'SystemUnit.State.NumberOfActiveCalls')).toEqual({
      Call: [{ id: 1, Status: 'Connected' }],
      SystemUnit: { State: { NumberOfActiveCalls: 1 } },
    });
    await lab.command('Fjord', 'Call.Hold');
    expect(calls()[0]?.status).toBe('OnHold');
    expect((await lab.command('Fjord', 'Call.Disconnect', { CallId: 9 })).status).toBe(400);
    expect((await lab.command('Fjord', 'Call.Disconnect')).status).toBe(200);
    expect(calls()).toEqual([]);
    expect(await lab.status('Fjord', 'Call', 'Conference.Call', 'MediaChannels')).toEqual({});
    expect(await lab.command('Fjord', 'Call.Disconnect')).toMatchObject({
      status: 400,
      body: { message: '[No active call]' },
    });
    const recents = await lab.command('Fjord', 'CallHistory.Recents', { Limit: 1 });
    expect(recents.body['result']?.['Entry']?.[0]).toMatchObject({ DisplayName: 'hardanger@example.com' });
  });

  test('sharing takes an instance for each connector and gives it back', async () => {
    await using lab = await openDevicesLab();
    await lab.command('Hardanger', 'Presentation.Start', { ConnectorId: [2, 3], Layout: 'Equal' });
    expect(await lab.status('Hardanger', 'Conference.Presentation')).toEqual({
      Conference: {
        Presentation: {
          Mode: 'Sending',
          LocalInstance: [
            { id: 1, SendingMode: 'LocalRemote', Source: 2 },
            { id: 2, SendingMode: 'LocalRemote', Source: 3 },
          ],
        },
      },
    });
    await lab.command('Hardanger', 'Presentation.Stop', { Instance: '1' });
    expect(lab.fleet.state(lab.device('Hardanger').id)?.presenting).toBe(true);
    await lab.command('Hardanger', 'Presentation.Stop');
    expect(await lab.status('Hardanger', 'Conference.Presentation.*')).toEqual({
      Conference: { Presentation: { Mode: 'Off' } },
    });
  });

  test('messages, prompts and web pages show on the screen and go', async () => {
    await using lab = await openDevicesLab();
    const screen = () => lab.fleet.state(lab.device('Fjord').id);
    await lab.command('Fjord', 'UserInterface.Message.Alert.Display', { Text: 'Fire drill', Title: 'Note' });
    await lab.command('Fjord', 'UserInterface.Message.Prompt.Display', {
      Text: 'OK?',
      'Option.1': 'Yes',
      'Option.2': 'No',
    });
    await lab.command('Fjord', 'UserInterface.WebView.Display', { Url: 'https://example.com' });
    expect(screen()).toMatchObject({
      alert: { title: 'Note', text: 'Fire drill' },
      prompt: { text: 'OK?', options: ['Yes', 'No'] },
      webView: 'https://example.com',
    });
    await lab.command('Fjord', 'UserInterface.Message.Alert.Clear');
    await lab.command('Fjord', 'UserInterface.Message.Prompt.Clear');
    await lab.command('Fjord', 'UserInterface.WebView.Clear');
    expect(JSON.parse(JSON.stringify(screen()))).not.toHaveProperty('alert');
    expect(screen()?.webView).toBeUndefined();
    expect(screen()?.prompt).toBeUndefined();
    expect((await lab.command('Fjord', 'UserInterface.WebView.Display', { Url: 'file:///etc/passwd' })).status).toBe(
      400,
    );
  });

  test('an alert with a duration goes by itself', async () => {
    await using lab = await openDevicesLab();
    const alert = () => lab.fleet.state(lab.device('Fjord').id)?.alert;
    await lab.command('Fjord', 'UserInterface.Message.Alert.Display', { Text: 'Short', Duration: 1 });
    expect(alert()).toEqual({ title: '', text: 'Short' });
    await lab.until('Fjord', () => alert() === undefined);
    expect(alert()).toBeUndefined();
  });

  test('macros, panels and presets are kept and listed', async () => {
    await using lab = await openDevicesLab();
    const result = async (command: string, args?: Record<string, unknown>, body?: unknown) =>
      (await lab.command('Fjord', command, args, body)).body['result'];
    await result('Macros.Macro.Save', { Name: 'lights' }, 'console.log(1)');
    await result('Macros.Macro.Activate', { Name: 'lights' });
    expect(await result('Macros.Macro.Get', { Content: 'True' })).toEqual({
      Macro: [{ id: 0, Name: 'lights', Active: 'True', Content: 'console.log(1)' }],
    });
    expect((await lab.command('Fjord', 'Macros.Macro.Activate', { Name: 'other' })).status).toBe(400);
    await result('UserInterface.Extensions.Panel.Save', { PanelId: 'p1' }, '<Panel><Name>Lights</Name></Panel>');
    expect((await result('UserInterface.Extensions.List'))?.['Extensions']?.['Panel']?.[0]).toMatchObject({
      PanelId: 'p1',
      Name: 'Lights',
    });
    await result('Camera.PositionSet', { CameraId: 1, Pan: 100 });
    expect(await result('Camera.Preset.Store', { CameraId: 1, Name: 'Door' })).toEqual({ PresetId: 1 });
    await result('Camera.PositionSet', { CameraId: 1, Pan: 0 });
    await result('Camera.Preset.Activate', { PresetId: 1 });
    expect(await lab.status('Fjord', 'Cameras.Camera[1].Position.Pan')).toEqual({
      Cameras: { Camera: [{ id: 1, Position: { Pan: 100 } }] },
    });
    expect((await lab.command('Fjord', 'RoomPreset.Activate', { PresetId: 3 })).status).toBe(400);
    await result('RoomPreset.Store', { PresetId: 3, Type: 'All', Description: 'Town hall' });
    expect((await lab.command('Fjord', 'RoomPreset.Activate', { PresetId: 3 })).status).toBe(200);
  });

  test('questions are answered: bookings, time, diagnostics, peripherals, ping', async () => {
    await using lab = await openDevicesLab();
    const ask = async (name: string, command: string, args?: Record<string, unknown>) =>
      (await lab.command(name, command, args)).body['result'];
    const bookings = await ask('Fjord', 'Bookings.List', { Days: 1 });
    expect(bookings?.['Booking']?.[0]?.['Time']).toMatchObject({ StartTime: '2026-05-04T11:00:00Z' });
    expect(bookings?.['ResultInfo']).toEqual({ TotalRows: 2 });
    expect(await ask('Fjord', 'Time.DateTime.Get')).toEqual({
      Year: 2026,
      Month: 5,
      Day: 4,
      Hour: 10,
      Minute: 20,
      Second: 0,
    });
    expect((await ask('Lysefjord', 'Diagnostics.Run'))?.['Message']).toMatchObject([
      { id: 1, Type: 'MicrophonesConnected' },
      { id: 2, Type: 'TouchPanelConnection' },
    ]);
    expect(await ask('Lysefjord', 'Peripherals.List', { Connected: 'True' })).toEqual({ Device: [] });
    expect((await ask('Fjord', 'Peripherals.List', { Type: 'TouchPanel' }))?.['Device']?.[0]).toMatchObject({
      Status: 'Connected',
    });
    expect(await ask('Fjord', 'Network.Ping', { Hostname: 'x.invalid' })).toMatchObject({ PacketLoss: 100 });
    expect(await ask('Fjord', 'Proximity.Services.Activate')).toEqual({});
    expect(await ask('Fjord', 'Standby.ResetTimer', { Delay: 5 })).toEqual({});
  });
});

describe('power', () => {
  const connection = (lab: Awaited<ReturnType<typeof openDevicesLab>>, name: string) =>
    lab.device(name).connectionStatus;

  test('a restart answers, takes the device away and brings it back with a new uptime', async () => {
    await using lab = await openDevicesLab();
    await lab.status('Hardanger', 'SystemUnit.Uptime');
    lab.clock.now += 5_000;
    expect((await lab.command('Hardanger', 'SystemUnit.Boot')).body['result']).toEqual({});
    await lab.until('Hardanger', () => connection(lab, 'Hardanger') === 'disconnected');
    expect(lab.fleet.state(lab.device('Hardanger').id)?.calls).toEqual([]);
    await lab.until('Hardanger', () => connection(lab, 'Hardanger') === 'connected');
    expect(await lab.status('Hardanger', 'SystemUnit.Uptime', 'Audio.Volume')).toEqual({
      SystemUnit: { Uptime: 0 },
      Audio: { Volume: 50 },
    });
  });

  test('a device with issues still has them after a restart', async () => {
    await using lab = await openDevicesLab();
    await lab.command('Lysefjord', 'SystemUnit.Boot', { Action: 'Restart' });
    await lab.until('Lysefjord', () => connection(lab, 'Lysefjord') === 'disconnected');
    await lab.until('Lysefjord', () => connection(lab, 'Lysefjord') !== 'disconnected');
    expect(connection(lab, 'Lysefjord')).toBe('connected_with_issues');
    expect(await lab.status('Lysefjord', 'Diagnostics.Message[1].Type')).toEqual({
      Diagnostics: { Message: [{ id: 1, Type: 'MicrophonesConnected' }] },
    });
  });

  test('without force a restart waits until the last call has ended', async () => {
    await using lab = await openDevicesLab({ bootMs: 3_600_000 });
    await lab.command('Hardanger', 'SystemUnit.Boot', { Force: 'False' });
    expect(lab.fleet.state(lab.device('Hardanger').id)?.calls).toHaveLength(1);
    await lab.command('Hardanger', 'Call.Disconnect');
    await lab.until('Hardanger', () => connection(lab, 'Hardanger') === 'disconnected');
    expect(connection(lab, 'Hardanger')).toBe('disconnected');
  });

  test('a shut-down device stays away until somebody connects it', async () => {
    await using lab = await openDevicesLab();
    await lab.command('Fjord', 'SystemUnit.Boot', { Action: 'Shutdown' });
    await lab.until('Fjord', () => connection(lab, 'Fjord') === 'disconnected');
    expect((await lab.command('Fjord', 'Standby.Deactivate')).status).toBe(502);
    lab.fleet.setConnection(lab.device('Fjord').id, 'connected');
    expect(await lab.status('Fjord', 'SystemUnit.Uptime')).toEqual({ SystemUnit: { Uptime: 0 } });
    expect((await lab.command('Fjord', 'SystemUnit.Boot')).status).toBe(200);
  });

  test('a factory reset needs the word Yes and takes the device off the list', async () => {
    await using lab = await openDevicesLab();
    const { id } = lab.device('Fjord');
    expect((await lab.command('Fjord', 'SystemUnit.FactoryReset', { Confirm: 'No' })).status).toBe(400);
    expect((await lab.command('Fjord', 'SystemUnit.FactoryReset', { Confirm: 'Yes' })).status).toBe(200);
    await new Promise<void>((resolve) => {
      if (!lab.fleet.get(id)) return resolve();
      lab.fleet.onChange(() => !lab.fleet.get(id) && resolve());
    });
    expect((await lab.ask(`/devices/${id}`)).status).toBe(404);
  });

  test('pulling the plug ends calls', async () => {
    await using lab = await openDevicesLab();
    lab.fleet.setConnection(lab.device('Hardanger').id, 'disconnected');
    expect(lab.fleet.state(lab.device('Hardanger').id)).toMatchObject({ connectionStatus: 'disconnected', calls: [] });
    lab.fleet.setConnection(lab.device('Hardanger').id, 'connected');
    expect((await lab.command('Hardanger', 'Dial', { Number: 'x@y' })).status).toBe(200);
  });
});

describe('GET /xapi/schema', () => {
  test('answers JSON Schema for the patterns and kinds asked for', async () => {
    await using lab = await openDevicesLab();
    const [fjord, panel] = [lab.device('Fjord').id, lab.device('Reception panel').id];
    const { body } = await lab.ask(`/xapi/schema?deviceId=${fjord}&deviceId=${panel}&command=audio.volume.set`);
    expect(body).toEqual([
      {
        deviceId: fjord,
        commands: {
          'Audio.Volume.Set': {
            arguments: {
              Device: {
                required: false,
                schema: { type: 'string', enum: ['Internal', 'HeadsetBluetooth', 'HeadsetUSB', 'HandsetUSB'] },
              },
              Level: { required: true, schema: { type: 'integer', minimum: 0, maximum: 100 } },
            },
            resultSchema: { type: ['object', 'null'] },
          },
        },
      },
      { deviceId: panel, commands: {} },
    ]);
    const calls = await lab.ask(`/xapi/schema?deviceId=${fjord}&status=Call[1].*&status=*.Volume`);
    expect(calls.body[0]?.['status']).toHaveProperty(['Call[1..n].Status', 'schema', 'type'], 'string');
    expect(calls.body[0]?.['status']).toHaveProperty(['Audio.Volume', 'schema'], { type: 'integer' });
    expect(calls.body[0]).not.toHaveProperty('commands');
    const macro = await lab.ask(`/xapi/schema?deviceId=${fjord}&command=Macros.*`);
    expect(macro.body[0]?.['commands']?.['Macros.Macro.Save']).toHaveProperty('bodySchema');
  });

  test('no pattern gives everything; at most five devices, all visible', async () => {
    await using lab = await openDevicesLab();
    const ids = lab.fleet.all().map(({ id }) => id);
    const { body } = await lab.ask(`/xapi/schema?deviceId=${lab.device('Fjord').id}`);
    expect(Object.keys(body[0]?.['commands'] ?? {}).length).toBeGreaterThan(100);
    expect(Object.keys(body[0]?.['status'] ?? {}).length).toBeGreaterThan(100);
    expect((await lab.ask(`/xapi/schema?deviceId=${ids.slice(0, 6).join(',')}`)).status).toBe(400);
    expect((await lab.ask('/xapi/schema')).status).toBe(400);
    expect((await lab.ask(`/xapi/schema?deviceId=${lab.device('Vault').id}`)).status).toBe(404);
  });
});
