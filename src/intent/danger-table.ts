import type { Tier } from './asker.ts';

/**
 * What is known of the commands of the xAPI, by the families they belong to: a key is the beginning of the names, the
 * words after it are the rest, `*` is the whole family. Facts from the devices' own schema (RoomOS 26.4), judged one by
 * one: https://roomos.cisco.com/xapi
 */
type Families = Readonly<Record<string, string>>;

/** Can lock people out, run code on the device, lose its data or carry it away. With everything below. */
const GRAVE: Families = {
  Camera: 'FactoryReset',
  HttpClient: '*',
  HttpFeedback: '*',
  Macros: 'Macro Runtime',
  Message: 'Send',
  Network: 'SNMP Wifi',
  Pairing: '*',
  Peripherals: 'DeviceManagement Pairing Purge Security TouchPanel UserManagement',
  Provisioning: '*',
  RemoteAccess: '*',
  Security: '*',
  SerialPort: '*',
  SystemUnit:
    'DeveloperPreview FactoryReset FirstTimeWizard OptionKey ProductPlatform SetTouchPanelMode SoftReset SoftwareUpgrade',
  UserInterface: 'Branding Extensions Translation',
  UserManagement: '*',
  WebEngine: '*',
  Webex: 'Registration',
};

/** Interrupts people, or writes what everybody of the room shares. With everything below. */
const DISRUPTIVE: Families = {
  AirPlay: 'ResetPairedDevices',
  Audio: 'Equalizer LocalInput LocalOutput RemoteOutput Setup',
  Bookings: '*',
  Call: '*',
  CallHistory: '*',
  Camera: 'Boot PositionReset Preset.Edit Preset.Remove Preset.Store',
  Cameras:
    'Background.Delete Background.ForegroundParameters.Reset Background.Upload PresenterTrack.StorePosition SpeakerTrack.Calibration SpeakerTrack.ViewLimits.StorePosition SpeakerTrack.Whiteboard.StorePosition',
  Conference: '*',
  GPIO: '*',
  Logging: '*',
  Macros: 'Log',
  MicrosoftTeams: '*',
  Network: 'Ping Traceroute',
  Peripherals: 'Boot',
  Phonebook: '*',
  Provisioning: 'PostponeUpgrade',
  RoomCleanup: 'Run',
  RoomPreset: 'Clear Store',
  SystemUnit: 'Boot Notifications SignInBanner WelcomeBanner',
  Time: '*',
  UserInterface: 'ScreenLock WebView',
  UserPresence: '*',
  Webex: 'Software.Upgrade',
  Whiteboard: '*',
  Zoom: '*',
};

/** Touches the privacy of people in the room: what it hears, sees and shows, whom it calls. These commands only. */
const PRIVATE: Families = {
  'Audio.Microphones': 'Mute ToggleMute Unmute',
  'Audio.VuMeter': 'Start Stop StopAll',
  Bookings: 'CheckIn CheckOut NotificationSnooze',
  Call: 'Accept DTMFSend Ignore Resume',
  CallHistory: 'AcknowledgeAllMissedCalls AcknowledgeMissedCall',
  Conference:
    'Call.AuthenticationResponse DoNotDisturb.Activate DoNotDisturb.Deactivate Hand.Raise MeetingAssistant.Start MeetingAssistant.Stop Reaction.Enable Reaction.Send SendEmailInvitation SkinTone',
  Dial: '*',
  MicrosoftTeams: 'Join',
  Presentation: 'Start Stop',
  'Security.Session': 'Get List',
  'UserInterface.Extensions': 'Panel.Clicked Panel.Close Panel.Open Widget.Action Widget.SetValue Widget.UnsetValue',
  UserManagement: 'RemoteSupportUser.GetState User.Get User.List',
  Video: 'Input.MainVideo.Mute Input.MainVideo.Unmute Layout.StageParticipants.Set.ByName',
  'Video.CEC': 'Input.KeyClick Output.KeyClick Output.SendActiveSourceRequest Output.SendInactiveSourceRequest',
  WebRTC: 'Join',
  Webex: 'Join',
  Zoom: 'Join',
};

/** Easily taken back, or only looks. These commands only. */
const HARMLESS: Families = {
  'AirPlay.KeyEvent': 'Back Click Down FastForward FastReverse Left Play Right Up',
  Audio: 'Diagnostics.MeasureDelay Equalizer.List Select Sound.Play Sound.Stop SpeakerCheck',
  'Audio.Diagnostics': 'Advanced.Run AecReverb.Reset AecReverb.Run',
  'Audio.Microphones':
    'MusicMode.Start MusicMode.Stop NoiseRemoval.Activate NoiseRemoval.Deactivate Passthrough.Start Passthrough.Stop',
  'Audio.SoundsAndAlerts.Ringtone': 'List Play Stop',
  'Audio.Volume': 'Decrease Increase Mute Set SetToDefault ToggleMute Unmute',
  'Bluetooth.Streaming': 'Next Pause Play Previous',
  Bookings: 'Get List',
  CallHistory: 'Get Recents',
  Camera: 'InstallationTilt.Ramp PositionSet Ramp TriggerAutofocus TriggerWhitebalance',
  'Camera.Preset': 'Activate ActivateDefaultPosition List Show',
  Cameras: 'AutoFocus.Diagnostics.Start AutoFocus.Diagnostics.Stop PresenterTrack.ClearPosition PresenterTrack.Set',
  'Cameras.Background': 'Clear Fetch ForegroundParameters.Set Get List Set',
  'Cameras.SpeakerTrack':
    'Activate BackgroundMode.Activate BackgroundMode.Deactivate Closeup.Activate Closeup.Deactivate Deactivate Diagnostics.Start Diagnostics.Stop Frames.Activate Frames.Deactivate Set ViewLimits.Activate ViewLimits.Deactivate Whiteboard.ActivatePosition Whiteboard.AlignPosition Whiteboard.SetDistance',
  'Cameras.Stereoscopic': 'Mute Selfview.Activate Selfview.Deactivate Unmute',
  Conference:
    'ParticipantList.Search PeopleFocus.Activate PeopleFocus.Deactivate Reaction.Disable SimultaneousInterpretation.SelectLanguage SimultaneousInterpretation.SetMixer',
  Diagnostics: 'Run',
  HttpClient: 'Allow.Hostname.List',
  Logging: 'AddEvent',
  Macros: 'Log.Get Macro.Get Runtime.Status',
  MicrosoftTeams: 'List',
  Network: 'SMTP.VerifyConfig SNMP.USM.User.List Wifi.List Wifi.Scan.Start Wifi.Scan.Stop',
  Peripherals:
    'Connect HeartBeat List Security.Certificates.Services.Show UserManagement.User.Get UserManagement.User.List',
  Phonebook: 'Search',
  'Proximity.Services': 'Activate Deactivate',
  RoomCleanup: 'Cancel',
  RoomPreset: 'Activate',
  'Security.Certificates':
    'CA.Show CUCM.CTL.Show CUCM.ITL.Show CUCM.MIC.Show Services.Enrollment.Profiles.List Services.Show ThirdParty.List ThirdParty.Show Webex.Show WebexIdentity.Show',
  'Security.Ciphers': 'List',
  Standby: 'Activate Deactivate Halfwake ResetHalfwakeTimer ResetTimer',
  SystemUnit: 'OptionKey.List SignInBanner.Get WelcomeBanner.Get',
  Time: 'DateTime.Get',
  UserInterface:
    'Accessibility.ScreenReader.Set Branding.Get Extensions.Icon.Get Extensions.Icon.List Extensions.List LedControl.Color.Set Translation.Override.Get WallpaperBundle.Clear WallpaperBundle.List WallpaperBundle.Set WebView.Clear',
  'UserInterface.Message':
    'Alert.Clear Alert.Display Prompt.Clear Prompt.Display Prompt.Response Rating.Clear Rating.Display Rating.Response TextInput.Clear TextInput.Display TextInput.Response TextLine.Clear TextLine.Display',
  'UserInterface.Presentation.ExternalSource': 'Add List Remove RemoveAll Select State.Set',
  UserPresence: 'CustomStatus.GetRecentsList',
  Video:
    'ActiveSpeakerPIP.Set Graphics.Clear Graphics.Text.Display Input.SetMainVideoSource PresentationPIP.Set PresentationView.Set Selfview.Set',
  'Video.Input.Miracast': 'Activate Deactivate PinAttemptsReset',
  'Video.Layout':
    'HideNonVideo.Activate HideNonVideo.Deactivate LayoutFamily.Set SetLayout StageParticipants.Reset StageParticipants.Set.ById',
  'Video.Matrix': 'Assign Reset Swap Unassign',
  'Video.Output':
    'HDMI.Passthrough.Start HDMI.Passthrough.Stop Monitor.Backlight.Set Monitor.Color.Select Monitor.Reset',
  WebEngine: 'AllowInsecureHttps.List MediaAccess.List',
  WebRTC: 'Provider.Current.Diagnostics.Send Provider.GoogleMeet.MeetingNumber.Validate',
  Webex: 'Meetings.InstantMeeting.Start Software.Validate',
};

/** What Webex refuses on somebody's personal device, whatever else it does. With everything below. */
const PERSONAL: Families = {
  Bookings: '*',
  Call: '*',
  CallHistory: '*',
  Conference: '*',
  HttpFeedback: '*',
  Macros: '*',
  Presentation: '*',
  UserInterface: 'Extensions',
  UserPresence: '*',
  WebEngine: 'AllowInsecureHttps MediaAccess',
  Webex: 'Registration',
};

/** What it allows all the same. */
const IMPERSONAL: Families = {
  Bookings: 'Clear Put',
  Conference: 'PeopleFocus Reaction.Disable SimultaneousInterpretation',
  Webex: 'Registration.Airgap',
};

const named = (families: Families): string[] =>
  Object.entries(families).flatMap(([family, names]) =>
    names.split(' ').map((name) => (name === '*' ? family : `${family}.${name}`).toLowerCase()),
  );

/** By command, in lower case. */
export const COMMANDS: ReadonlyMap<string, Tier> = new Map([
  ...named(HARMLESS).map((name): [string, Tier] => [name, 0]),
  ...named(PRIVATE).map((name): [string, Tier] => [name, 1]),
]);

/** By the beginning of the name, in lower case: the longest decides. */
export const FAMILIES: ReadonlyMap<string, Tier> = new Map([
  ...named(DISRUPTIVE).map((name): [string, Tier] => [name, 2]),
  ...named(GRAVE).map((name): [string, Tier] => [name, 3]),
]);

/** By the beginning of the name, in lower case: the longest decides. */
export const PRIVACY: ReadonlyMap<string, boolean> = new Map([
  ...named(PRIVATE).map((name): [string, boolean] => [name, true]),
  ...named(PERSONAL).map((name): [string, boolean] => [name, true]),
  ...named(IMPERSONAL).map((name): [string, boolean] => [name, false]),
]);
