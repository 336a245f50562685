import type { Family } from './notation.ts';

const TARGET = 'PeripheralId: text 128; Target: OSD|RoomScheduler|Controller';
const CLEAR_ONE = `FeedbackId: text 255; ${TARGET}`;
const COLORS =
  'Green|Yellow|Red|Purple|Blue|Orange|Orchid|Aquamarine|Fuchsia|Violet|Magenta|Scarlet|Gold|Lime|Turquoise|Cyan|Off';

/** What a person sees and touches: messages, web pages, panels. */
export const screen: Family[] = [
  {
    commands: {
      'UserInterface.Message.Alert.Display': `Duration: 0..3600; ${TARGET}; Text*: text 255; Title: text 255`,
      'UserInterface.Message.Alert.Clear': TARGET,
      'UserInterface.Message.Prompt.Display': `Duration: 0..3600; FeedbackId: text 255; Option.1: text 255; Option.2: text 255; Option.3: text 255; Option.4: text 255; Option.5: text 255; ${TARGET}; Text*: text 255; Title: text 255`,
      'UserInterface.Message.Prompt.Clear': CLEAR_ONE,
      'UserInterface.Message.Prompt.Response':
        'FeedbackId: text 255; OptionId*: 1..5; Origin: OSD|RoomScheduler|Controller; PeripheralId: text 128',
      'UserInterface.Message.Rating.Display': `Duration: 0..3600; FeedbackId: text 255; ${TARGET}; Text*: text 128; Title: text 40`,
      'UserInterface.Message.Rating.Clear': CLEAR_ONE,
      'UserInterface.Message.TextInput.Display': `Duration: 0..3600; FeedbackId: text 255; InputText: text 255; InputType: SingleLine|Numeric|Password|PIN; KeyboardState: Open|Closed; ${TARGET}; SubmitText: text 32; Text*: text 128; Title: text 40`,
      'UserInterface.Message.TextInput.Clear': CLEAR_ONE,
      'UserInterface.Message.TextLine.Display': `Duration: 0..3600; ${TARGET}; Text*: text 140; X: 1..10000; Y: 1..10000`,
      'UserInterface.Message.TextLine.Clear': TARGET,
      'UserInterface.WebView.Display':
        'AllowInsecureHttps: False|True; Header: text 8192[]; Mode: Fullscreen|Modal; Options: text 255; Target: OSD|Controller|PersistentWebApp|RoomScheduler; Title: text 255; Url*: text 2000',
      'UserInterface.WebView.Clear': 'Target: OSD|Controller|PersistentWebApp|RoomScheduler',
      'UserInterface.LedControl.Color.Set': `Color*: ${COLORS}`,
    },
    statuses: {
      'UserInterface.ContactInfo.Name': 'text',
      'UserInterface.LedControl.Color': COLORS,
      'UserInterface.WebView[n].ErrorType':
        'NoError|OutOfMemory|RenderProcessCrashed|CertificateError|ConnectionError|HttpError|DnsError|OtherError',
    },
  },
  {
    privacy: true,
    commands: {
      'UserInterface.Extensions.List': 'ActivityType: Custom|WebApp|WebWidget',
      'UserInterface.Extensions.Clear': 'ActivityType: Custom|WebApp|WebWidget',
      'UserInterface.Extensions.Export': 'EmbedData: On|Off',
      'UserInterface.Extensions.Panel.Save': 'PanelId*: text 1..255; +body',
      'UserInterface.Extensions.Panel.Remove': 'PanelId*: text 255',
      'UserInterface.Extensions.Panel.Open': `PageId: text 255; PanelId*: text 255; ${TARGET}`,
      'UserInterface.Extensions.Panel.Close': TARGET,
      'UserInterface.Extensions.Panel.Update':
        'Color: text 255; IconId: text 255; Location: HomeScreen|CallControls|HomeScreenAndCallControls|ControlPanel|RoomScheduler|Hidden; Mode: Fullscreen|Modal; Name: text 255; PanelId*: text 255; Visibility: Auto|Hidden',
      'UserInterface.Extensions.Widget.SetValue': 'Value*: text 255; WidgetId*: text 255',
      'UserInterface.Extensions.Widget.UnsetValue': 'WidgetId*: text 255',
    },
    statuses: {
      'UserInterface.WebView[n].Status': 'Visible|Error|NotVisible',
      'UserInterface.WebView[n].Type':
        'WebApp|Integration|Signage|ECM|ECMSignIn|Kiosk|WebRTCMeeting|EmbeddedApp|PersistentWebApp|WebWidget|Whiteboard|None',
      'UserInterface.WebView[n].URL': 'text',
    },
  },
  {
    statuses: {
      'UserInterface.Extensions.Widget[n].Value': 'text',
      'UserInterface.Extensions.Widget[n].WidgetId': 'text',
    },
  },
  {
    on: 'codec',
    commands: { 'Message.Send': 'Text*: text 8192' },
    statuses: { 'UserInterface.Features.Call.Start': 'Visible|Hidden' },
  },
];
