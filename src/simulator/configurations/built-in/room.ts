import type { ConfigurationFamily } from '../notation.ts';

const ZONES = [
  ...['America/Chicago', 'America/Los_Angeles', 'America/New_York', 'Asia/Singapore', 'Asia/Tokyo', 'Australia/Sydney'],
  ...['Etc/UTC', 'Europe/Berlin', 'Europe/London', 'Europe/Oslo', 'Europe/Paris'],
].join('|');

export const room: readonly ConfigurationFamily[] = [
  {
    keys: {
      'Bookings.CheckIn.Enabled': 'False|True = False',
      'Bookings.CheckIn.WindowDuration': '5|10|15|20|30|60 = 10',
      'Bookings.MaxDuration': '0..24 = 0',
      'Logging.External.Mode': 'Off|On = Off',
      'Logging.External.Server.Address': 'text 255 =',
      'NetworkServices.HTTP.Mode': 'HTTP+HTTPS|HTTPS|Off = HTTPS',
      'NetworkServices.HTTPS.StrictTransportSecurity': 'Off|On = Off',
      'NetworkServices.NTP.Mode': 'Auto|Manual|Off = Auto',
      'NetworkServices.NTP.Server[1..3].Address': 'text 255 =',
      'NetworkServices.SMTP.Server': 'text 255 =',
      'NetworkServices.SSH.Mode': 'Off|On = On',
      'NetworkServices.Wifi.Allowed': 'False|True = True',
      'Standby.BootAction': 'DefaultCameraPosition|None|RestoreCameraPosition = DefaultCameraPosition',
      'Standby.Control': 'Off|On = On',
      'Standby.Delay': '1..480 = 10',
      'SystemUnit.Name': 'text 50 =',
      'Time.DateFormat': 'DD_MM_YY|MM_DD_YY|YY_MM_DD = DD_MM_YY',
      'Time.TimeFormat': '12H|24H = 24H',
      'Time.Zone': `${ZONES} = Etc/UTC`,
      'UserInterface.Accessibility.IncomingCallNotification': 'AmplifiedVisuals|Default = Default',
      'UserInterface.Branding.AwakeBranding.Colors': 'Auto|Native = Auto',
      'UserInterface.ContactInfo.Type':
        'Auto|DisplayName|E164Alias|H320Number|H323Id|IPv4|IPv6|None|SipUri|SystemName = Auto',
      'UserInterface.CustomMessage': 'text 128 =',
      'UserInterface.Features.HideAll': 'False|True = False',
      'UserInterface.Help.Tips': 'Hidden|Visible = Visible',
      'UserInterface.Language':
        'Danish|Dutch|English|EnglishUK|French|German|Italian|Japanese|Norwegian|Spanish|Swedish = English',
      'UserInterface.SettingsMenu.Mode': 'Locked|Unlocked = Unlocked',
    },
  },
  {
    on: 'codec',
    keys: {
      'HttpClient.AllowHTTP': 'False|True = True',
      'HttpClient.Mode': 'Off|On = Off',
      'Macros.AutoStart': 'Off|On = On',
      'Macros.Mode': 'Off|On = Off',
      'Peripherals.Profile.Cameras': '0|1|2|3|4|5|6|7|Minimum1|NotSet = NotSet',
      'Peripherals.Profile.TouchPanels': '0|1|2|3|4|5|Minimum1|NotSet = NotSet',
      'RoomAnalytics.AmbientNoiseEstimation.Mode': 'Off|On = On',
      'RoomAnalytics.PeopleCountOutOfCall': 'Off|On = Off',
      'RoomAnalytics.PeoplePresenceDetector': 'Off|On = Off',
      'Standby.Halfwake.Mode': 'Auto|Manual = Auto',
      'Standby.Signage.Mode': 'Off|On = Off',
      'Standby.Signage.Url': 'text 2000 =',
      'Standby.WakeupOnMotionDetection': 'Off|On = On',
    },
  },
  { on: 'desk', keys: { 'Standby.Delay': '1..120 = 10' } },
  {
    on: 'line-out',
    keys: {
      'GPIO.Pin[1..4].Mode': 'InputNoAction|OutputAllCallsEncrypted|OutputInCall|OutputManualState = InputNoAction',
      'SerialPort.BaudRate': '9600|19200|38400|57600|115200 = 115200',
      'SerialPort.LoginRequired': 'Off|On = On',
      'SerialPort.Mode': 'Off|On = On',
      'SerialPort.Outbound.Mode': 'Off|On = Off',
      'SerialPort.Outbound.Port[1..2].BaudRate': '9600|19200|38400|57600|115200 = 9600',
      'SerialPort.Outbound.Port[1..2].Description': 'text 255 =',
      'SerialPort.Outbound.Port[1..2].Parity': 'Even|None|Odd = None',
    },
  },
];
