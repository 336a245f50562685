import type { SimDevice } from './device.ts';
import type { Product } from './products.ts';
import { type Scalar, type Seed, type Template, template } from './state.ts';

/** What the statuses of one device are worked out from. */
export interface Seeding {
  device: SimDevice;
  /** Milliseconds since the epoch. */
  now(): number;
  bootedAt(): number;
  /** Another status of the same device. */
  status(path: string): Scalar;
}

type Seeds = [path: string, seed: Seed<Seeding>][];

const made = new Map<string, Template<Seeding>>();

/** What every device of a product starts with; made once a product. */
export function templateOf(product: Product): Template<Seeding> {
  const found = made.get(product.name);
  if (found) return found;
  const { traits } = product;
  const built = template<Seeding>([
    ...everyDevice(product),
    ...(traits.has('codec') ? codec(product) : []),
    ...(traits.has('headsets') ? HEADSETS : []),
    ...(traits.has('desk') ? DESK : []),
    ...(traits.has('climate') ? CLIMATE : []),
    ...(traits.has('panel') ? PANEL : []),
  ]);
  made.set(product.name, built);
  return built;
}

/** A whole number in [min, max] that stays the same for a device and differs between devices. */
export function vary({ index }: SimDevice, salt: number, min: number, max: number): number {
  let mixed = Math.imul((index + 1) ^ Math.imul(salt + 1, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return min + (((mixed ^ (mixed >>> 16)) >>> 0) % (max - min + 1));
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const versionOf = ({ software }: SimDevice): string => software.replace('RoomOS ', 'ce').replace(' ', '.');

const everyDevice = ({ platform }: Product): Seeds => [
  ['SystemUnit.ProductId', `Cisco ${platform}`],
  ['SystemUnit.ProductPlatform', platform],
  ['SystemUnit.ProductType', platform === 'Navigator' ? 'Cisco Touch Panel' : 'Cisco Codec'],
  ['SystemUnit.Software.DisplayName', ({ device }) => device.software],
  ['SystemUnit.Software.Name', 's53200'],
  ['SystemUnit.Software.ReleaseDate', '2026-04-14'],
  ['SystemUnit.Software.Version', ({ device }) => versionOf(device)],
  ['SystemUnit.Hardware.Module.SerialNumber', ({ device }) => device.serial],
  ['SystemUnit.Hardware.Module.CompatibilityLevel', '0'],
  ['SystemUnit.Hardware.DRAM', 4096],
  ['SystemUnit.Hardware.HasWifi', 'True'],
  ['SystemUnit.LastShutdownReason', 'Restart'],
  ['SystemUnit.LastShutdownTime', ({ bootedAt }) => iso(bootedAt() - 40_000)],
  ['SystemUnit.State.Subsystem.Application', 'Initialized'],
  ['SystemUnit.State.System', 'Initialized'],
  ['SystemUnit.DeveloperPreview.Mode', 'Off'],
  ['SystemUnit.Uptime', ({ now, bootedAt }) => Math.max(0, Math.floor((now() - bootedAt()) / 1000))],
  ['Time.SystemTime', ({ now }) => iso(now())],
  ['Standby.State', ({ device }) => (vary(device, 1, 0, 2) === 0 ? 'Off' : 'Halfwake')],
  ['Webex.Status', 'Registered'],
  ['Webex.Services.Provisional.Status', 'OK'],
  ['Webex.DevicePersonalization.Personalized', ({ device }) => (device.personId ? 'True' : 'False')],
  [
    'Webex.DevicePersonalization.Hotdesking.SessionStatus',
    ({ device }) => (device.tags.includes('hotdesk') ? 'Reserved' : 'Available'),
  ],
  ['Provisioning.Status', 'Provisioned'],
  ['Provisioning.Software.Current.CompletedAt', ({ device }) => device.created],
  ['Provisioning.Software.Current.VersionId', ({ device }) => versionOf(device)],
  ['Provisioning.Software.UpgradeStatus.Message', ''],
  ['Provisioning.Software.UpgradeStatus.Phase', 'None'],
  ['Provisioning.Software.UpgradeStatus.Status', 'Succeeded'],
  ['Provisioning.Software.UpgradeStatus.Urgency', 'Low'],
  ['Provisioning.Software.UpgradeStatus.VersionId', ({ device }) => versionOf(device)],
  ['Logging.ExtendedLogging.Mode', 'Off'],
  ['Network[1].ActiveInterface', 'LAN'],
  ['Network[1].CDP.DeviceId', ({ device }) => `sw-${device.locationName.toLowerCase().replace(' ', '-')}-01`],
  ['Network[1].CDP.PortID', ({ device }) => `GigabitEthernet1/0/${vary(device, 2, 1, 48)}`],
  ['Network[1].DNS.Domain.Name', 'fjordbank.example'],
  ['Network[1].DNS.Server[1].Address', '10.1.0.53'],
  ['Network[1].DNS.Server[2].Address', '10.1.1.53'],
  ['Network[1].Ethernet.MacAddress', ({ device }) => device.mac],
  ['Network[1].Ethernet.Speed', '1000full'],
  ['Network[1].IPv4.Address', ({ device }) => device.ip],
  ['Network[1].IPv4.Gateway', ({ device }) => device.ip.replace(/\.\d+$/, '.254')],
  ['Network[1].IPv4.SubnetMask', '255.255.255.0'],
  ['Network[1].VLAN.Voice.VlanId', 'Off'],
  ['NetworkServices.NTP.CurrentAddress', '10.1.0.123'],
  ['NetworkServices.NTP.Status', 'Synced'],
  ['RoomAnalytics.PeopleCount.Capacity', ({ device }) => vary(device, 3, 4, 16)],
  ['RoomAnalytics.PeopleCount.Current', ({ device }) => Math.max(0, vary(device, 4, -4, 6))],
  ['RoomAnalytics.RoomInUse', ({ device }) => (vary(device, 4, -4, 6) > 0 ? 'True' : 'False')],
  ['Bookings.Availability.Status', 'FreeUntil'],
  ['Bookings.Availability.TimeStamp', ({ now }) => iso(now() + 3_600_000)],
  ['Bookings.Current.Id', ''],
  ['UserInterface.ContactInfo.Name', ({ device }) => device.displayName],
  ['UserInterface.LedControl.Color', 'Green'],
];

const codec = (product: Product): Seeds => [
  ['Audio.Volume', ({ device }) => 5 * vary(device, 5, 6, 14)],
  ['Audio.VolumeMute', 'Off'],
  ['Audio.Microphones.Mute', 'Off'],
  ['Audio.Microphones.MusicMode', 'Off'],
  ['Audio.Microphones.NoiseRemoval', 'On'],
  ['Audio.Microphones.VoiceActivityDetector.Activity', 'False'],
  ['Audio.Ultrasound.Volume', 70],
  ['Audio.Input.Connectors.Microphone[1].ConnectionStatus', 'Connected'],
  ['Audio.Input.Connectors.Microphone[1].Mute', 'Off'],
  ['SystemUnit.BroadcastName', ({ device }) => device.displayName],
  ['SystemUnit.State.NumberOfActiveCalls', 0],
  ['SystemUnit.State.NumberOfInProgressCalls', 0],
  ['SystemUnit.State.NumberOfSuspendedCalls', 0],
  [
    'SystemUnit.Hardware.Monitoring.Temperature.Status',
    ({ device }) => (device.errorCodes.includes('temperaturecheck') ? 'High' : 'Normal'),
  ],
  ['Capabilities.Conference.MaxActiveCalls', 5],
  ['Capabilities.Conference.MaxCalls', 7],
  ['Conference.DoNotDisturb', 'Inactive'],
  ['Conference.Multipoint.Mode', 'Spark'],
  ['Conference.Presentation.Mode', 'Off'],
  ['Webex.Meetings.JoinProtocol', 'Webex'],
  ['Webex.Meetings.InstantMeeting.Availability', 'Available'],
  ['SIP.Registration[1].Status', 'Inactive'],
  ['SIP.Registration[1].URI', ({ device }) => device.sip],
  ['Cameras.Camera[1].Connected', 'True'],
  ['Cameras.Camera[1].Manufacturer', 'Cisco'],
  ['Cameras.Camera[1].Model', product.platform],
  ['Cameras.Camera[1].LightingConditions', 'Good'],
  ['Cameras.Camera[1].Position.Pan', 0],
  ['Cameras.Camera[1].Position.Tilt', 0],
  ['Cameras.Camera[1].Position.Zoom', 8500],
  ['Cameras.SpeakerTrack.Availability', 'Available'],
  ['Cameras.SpeakerTrack.Behavior.Active', 'BestOverview'],
  ['Cameras.SpeakerTrack.State', 'BestOverview'],
  ['Cameras.SpeakerTrack.Status', 'Active'],
  ['Proximity.PairingCount', 0],
  ['Proximity.Services.Availability', 'Available'],
  ['RoomAnalytics.AmbientNoise.Level.A', ({ device }) => vary(device, 6, 32, 44)],
  ['RoomAnalytics.Sound.Level.A', ({ device }) => vary(device, 7, 38, 60)],
  ['RoomAnalytics.PeoplePresence', ({ device }) => (vary(device, 4, -4, 6) > 0 ? 'Yes' : 'No')],
  ['RoomAnalytics.T3Alarm.Detected', 'False'],
  ['UserInterface.Features.Call.Start', 'Visible'],
  ['Video.Input.MainVideoMute', 'Off'],
  ['Video.Input.MainVideoSource', '1'],
  ['Video.Layout.CurrentLayouts.ActiveLayout', 'Grid'],
  ['Video.Layout.CurrentLayouts.DefaultLayout', 'Grid'],
  ['Video.Layout.LayoutFamily.Local', 'auto'],
  ['Video.Monitors', product.outputs > 1 ? 'Dual' : 'Single'],
  ['Video.Presentation.PIPPosition', 'UpperRight'],
  ['Video.Selfview.FullscreenMode', 'Off'],
  ['Video.Selfview.Mode', 'Off'],
  ['Video.Selfview.OnMonitorRole', 'First'],
  ['Video.Selfview.PIPPosition', 'UpperRight'],
  ...Array.from({ length: product.inputs }, (_, index) => inputConnector(index + 1)).flat(),
  ...Array.from({ length: product.outputs }, (_, index) => outputConnector(index + 1)).flat(),
  ['Peripherals.ConnectedDevice[1001].ID', ({ device }) => device.mac.replace(/..$/, 'FE')],
  ['Peripherals.ConnectedDevice[1001].Name', 'Cisco Room Navigator'],
  ['Peripherals.ConnectedDevice[1001].Type', 'TouchPanel'],
  ['Peripherals.ConnectedDevice[1001].Location', 'InsideRoom'],
  ['Peripherals.ConnectedDevice[1001].HardwareInfo', '1'],
  ['Peripherals.ConnectedDevice[1001].SerialNumber', ({ device }) => device.serial.replace(/^.../, 'FOC')],
  ['Peripherals.ConnectedDevice[1001].SoftwareInfo', ({ device }) => versionOf(device)],
  [
    'Peripherals.ConnectedDevice[1001].Status',
    ({ device }) => (device.errorCodes.includes('touchpanelconnection') ? 'LostConnection' : 'Connected'),
  ],
];

function inputConnector(id: number): Seeds {
  const camera = id === 1;
  return [
    [`Video.Input.Connector[${id}].Connected`, id < 3 ? 'True' : 'False'],
    [`Video.Input.Connector[${id}].SignalState`, camera ? 'OK' : 'NotFound'],
    [`Video.Input.Connector[${id}].SourceId`, id],
    [`Video.Input.Connector[${id}].Type`, camera ? 'Camera' : id === 3 ? 'USBC-DP' : 'HDMI'],
    ...(camera ? [] : ([[`Audio.Input.Connectors.HDMI[${id}].Mute`, 'Off']] satisfies Seeds)),
  ];
}

const outputConnector = (id: number): Seeds => [
  [`Video.Output.Connector[${id}].Connected`, id < 3 ? 'True' : 'False'],
  [`Video.Output.Connector[${id}].MonitorRole`, (['First', 'Second', 'Third'] as const)[id - 1] ?? 'Third'],
  [`Video.Output.Connector[${id}].Resolution.Height`, id < 3 ? 2160 : 0],
  [`Video.Output.Connector[${id}].Resolution.RefreshRate`, id < 3 ? 60 : 0],
  [`Video.Output.Connector[${id}].Resolution.Width`, id < 3 ? 3840 : 0],
  [`Video.Output.Connector[${id}].Type`, 'HDMI'],
];

const HEADSETS: Seeds = [
  ['Audio.VolumeInternal', ({ status }) => status('Audio.Volume')],
  ['Audio.VolumeHeadsetUsb', 50],
  ['Audio.VolumeHeadsetBluetooth', 50],
  ['Audio.VolumeHandsetUsb', 50],
  ['Audio.SelectedDevice', 'Internal'],
  ['Audio.Devices.HeadsetUSB.ConnectionStatus', 'NotConnected'],
];

const DESK: Seeds = [
  ['Cameras.Background.Image', 'Image1'],
  ['Cameras.Background.Mode', 'Disabled'],
  ['SystemUnit.State.CameraLid', 'Open'],
];

const CLIMATE: Seeds = [
  ['RoomAnalytics.AmbientTemperature', ({ device }) => (vary(device, 8, 200, 238) / 10).toFixed(1)],
  ['RoomAnalytics.RelativeHumidity', ({ device }) => vary(device, 9, 28, 46)],
];

const PANEL: Seeds = [
  ['SystemUnit.TouchPanel.Location', 'OutsideRoom'],
  ['SystemUnit.TouchPanel.Mode', 'Scheduler'],
];

/** What the diagnostics of a device say about the error codes that the cloud shows for it. */
export function diagnosticsOf(device: SimDevice): Record<string, Scalar> {
  const statuses: Record<string, Scalar> = {};
  device.errorCodes.forEach((code, index) => {
    const at = `Diagnostics.Message[${index + 1}]`;
    const { type, level, text } = diagnosticOf(code);
    statuses[`${at}.Description`] = text;
    statuses[`${at}.Level`] = level;
    statuses[`${at}.References`] = '';
    statuses[`${at}.Type`] = type;
  });
  return statuses;
}

/** What an error code of a device means. */
export const diagnosticOf = (code: string) => DIAGNOSTICS[code] ?? { type: code, level: 'Warning', text: code };

const DIAGNOSTICS: Readonly<Record<string, { type: string; level: string; text: string }>> = {
  microphonesconnected: { type: 'MicrophonesConnected', level: 'Error', text: 'No microphone is connected.' },
  touchpanelconnection: { type: 'TouchPanelConnection', level: 'Error', text: 'The touch panel lost its connection.' },
  temperaturecheck: { type: 'TemperatureCheck', level: 'Critical', text: 'The device is too warm: 74 °C.' },
  sipprofileregistration: {
    type: 'SIPProfileRegistration',
    level: 'Error',
    text: 'The SIP profile is not registered.',
  },
  ntpstatus: { type: 'NTPStatus', level: 'Warning', text: 'The clock is not synchronised with a time server.' },
  currentnetworkquality: { type: 'CurrentNetworkQuality', level: 'Warning', text: 'The network loses packets.' },
  missingdisplay: { type: 'MissingDisplay', level: 'Warning', text: 'The second display is not connected.' },
};
