import { factoryReset, restart } from '../../devices/power.ts';
import { type Handler, type Handlers, number, type Run, sets, text } from './handler.ts';

/** Waking and sleeping; a device in a call does not sleep. */
const standby =
  (state: 'Standby' | 'Halfwake' | 'Off'): Handler =>
  ({ live }) => {
    const asleep = state === 'Standby' && live.calls.length === 0;
    live.state.setAll({
      'Standby.State': live.calls.length > 0 ? 'Off' : state,
      'SystemUnit.State.System': asleep ? 'Sleeping' : live.calls.length > 0 ? 'InCall' : 'Initialized',
    });
    return {};
  };

function diagnostics(run: Run): Record<string, unknown> {
  const { live } = run;
  if (text(run, 'ResultSet') === 'None') return {};
  const read = (id: number, name: string) => live.state.get(`Diagnostics.Message[${id}].${name}`);
  return {
    Message: live.device.errorCodes.map((_, index) => {
      const id = index + 1;
      const [Description, Level, Type] = ['Description', 'Level', 'Type'].map((name) => read(id, name));
      return { id, Description, Level, References: '', Type };
    }),
  };
}

const dateTime: Handler = ({ live }) => {
  const now = new Date(live.host.now());
  return {
    Year: now.getUTCFullYear(),
    Month: now.getUTCMonth() + 1,
    Day: now.getUTCDate(),
    Hour: now.getUTCHours(),
    Minute: now.getUTCMinutes(),
    Second: now.getUTCSeconds(),
  };
};

/** Names that end in `.invalid` never resolve (RFC 2606); all others answer. */
function ping(run: Run): Record<string, unknown> {
  const host = text(run, 'Hostname');
  const packets = number(run, 'Packets', 3);
  const reached = !host.toLowerCase().endsWith('.invalid') && host.trim() !== '';
  return {
    Hostname: host,
    PacketsSent: packets,
    PacketsReceived: reached ? packets : 0,
    PacketLoss: reached ? 0 : 100,
    ...(reached && { RttAvg: '4.2', RttMin: '3.1', RttMax: '6.8' }),
  };
}

const traceroute: Handler = ({ live, args }) => ({
  Hop: [live.state.get('Network[1].IPv4.Gateway'), '10.1.0.1', args.get('Hostname')].map((Address, index) => ({
    id: index + 1,
    Address,
    Rtt: `${1 + 2 * index}.4`,
  })),
});

function peripherals(run: Run): Record<string, unknown> {
  const { state } = run.live;
  const wanted = text(run, 'Type', 'All');
  const connected = text(run, 'Connected');
  const of = (id: number, name: string) => state.get(`Peripherals.ConnectedDevice[${id}].${name}`);
  const found = state
    .find('Peripherals.ConnectedDevice[*].Type')
    .filter(({ value }) => wanted === 'All' || wanted === value)
    .map(({ segments, value }) => {
      const id = segments[1]?.index ?? 0;
      const names = ['ID', 'Name', 'SerialNumber', 'SoftwareInfo', 'Status'];
      return { id, Type: value, ...Object.fromEntries(names.map((name) => [name, of(id, name)])) };
    })
    .filter((one) => !connected || (connected === 'True') === (of(one.id, 'Status') === 'Connected'));
  return { Device: found };
}

export const system: Handlers = {
  'SystemUnit.Boot': (run) => {
    restart(run.live, {
      shutdown: text(run, 'Action') === 'Shutdown',
      force: text(run, 'Force', 'True') === 'True',
    });
    return {};
  },
  'SystemUnit.FactoryReset': ({ live }) => {
    factoryReset(live);
    return {};
  },
  'SystemUnit.SoftwareUpgrade': sets({
    'Provisioning.Software.UpgradeStatus.Phase': 'DownloadPending',
    'Provisioning.Software.UpgradeStatus.Status': 'InProgress',
  }),
  'SystemUnit.OptionKey.List': () => ({
    OptionKey: [{ id: 1, Type: 'Encryption', Active: 'True', Installed: 'True' }],
  }),
  'SystemUnit.SignInBanner.Get': () => ({ Body: '' }),
  'SystemUnit.WelcomeBanner.Get': () => ({ Body: '' }),
  'SystemUnit.SetTouchPanelMode': (run) => {
    run.live.state.set('SystemUnit.TouchPanel.Mode', text(run, 'Mode'));
    return {};
  },
  'Standby.Activate': standby('Standby'),
  'Standby.Deactivate': standby('Off'),
  'Standby.Halfwake': standby('Halfwake'),
  'Time.DateTime.Get': dateTime,
  'Diagnostics.Run': diagnostics,
  'Logging.SendLogs': ({ live }) => ({ LogId: `log-${live.device.serial}-${live.host.now()}` }),
  'Logging.ExtendedLogging.Start': (run) => {
    const { live } = run;
    live.state.set('Logging.ExtendedLogging.Mode', 'On');
    const seconds = number(run, 'Duration', 600);
    live.after('logging', seconds * 1000, () => live.state.set('Logging.ExtendedLogging.Mode', 'Off'));
    return {};
  },
  'Logging.ExtendedLogging.Stop': sets({ 'Logging.ExtendedLogging.Mode': 'Off' }),
  'Provisioning.PostponeUpgrade': sets({ 'Provisioning.Software.UpgradeStatus.Phase': 'Postponed' }),
  'Network.Ping': ping,
  'Network.Traceroute': traceroute,
  'Peripherals.List': peripherals,
  'Peripherals.Purge': (run) => {
    const { state } = run.live;
    const found = state.find('Peripherals.ConnectedDevice[*].ID').find(({ value }) => value === text(run, 'ID'));
    if (found) state.remove(`Peripherals.ConnectedDevice[${found.segments[1]?.index}]`);
    return {};
  },
  'Security.Certificates.Services.Show': ({ live }) => ({
    Details: [
      {
        id: 0,
        IssuerName: '/O=Cisco/CN=Cisco Manufacturing CA SHA2',
        SubjectName: `/CN=${live.device.serial}`,
        SerialNumber: '0A1B2C3D',
        notBefore: 'Jan  5 10:00:00 2025 GMT',
        notAfter: 'Jan  5 10:00:00 2045 GMT',
        UsedFor: 'HTTPS',
      },
    ],
  }),
  'UserManagement.User.List': () => ({
    User: [{ id: 1, Username: 'admin', Active: 'True', Roles: { Role: [{ id: 1, Role: 'Admin' }] } }],
  }),
  'UserManagement.User.Get': () => ({
    User: [{ id: 1, Username: 'admin', Active: 'True', Roles: { Role: [{ id: 1, Role: 'Admin' }] } }],
  }),
};
