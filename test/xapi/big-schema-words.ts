/** Words that the made schema is put together from: families of RoomOS, and nouns, verbs and sentences of our own. */

const words = (text: string): string[] => text.trim().split(/\s+/);

/** Product codes of the public file and the product whose commands each shares here. */
export const LIKE: Readonly<Record<string, string>> = {
  bandai: 'Cisco Desk Mini',
  barents: 'Cisco Codec Pro',
  barents_70d: 'Cisco Room 70 Dual G2',
  barents_70i: 'Cisco Room 70 Dual G2',
  barents_70s: 'Cisco Room 70 Dual G2',
  barents_82i: 'Cisco Room 70 Dual G2',
  brooklyn: 'Cisco Room Bar Pro',
  davinci: 'Cisco Room Bar',
  felix_55: 'Cisco Board Pro 55 G2',
  felix_75: 'Cisco Board Pro 75 G2',
  helix_55: 'Cisco Board Pro 55',
  helix_75: 'Cisco Board Pro 55',
  millennium: 'Cisco Codec EQ',
  octavio: 'Cisco Desk',
  polaris: 'Cisco Desk Pro',
  vecchio: 'Cisco Navigator',
};

export const ALL = Object.keys(LIKE);
const CODECS = ALL.filter((code) => code !== 'vecchio');

/** The groups of products that share an entry; the first two are by far the most frequent, as in the public file. */
export const GROUPS: readonly (readonly string[])[] = [
  ALL,
  CODECS,
  ['barents', 'barents_70d', 'barents_70i', 'barents_70s', 'barents_82i', 'millennium'],
  ['brooklyn', 'davinci', 'felix_55', 'felix_75', 'helix_55', 'helix_75'],
  ['bandai', 'octavio', 'polaris'],
  ['felix_55', 'felix_75', 'helix_55', 'helix_75'],
  ['brooklyn', 'felix_55', 'felix_75', 'millennium'],
  ['polaris'],
  ['millennium'],
  ['vecchio'],
];

export const COMMAND_FAMILIES = words(`
  Audio Audio Audio Video Video Cameras Camera UserInterface UserInterface UserInterface Conference Conference Call
  Security Security SystemUnit Peripherals Macros WebEngine Presentation Network Phonebook UserManagement Bookings
  HttpClient AirPlay Webex Provisioning MicrosoftTeams Standby Logging Whiteboard Zoom WebRTC RoomPreset Proximity`);

export const STATUS_FAMILIES = words(`
  Conference Conference Conference Video Video Audio Audio MediaChannels MediaChannels Network SystemUnit UserInterface
  Cameras Peripherals MicrosoftTeams Provisioning RoomAnalytics SIP WebEngine Webex ICE Call Bluetooth Security
  NetworkServices RemoteAccess H323 HttpFeedback Logging Diagnostics`);

export const NOUNS = words(`
  Anchor Archive Badge Balance Banner Beacon Beam Border Bridge Buffer Button Cache Calendar Canvas Caption Channel
  Chapter Circle Clock Column Compass Console Counter Cursor Curtain Delegate Desktop Detector Dialog Diary Display
  Divider Document Door Echo Editor Element Engine Equalizer Fader Favorite Filter Folder Footer Frame Gallery Gateway
  Gesture Greeting Group Guide Handle Header Hint History Host Icon Image Indicator Keyboard Label Lamp Lane Layer Legend
  Lens Level Library License Link Lobby Locale Locator Map Marker Matrix Menu Meter Mirror Mixer Module Monitor Notice
  Option Overlay Package Page Palette Panel Partner Pattern Picture Pointer Portal Position Prefix Profile Prompt Queue
  Receiver Record Region Relay Remote Report Route Sample Scene Schedule Screen Sensor Session Shade Shelf Signal Slot
  Snapshot Socket Source Speaker Stage Stamp Stream Switch Tag Target Template Theme Ticket Timer Token Toolbar Touch
  Track Tray Trigger Tunnel Vault View Voice Widget Window Zone`);

export const VERBS = words(`
  Activate Add Clear Close Create Deactivate Delete Disable Enable Get Hide List Modify Move Open Pause Play Put Ramp
  Remove Request Reset Resume Run Save Search Send Set Show Start Stop Store Toggle Update Upload`);

export const LEAVES = words(`
  Active Address Availability Bitrate Codec Connected Count Current Delay Description Direction Duration Enabled Error
  Height Id Jitter Latency Length Level Loss Manufacturer Mode Model Mute Name Number Owner Packets Percentage Phase
  Port Protocol Rate Reason Resolution Result Role Score SerialNumber Since Size State Status Strength Temperature
  Timeout Total Type Url Value Version Visibility Width`);

export const ARGUMENTS = words(`
  Amount Angle Author Band Brightness Category ChannelId Color Comment ConnectorId Contact Delay Direction DisplayName
  Duration FeedbackId FolderId Format Gain Height Id Interval Key Label Language Layout Level Limit Mode Name Number
  Offset Option.1 Option.2 Option.3 Order Origin Passphrase PeripheralId Placement Position Priority Query Reason Role
  Scale SessionId Signature Size SourceId Speed Style Subject Tag Target Text Threshold Timeout Title Token Type Unit
  Url UserId Value Version Volume Weight Width Zone`);

export const LITERALS = words(`
  Always Automatic Bottom Both Center Custom Default Dual Dynamic Equal Extended External Fast First Fixed Focused Full
  Grid High Internal Left Local Low Manual Medium Minimal Never None Normal Off On Overlay Preferred Prominent Quiet
  Remote Right Second Single Slow Stack Standard Static Third Top Wide HD-60 Mode_2 USB-A 802.3`);

export const PHRASES = [
  'Use it to change what the people in the room see.',
  'It takes effect at once and does not outlive a restart of the device.',
  'The value is kept until somebody changes it again.',
  'A device that is asleep wakes up first.',
  'When the element does not exist, the device answers with an error.',
  'It is of use to integrators who place several devices in one room.',
  'Only some of the products have the hardware for it.',
  'The answer lists what was found, in the order of the identifiers.',
  'Touch panels show the change within a few seconds.',
  'Look at the status of the same name to see whether it worked.',
];
