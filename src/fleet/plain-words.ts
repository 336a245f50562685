/**
 * Codes of `errorCodes` (the types of xStatus Diagnostics.Message, in lower case) → what a person calls it.
 * https://roomos.cisco.com/xapi/Status.Diagnostics.Message[n].Type
 */
const ISSUES: Record<string, string> = {
  abnormalcalltermination: 'calls end unexpectedly',
  cameraconnected: 'no camera',
  currentnetworkquality: 'poor network',
  fanspeed: 'fan trouble',
  ipv4assignment: 'no IPv4 address',
  ipv6assignment: 'no IPv6 address',
  macrosruntimestatus: 'macros do not run',
  mediablockingdetected: 'media blocked by the network',
  microphonesconnected: 'no microphone connected',
  missingdisplay: 'display missing',
  networkquality: 'poor network',
  ntpstatus: 'clock not synchronised',
  provisioningstatus: 'not provisioned',
  sipprofileregistration: 'SIP not registered',
  softwareupgrade: 'software upgrade trouble',
  systemtime: 'clock is wrong',
  temperaturecheck: 'too warm',
  touchpanelconnection: 'touch panel lost',
  tvmonitorrole: 'display roles unclear',
  ultrasoundconfigsettings: 'ultrasound settings',
};

/** Values of xStatus Standby.State. */
const STANDBY: Record<string, string> = {
  off: '',
  standby: 'in standby',
  enteringstandby: 'going to standby',
  halfwake: 'half awake',
};

/** "CameraLid_open" → "camera lid open"; a word in one piece stays as it is. */
const apart = (name: string): string =>
  name
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/[\s_.-]+/g, ' ')
    .trim()
    .toLowerCase();

const known = (table: Record<string, string>, name: string): string | undefined => {
  const key = name.toLowerCase().replace(/[\s_.-]/g, '');
  return Object.hasOwn(table, key) ? table[key] : undefined;
};

/** What an error code of Webex means, in words; an unknown one is taken apart. */
export const issueWords = (code: string): string => known(ISSUES, code) ?? apart(code);

/** How awake a device is; empty when it is simply on. */
export const standbyWords = (state: string): string => known(STANDBY, state) ?? apart(state);
