import type { Tier } from './command.ts';

/**
 * What a command can do, by the family it belongs to. A name stands for itself and everything below it; the longest name
 * that fits decides, `*` is the whole family. Facts from the devices' own schema (RoomOS 26.4):
 * https://roomos.cisco.com/xapi
 */
type Families = Record<string, string>;

/** Can lock people out, run code on the device, lose its data or carry it away. */
const GRAVE: Families = {
  Camera: 'FactoryReset',
  HttpClient: '*',
  HttpFeedback: '*',
  Macros: 'Macro Runtime',
  Message: 'Send',
  Network: 'SNMP Wifi',
  Pairing: '*',
  Peripherals: 'Pairing Purge TouchPanel',
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

/** Interrupts people, or writes what everybody of the room shares. */
const DISRUPTIVE: Families = {
  Audio: 'Equalizer LocalInput LocalOutput RemoteOutput Setup',
  Bookings: '*',
  Call: '*',
  CallHistory: '*',
  Camera: 'PositionReset Preset.Edit Preset.Remove Preset.Store',
  Cameras:
    'Background.Delete Background.ForegroundParameters.Reset Background.Upload PresenterTrack.StorePosition SpeakerTrack.Calibration SpeakerTrack.ViewLimits.StorePosition SpeakerTrack.Whiteboard.StorePosition',
  Conference: '*',
  GPIO: '*',
  Logging: '*',
  Macros: 'Log',
  Network: 'Ping Traceroute',
  Phonebook: '*',
  Provisioning: 'PostponeUpgrade',
  RoomCleanup: 'Run',
  RoomPreset: 'Clear Store',
  SystemUnit: 'Boot Notifications SignInBanner WelcomeBanner',
  Time: '*',
  UserInterface: 'WebView',
  UserPresence: '*',
  Whiteboard: '*',
};

/** Touches the privacy of people in the room: what it hears, sees and shows, whom it calls. */
const PRIVATE: Families = {
  Audio: 'Microphones.Mute Microphones.ToggleMute Microphones.Unmute VuMeter',
  Bookings: 'CheckIn CheckOut NotificationSnooze',
  Call: 'Accept DTMFSend Ignore Resume',
  CallHistory: 'AcknowledgeAllMissedCalls AcknowledgeMissedCall',
  Conference:
    'Call DoNotDisturb Hand.Raise MeetingAssistant Reaction.Enable Reaction.Send SendEmailInvitation SkinTone',
  Dial: '*',
  MicrosoftTeams: 'Join',
  Presentation: '*',
  Security: 'Session.Get Session.List',
  UserInterface: 'Extensions.Panel.Clicked Extensions.Panel.Close Extensions.Panel.Open Extensions.Widget',
  UserManagement: 'RemoteSupportUser.GetState User.Get User.List',
  Video: 'CEC Input.MainVideo Layout.StageParticipants.Set.ByName',
  WebRTC: 'Join',
  Webex: 'Join',
  Zoom: 'Join',
};

/** Easily taken back, or only looks. */
const HARMLESS: Families = {
  AirPlay: '*',
  Audio:
    'Diagnostics Equalizer.List Microphones.MusicMode Microphones.NoiseRemoval Microphones.Passthrough Select Sound SoundsAndAlerts SpeakerCheck Volume',
  Bluetooth: 'Streaming',
  Bookings: 'Get List',
  CallHistory: 'Get Recents',
  Camera: 'Boot InstallationTilt PositionSet Preset Ramp TriggerAutofocus TriggerWhitebalance',
  Cameras: 'AutoFocus Background PresenterTrack SpeakerTrack Stereoscopic',
  Conference: 'ParticipantList PeopleFocus Reaction.Disable SimultaneousInterpretation',
  Diagnostics: 'Run',
  HttpClient: 'Allow.Hostname.List Get',
  Logging: 'AddEvent',
  Macros: 'Log.Get Macro.Get Runtime.Status',
  MicrosoftTeams: 'Install List Reset SignOut SoftwareUpgrade',
  Network: 'SMTP.VerifyConfig SNMP.USM.User.List Wifi.List Wifi.Scan',
  Peripherals: 'Boot Connect DeviceManagement HeartBeat List Security UserManagement',
  Phonebook: 'Search',
  Proximity: 'Services',
  RoomCleanup: 'Cancel',
  RoomPreset: 'Activate',
  Security:
    'Certificates.CA.Show Certificates.CUCM.CTL.Show Certificates.CUCM.ITL.Show Certificates.CUCM.MIC.Show Certificates.Services.Enrollment.Profiles.List Certificates.Services.Show Certificates.ThirdParty.List Certificates.ThirdParty.Show Certificates.Webex.Show Certificates.WebexIdentity.Show Ciphers.List',
  Standby: '*',
  SystemUnit: 'OptionKey.List SignInBanner.Get WelcomeBanner.Get',
  Time: 'DateTime.Get',
  UserInterface:
    'Accessibility Branding.Get Extensions.Icon.Get Extensions.Icon.List Extensions.List LedControl Message Presentation ScreenLock Translation.Override.Get WallpaperBundle WebView.Clear',
  UserPresence: 'CustomStatus.GetRecentsList',
  Video:
    'ActiveSpeakerPIP Graphics Input.Miracast Input.SetMainVideoSource Layout Matrix Output PresentationPIP PresentationView Selfview',
  WebEngine: 'AllowInsecureHttps.List MediaAccess.List',
  WebRTC: 'Provider',
  Webex: 'Meetings.InstantMeeting Software',
  Zoom: 'Registration Reset',
};

/** A command of a newer device than this table: nobody has judged it, so a person is asked. */
const UNKNOWN: Tier = 2;

const TIERS = new Map<string, Tier>(
  ([GRAVE, DISRUPTIVE, PRIVATE, HARMLESS] as const).flatMap((families, index) => {
    const tier = ([3, 2, 1, 0] as const)[index] ?? UNKNOWN;
    return Object.entries(families).flatMap(([family, names]) =>
      names
        .split(' ')
        .map((name): [string, Tier] => [(name === '*' ? family : `${family}.${name}`).toLowerCase(), tier]),
    );
  }),
);

/** Longer is no command; `[1]` says which part is meant, not what is done. */
const LONGEST_PATH = 300;
const INDEX = /\[[^[\]]*\]/g;

type Given = Readonly<Record<string, unknown>> | ReadonlyMap<string, unknown>;

/**
 * How much a command asks of people: 0 runs at once, 1 touches privacy, 2 disrupts, 3 can lock a device up or lose data.
 * `path` is dotted (or with blanks), in any case; commands nobody judged get 2. With the arguments given, shutting a
 * device down is 3: it comes back only by hand.
 */
export function tierOf(path: string, args?: Given): Tier {
  if (path.length > LONGEST_PATH) return UNKNOWN;
  const segments = path
    .toLowerCase()
    .replace(INDEX, '')
    .split(/[\s./]+/)
    .filter(Boolean);
  if (segments.join('.') === 'systemunit.boot' && isShutdown(args)) return 3;
  for (let length = segments.length; length > 0; length -= 1) {
    const tier = TIERS.get(segments.slice(0, length).join('.'));
    if (tier !== undefined) return tier;
  }
  return UNKNOWN;
}

function isShutdown(args: Given | undefined): boolean {
  const entries: Iterable<[string, unknown]> = args instanceof Map ? args : Object.entries(args ?? {});
  return [...entries].some(([name, value]) => name.toLowerCase() === 'action' && [value].flat().some(saysShutdown));
}

const saysShutdown = (value: unknown): boolean =>
  typeof value === 'string' && value.trim().toLowerCase() === 'shutdown';
