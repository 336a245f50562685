import type { ConfigurationFamily } from '../notation.ts';

const RESOLUTIONS = '1920_1080_50|1920_1080_60|1920_1200_50|1920_1200_60|2560_1440_60|3840_2160_30|3840_2160_60|Auto';
const CORNERS = 'CenterLeft|CenterRight|Current|LowerLeft|LowerRight|UpperCenter|UpperLeft|UpperRight';

export const video: readonly ConfigurationFamily[] = [
  {
    on: 'codec',
    keys: {
      'Cameras.EncoderFaceDetection.Mode': 'Off|On = Off',
      'Cameras.PowerLine.Frequency': '50Hz|60Hz|Auto = Auto',
      'Video.DefaultLayoutFamily.Local': 'Auto|Equal|Overlay|Prominent|Single = Auto',
      'Video.DefaultMainSource': '1..{inputs} = 1',
      'Video.Monitors': 'Auto|Dual|DualPresentationOnly|Single = Auto',
      'Video.Presentation.DefaultSource': '1..{inputs} = 2',
      'Video.Selfview.Default.FullscreenMode': 'Current|Off|On = Current',
      'Video.Selfview.Default.Mode': 'Auto|Current|Off|On = Auto',
      'Video.Selfview.Default.PIPPosition': `${CORNERS} = Current`,
      // The guide's range and default.
      'Video.Selfview.OnCall.Duration': '1..60 = 10',
      'Video.Selfview.OnCall.Mode': 'Auto|Current|Off|On = Auto',
      'Video.Selfview.Mirrored': 'Off|On = On',
      'Video.Input.Connector[1..{inputs}].Name': 'text 50 =',
      'Video.Input.Connector[1..{inputs}].InputSourceType':
        'PC|camera|document_camera|mediaplayer|other|whiteboard = PC',
      'Video.Input.Connector[1..{inputs}].PresentationSelection': 'AutoShare|Desktop|Manual|OnConnect = OnConnect',
      'Video.Input.Connector[1..{inputs}].Visibility': 'Always|IfSignal|Never = IfSignal',
      'Video.Output.Connector[1..{outputs}].CEC.Mode': 'Off|On = On',
      'Video.Output.Connector[1..{outputs}].MonitorRole': 'Auto|First|PresentationOnly|Second = Auto',
      'Video.Output.Connector[1..{outputs}].Resolution': `${RESOLUTIONS} = Auto`,
    },
  },
  {
    on: 'desk',
    keys: {
      'Cameras.Background.Enabled': 'False|True = True',
      'Cameras.Background.UserImagesAllowed': 'False|True = True',
      'Video.Output.Connector[1..{outputs}].Resolution': '1920_1080_60 = 1920_1080_60',
    },
  },
  {
    on: 'cameras',
    keys: {
      'Cameras.Camera[1..3].Brightness.DefaultLevel': '1..31 = 20',
      'Cameras.Camera[1..3].Brightness.Mode': 'Auto|Manual = Auto',
      'Cameras.PresenterTrack.Enabled': 'False|True = False',
      'Cameras.SpeakerTrack.Mode': 'Auto|Off = Auto',
      'Video.Monitors': 'Auto|Dual|DualPresentationOnly|Single|Triple|TriplePresentationOnly = Auto',
      'Video.Output.Connector[1..{outputs}].MonitorRole': 'Auto|First|PresentationOnly|Recorder|Second|Third = Auto',
    },
  },
];
