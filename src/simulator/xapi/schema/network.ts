import type { Family } from './notation.ts';

/** The network, SIP and what is plugged in. */
export const network: Family[] = [
  {
    commands: {
      'Network.Ping': 'Hostname*: text 128; Packets: 1..20; Timeout: 1..60',
      'Network.Traceroute': 'Hops: 1..50; Hostname*: text 128; Timeout: 1..5',
    },
    statuses: {
      'Network[n].ActiveInterface': 'LAN|WLAN',
      'Network[n].CDP.DeviceId': 'text',
      'Network[n].CDP.PortID': 'text',
      'Network[n].DNS.Domain.Name': 'text',
      'Network[n].DNS.Server[n].Address': 'text',
      'Network[n].Ethernet.MacAddress': 'text',
      'Network[n].Ethernet.Speed': 'text',
      'Network[n].IPv4.Address': 'text',
      'Network[n].IPv4.Gateway': 'text',
      'Network[n].IPv4.SubnetMask': 'text',
      'Network[n].VLAN.Voice.VlanId': 'text',
      'NetworkServices.NTP.CurrentAddress': 'text',
      'NetworkServices.NTP.Status': 'Discarded|Synced|NotSynced|Unknown|Off',
    },
  },
  {
    on: 'codec',
    commands: {
      'Peripherals.List':
        'Connected: False|True; Type: All|AudioAmplifier|AudioMicrophone|ControlSystem|Other|TouchPanel',
      'Peripherals.Boot': 'ID: text 1..100',
      'Peripherals.Purge': 'ID*: text 1..100',
    },
    statuses: {
      'Peripherals.ConnectedDevice[n].HardwareInfo': 'text',
      'Peripherals.ConnectedDevice[n].ID': 'text',
      'Peripherals.ConnectedDevice[n].Location': 'NotSet|InsideRoom|OutsideRoom',
      'Peripherals.ConnectedDevice[n].Name': 'text',
      'Peripherals.ConnectedDevice[n].SerialNumber': 'text',
      'Peripherals.ConnectedDevice[n].SoftwareInfo': 'text',
      'Peripherals.ConnectedDevice[n].Status': 'Connected|ResponseTimedOut|Unpairing|LostConnection',
      'Peripherals.ConnectedDevice[n].Type':
        'AudioAmplifier|AudioMicrophone|Byod|Camera|ControlSystem|InputDevice|Other|SpeakerTracker|TableExtender|TouchPanel|Headset|RoomScheduler|PersistentWebApp|VideoSwitcher',
      'SIP.Registration[n].Status': 'Deregister|Failed|Inactive|Registered|Registering',
      'SIP.Registration[n].URI': 'text',
    },
  },
];
