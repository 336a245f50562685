import { type Handler, type Handlers, list, number, type Run, refuse, sets, text } from './handler.ts';

const INSTANCE = 'Conference.Presentation.LocalInstance';

/** Every source becomes an instance of its own, unless one is named. */
function startPresentation(run: Run): Record<string, unknown> {
  const { state } = run.live;
  const connectors = list(run, 'ConnectorId').map(Number);
  const sources = list(run, 'PresentationSource').map(Number).filter(Number.isInteger);
  const wanted = [...connectors, ...sources];
  const named = Number(text(run, 'Instance'));
  const sending = run.live.calls.length > 0 ? text(run, 'SendingMode', 'LocalRemote') : 'LocalOnly';
  const taken = instancesOf(run);
  for (const source of wanted.length > 0 ? wanted : [2]) {
    const free = Array.from({ length: 6 }, (_, index) => index + 1).find((id) => !taken.includes(id));
    const id = named > 0 ? named : (free ?? refuse('No free presentation instance'));
    taken.push(id);
    state.setAll({ [`${INSTANCE}[${id}].SendingMode`]: sending, [`${INSTANCE}[${id}].Source`]: source });
  }
  state.setAll({
    'Conference.Presentation.Mode': sending === 'LocalRemote' ? 'Sending' : 'Off',
    'Standby.State': 'Off',
  });
  return {};
}

function stopPresentation(run: Run): Record<string, unknown> {
  const { state } = run.live;
  const named = text(run, 'Instance');
  const source = text(run, 'PresentationSource');
  for (const id of instancesOf(run)) {
    const fits =
      (!named || named === String(id)) && (!source || source === String(state.get(`${INSTANCE}[${id}].Source`)));
    if (fits) state.remove(`${INSTANCE}[${id}]`);
  }
  if (instancesOf(run).length === 0) state.set('Conference.Presentation.Mode', 'Off');
  return {};
}

const instancesOf = ({ live }: Run): number[] =>
  live.state.find(`${INSTANCE}[*].Source`).map(({ segments }) => segments[2]?.index ?? 0);

/** Sets the statuses whose arguments came. */
const setsGiven =
  (paths: Readonly<Record<string, string>>): Handler =>
  ({ live, args }) => {
    for (const [name, path] of Object.entries(paths)) {
      const value = args.get(name);
      if (typeof value === 'string' || typeof value === 'number') live.state.set(path, value);
    }
    return {};
  };

const POSITION = 'Cameras.Camera[1].Position';

function storePreset(run: Run): Record<string, unknown> {
  const { presets, state } = run.live;
  const free = Array.from({ length: 35 }, (_, index) => index + 1).find((id) => !presets.has(id));
  const id = number(run, 'PresetId') ?? free ?? refuse('No free preset');
  const at = (axis: string) => state.number(`${POSITION}.${axis}`);
  const name = text(run, 'Name', `Preset ${id}`);
  presets.set(id, { name, pan: at('Pan'), tilt: at('Tilt'), zoom: at('Zoom') });
  return { PresetId: id };
}

function preset(run: Run) {
  const id = number(run, 'PresetId', 0);
  return run.live.presets.get(id) ?? refuse(`Preset ${id} is not defined`);
}

function storeRoomPreset(run: Run): Record<string, unknown> {
  const at = `RoomPreset[${number(run, 'PresetId', 0)}]`;
  run.live.state.setAll({
    [`${at}.Defined`]: 'True',
    [`${at}.Description`]: text(run, 'Description'),
    [`${at}.Type`]: text(run, 'Type', 'All'),
  });
  return {};
}

function roomPreset(run: Run): string {
  const id = number(run, 'PresetId', 0);
  return run.live.state.get(`RoomPreset[${id}].Defined`)
    ? `RoomPreset[${id}]`
    : refuse(`Room preset ${id} is not defined`);
}

const speakerTrack = (on: boolean): Handler =>
  sets({
    'Cameras.SpeakerTrack.Status': on ? 'Active' : 'Inactive',
    'Cameras.SpeakerTrack.State': on ? 'BestOverview' : 'Off',
  });

export const video: Handlers = {
  'Presentation.Start': startPresentation,
  'Presentation.Stop': stopPresentation,
  'Video.Input.MainVideo.Mute': sets({ 'Video.Input.MainVideoMute': 'On' }),
  'Video.Input.MainVideo.Unmute': sets({ 'Video.Input.MainVideoMute': 'Off' }),
  'Video.Input.SetMainVideoSource': (run) => {
    const source = list(run, 'ConnectorId')[0] ?? list(run, 'SourceId')[0];
    if (source !== undefined) run.live.state.set('Video.Input.MainVideoSource', String(source));
    return {};
  },
  'Video.Selfview.Set': setsGiven({
    Mode: 'Video.Selfview.Mode',
    FullscreenMode: 'Video.Selfview.FullscreenMode',
    OnMonitorRole: 'Video.Selfview.OnMonitorRole',
    PIPPosition: 'Video.Selfview.PIPPosition',
  }),
  'Video.Layout.SetLayout': setsGiven({ LayoutName: 'Video.Layout.CurrentLayouts.ActiveLayout' }),
  'Video.Layout.LayoutFamily.Set': setsGiven({ LayoutFamily: 'Video.Layout.LayoutFamily.Local' }),
  'Camera.PositionSet': setsGiven({ Pan: `${POSITION}.Pan`, Tilt: `${POSITION}.Tilt`, Zoom: `${POSITION}.Zoom` }),
  'Camera.PositionReset': sets({ [`${POSITION}.Pan`]: 0, [`${POSITION}.Tilt`]: 0, [`${POSITION}.Zoom`]: 8500 }),
  'Camera.Preset.Store': storePreset,
  'Camera.Preset.Activate': (run) => {
    const { pan, tilt, zoom } = preset(run);
    run.live.state.setAll({ [`${POSITION}.Pan`]: pan, [`${POSITION}.Tilt`]: tilt, [`${POSITION}.Zoom`]: zoom });
    return {};
  },
  'Camera.Preset.Show': (run) => {
    const { name, pan, tilt, zoom } = preset(run);
    return { Name: name, CameraId: 1, Pan: pan, Tilt: tilt, Zoom: zoom };
  },
  'Camera.Preset.List': ({ live }) => ({
    Preset: [...live.presets].map(([id, { name }]) => ({ id, PresetId: id, Name: name, CameraId: 1 })),
  }),
  'Camera.Preset.Remove': (run) => {
    preset(run);
    run.live.presets.delete(number(run, 'PresetId', 0));
    return {};
  },
  'Cameras.SpeakerTrack.Activate': speakerTrack(true),
  'Cameras.SpeakerTrack.Deactivate': speakerTrack(false),
  'Cameras.SpeakerTrack.Set': setsGiven({ Behavior: 'Cameras.SpeakerTrack.Behavior.Active' }),
  'Cameras.Background.Set': setsGiven({ Mode: 'Cameras.Background.Mode', Image: 'Cameras.Background.Image' }),
  'Cameras.Background.Clear': sets({ 'Cameras.Background.Mode': 'Disabled' }),
  'RoomPreset.Store': storeRoomPreset,
  'RoomPreset.Activate': (run) => {
    roomPreset(run);
    return {};
  },
  'RoomPreset.Clear': (run) => {
    run.live.state.remove(roomPreset(run));
    return {};
  },
  'Proximity.Services.Activate': sets({ 'Proximity.Services.Availability': 'Available' }),
  'Proximity.Services.Deactivate': sets({ 'Proximity.Services.Availability': 'Deactivated' }),
};
