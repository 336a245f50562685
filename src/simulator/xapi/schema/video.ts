import type { Family } from './notation.ts';

const CAMERA = 'CameraId: 1..15';
const PIP = 'CenterLeft|CenterRight|LowerLeft|LowerRight|UpperCenter|UpperLeft|UpperRight';
const SOURCE = 'None|AirPlay|Miracast|Remote|WebView|{sources}';

/** Cameras, screens, layouts and sharing. */
export const video: Family[] = [
  {
    on: 'codec',
    commands: {
      'Camera.PositionSet': 'CameraId: 1..15; Focus: 0..65535; Pan: -17000..17000; Tilt: -9000..9000; Zoom: 0..12000',
      'Camera.Preset.Activate': 'PresetId*: 1..35',
      'Camera.Preset.ActivateDefaultPosition': CAMERA,
      'Camera.Preset.List': `${CAMERA}; DefaultPosition: False|True`,
      'Camera.Preset.Remove': 'PresetId*: 1..35',
      'Camera.Preset.Show': 'PresetId*: 1..35',
      'Camera.Preset.Store':
        'CameraId*: 1..15; DefaultPosition: False|True; ListPosition: 1..35; Name: text 255; PresetId: 1..35; TakeSnapshot: False|True',
      'Camera.Ramp':
        'CameraId: 1..15; Focus: Far|Near|Stop; Pan: Left|Right|Stop; PanSpeed: 1..24; Tilt: Down|Stop|Up; TiltSpeed: 1..24; Zoom: In|Out|Stop; ZoomSpeed: 1..15',
      'Cameras.SpeakerTrack.Activate': '',
      'Cameras.SpeakerTrack.Deactivate': '',
      'Cameras.SpeakerTrack.Set': 'Behavior*: Manual|Dynamic|BestOverview|Closeup|Frames',
      'RoomPreset.Activate': 'PresetId*: 1..15',
      'RoomPreset.Clear': 'PresetId*: 1..15',
      'RoomPreset.Store': 'Description: text 255; PresetId*: 1..15; Type*: All|Camera',
      'Video.Selfview.Set': `FullscreenMode: On|Off; Mode: On|Off; OnMonitorRole: First|Second|Third; PIPPosition: ${PIP}`,
      'Video.Layout.LayoutFamily.Set':
        'CustomLayoutName: text 128; LayoutFamily: auto|custom|equal|overlay|prominent|prominent_l|single; Target: Local|Remote',
      'Video.Layout.SetLayout': 'LayoutName*: text 128',
      'Video.Input.SetMainVideoSource':
        'ConnectorId: 1..{inputs}[]; Layout: Equal|PIP|Prominent; PIPPosition: LowerLeft|LowerRight|UpperLeft|UpperRight; PIPSize: Auto|Large; SourceId: {sources}|AirPlay|Miracast[]',
      'Video.Graphics.Text.Display':
        'Date: On|Off; Duration: 0..3600; Target: LocalOutput|MainSource|PresentationSource[]; Text: text 1024; Time: On|Off',
      'Video.Graphics.Clear': 'Target: LocalOutput|MainSource|PresentationSource[]',
      'Proximity.Services.Activate': '',
      'Proximity.Services.Deactivate': '',
    },
    statuses: {
      'Cameras.Camera[n].Connected': 'True|False',
      'Cameras.Camera[n].Manufacturer': 'text',
      'Cameras.Camera[n].Model': 'text',
      'Cameras.Camera[n].LightingConditions': 'Unknown|Good|Dark|Backlight|NotSupported',
      'Cameras.Camera[n].Position.Pan': 'integer',
      'Cameras.Camera[n].Position.Tilt': 'integer',
      'Cameras.Camera[n].Position.Zoom': 'integer',
      'Proximity.PairingCount': 'integer',
      'Proximity.Services.Availability': 'Available|Deactivated|Disabled',
      'RoomPreset[n].Defined': 'True|False',
      'RoomPreset[n].Description': 'text',
      'RoomPreset[n].Type': 'All|Camera',
      'Video.Input.Connector[n].Connected': 'False|True|Unknown',
      'Video.Input.Connector[n].SignalState': 'OK|Unstable|NotFound|DetectingFormat|Unknown|Unsupported',
      'Video.Input.Connector[n].SourceId': 'integer',
      'Video.Input.Connector[n].Type': 'Camera|3G-SDI|HD-SDI|USBC-DP|HDMI|USB|Ethernet|Unused|Unknown',
      'Video.Input.MainVideoSource': '1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|Composed',
      'Video.Layout.CurrentLayouts.ActiveLayout': 'text',
      'Video.Layout.CurrentLayouts.DefaultLayout': 'text',
      'Video.Layout.LayoutFamily.Local': 'text',
      'Video.Monitors': 'Dual|DualPresentationOnly|Single|Triple|TriplePresentationOnly',
      'Video.Output.Connector[n].Connected': 'False|True|Unknown',
      'Video.Output.Connector[n].MonitorRole': 'First|InternalSetup|PresentationOnly|Recorder|Second|Third',
      'Video.Output.Connector[n].Resolution.Height': 'integer',
      'Video.Output.Connector[n].Resolution.RefreshRate': 'integer',
      'Video.Output.Connector[n].Resolution.Width': 'integer',
      'Video.Output.Connector[n].Type': 'HDMI|LCD',
      'Video.Presentation.PIPPosition': PIP,
      'Video.Selfview.FullscreenMode': 'On|Off',
      'Video.Selfview.Mode': 'On|Off',
      'Video.Selfview.OnMonitorRole': 'First|Second|Third',
      'Video.Selfview.PIPPosition': PIP,
    },
  },
  {
    on: 'codec',
    privacy: true,
    commands: {
      'Presentation.Start': `ConnectorId: 1..15[]; Instance: New|1|2|3|4|5|6; Layout: Equal|Prominent; PresentationSource: ${SOURCE}[]; SendingMode: LocalRemote|LocalOnly; WebViewId: 0..65534`,
      'Presentation.Stop': `Instance: 1|2|3|4|5|6; PresentationSource: ${SOURCE}; WebViewId: 0..65534`,
      'Video.Input.MainVideo.Mute': '',
      'Video.Input.MainVideo.Unmute': '',
    },
    statuses: {
      'Cameras.SpeakerTrack.Availability': 'Off|Unavailable|Available',
      'Cameras.SpeakerTrack.Behavior.Active': 'Manual|BestOverview|Closeup|Frames|GroupAndSpeaker|Desktop|Dynamic',
      'Cameras.SpeakerTrack.State': 'Off|BestOverview|Closeup|Whiteboard|Frames',
      'Cameras.SpeakerTrack.Status': 'Active|Inactive',
      'Conference.Presentation.Mode': 'Off|Receiving|Sending',
      'Conference.Presentation.LocalInstance[n].SendingMode': 'LocalOnly|LocalRemote|Off',
      'Conference.Presentation.LocalInstance[n].Source': 'integer',
      'Video.Input.MainVideoMute': 'On|Off',
    },
  },
  {
    on: 'cameras',
    commands: {
      'Camera.Boot': CAMERA,
      'Camera.PositionReset': 'Axis: All|Focus|PanTilt|Zoom; CameraId*: 1..15',
      'Camera.TriggerAutofocus': 'CameraId*: 1..15',
      'Video.Matrix.Assign':
        'Layout: Equal|Prominent; Mode: Add|Replace; Output*: 1..{outputs}; RemoteMain: 1..4[]; SourceId: 1..{inputs}[]',
      'Video.Matrix.Reset': 'Output: 1..{outputs}',
    },
  },
  {
    on: 'desk',
    commands: {
      'Cameras.SpeakerTrack.Set': 'Behavior*: Manual|BestOverview',
      'Cameras.Background.Set':
        'Image: Image1|Image2|Image3|Image4|Image5|Image6|User1|User2|User3; Mode: Disabled|Blur|BlurMonochrome|DepthOfField|Monochrome|UsbC|Image',
      'Cameras.Background.Clear': '',
    },
    statuses: {
      'Cameras.Background.Image': 'Image1|Image2|Image3|Image4|Image5|Image6|User1|User2|User3',
      'Cameras.Background.Mode': 'Disabled|Blur|BlurMonochrome|DepthOfField|Monochrome|Hdmi|UsbC|Image',
      'SystemUnit.State.CameraLid': 'Closed|Open',
    },
  },
];
