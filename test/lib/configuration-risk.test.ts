import { expect, test } from 'vitest';
import { mayCutOff } from '#lib/configuration-risk.ts';

test.each([
  'Network[1].IPv4.Address',
  'Network[1].VLAN.Voice.Mode',
  'NetworkServices.HTTP.Mode',
  'NetworkServices.HTTP.Proxy.Mode',
  'SIP.Proxy[1].Address',
  'H323.Mode',
  'Security.Session.InactivityTimeout',
  'Provisioning.Mode',
  'UserManagement.LDAP.Mode',
  'HttpClient.UseHttpProxy',
])('%s may cut a device off', (key) => {
  expect(mayCutOff(key)).toBe(true);
});

test.each(['Audio.DefaultVolume', 'Standby.Delay', 'Network[1].QoS.Mode', 'SystemUnit.Name', 'Proximity.Mode'])(
  '%s does not',
  (key) => {
    expect(mayCutOff(key)).toBe(false);
  },
);
