import type { ConfigurationFamily } from '../notation.ts';

export const calls: readonly ConfigurationFamily[] = [
  {
    on: 'codec',
    keys: {
      'Conference.AutoAnswer.Delay': '0..50 = 0',
      'Conference.AutoAnswer.Mode': 'Off|On = Off',
      'Conference.AutoAnswer.Mute': 'Off|On = Off',
      'Conference.DefaultCall.Protocol': 'Auto|H320|H323|Sip|Spark = Auto',
      'Conference.DefaultCall.Rate': '64..6000 = 6000',
      'Conference.DoNotDisturb.DefaultTimeout': '1..1440 = 60',
      'Conference.Encryption.Mode': 'BestEffort|Off|On = BestEffort',
      'Conference.FarEndControl.Mode': 'Off|On = On',
      'Conference.IncomingMultisiteCall.Mode': 'Allow|Deny = Allow',
      'Conference.MaxReceiveCallRate': '64..6000 = 6000',
      'Conference.MaxTotalReceiveCallRate': '64..15000 = 10000',
      'Conference.MaxTransmitCallRate': '64..6000 = 6000',
      'FacilityService.Service[1..5].CallType': 'Audio|Video = Video',
      'FacilityService.Service[1..5].Name': 'text 1024 = Live Support',
      'FacilityService.Service[1..5].Number': 'text 1024 =',
      'FacilityService.Service[1..5].Type': 'Catering|Concierge|Emergency|Helpdesk|Other|Security = Helpdesk',
      'Proximity.Mode': 'Off|On = Off',
      'Proximity.Services.ContentShare.FromClients': 'Disabled|Enabled = Enabled',
      'SIP.DefaultTransport': 'Auto|TCP|TLS|UDP = Auto',
      'SIP.DisplayName': 'text 550 =',
    },
  },
  // Large rooms have large lines.
  {
    on: 'cameras',
    keys: {
      'Conference.DefaultCall.Rate': '64..20000 = 6000',
      'Conference.MaxReceiveCallRate': '64..20000 = 20000',
      'Conference.MaxTransmitCallRate': '64..20000 = 20000',
      'Conference.Presentation.OnPlacedOnHold': 'NoAction|Stop = NoAction',
    },
  },
];
