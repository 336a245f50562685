import { type ActiveCall, dial, hangUp, MAX_CALLS, setStatus } from '../../devices/calls.ts';
import type { LiveDevice } from '../../devices/live.ts';
import { type Handler, type Handlers, number, type Run, refuse, sets, text } from './handler.ts';

function call(run: Run, to: string, displayName: string): Record<string, unknown> {
  const { live } = run;
  if (to.trim() === '') refuse('Number must not be empty');
  if (live.calls.length >= MAX_CALLS) refuse('Maximum number of calls reached');
  const { id } = dial(live, to, displayName || to, text(run, 'CallType', 'Video'));
  return { CallId: id, ConferenceId: id };
}

/** The call that `CallId` names; 0 or none stands for the latest. Refuses when there is none. */
function callOf(run: Run): ActiveCall {
  const { calls } = run.live;
  const id = number(run, 'CallId', 0);
  const found = id > 0 ? calls.find((one) => one.id === id) : calls.at(-1);
  return found ?? refuse(id > 0 ? `No call with CallId ${id}` : 'No active call');
}

const change =
  (status: ActiveCall['status']): Handler =>
  (run) => {
    setStatus(run.live, callOf(run), status);
    return {};
  };

const conference =
  (leaf: string, value: string): Handler =>
  (run) => {
    run.live.state.set(`Conference.Call[${callOf(run).id}].${leaf}`, value);
    return {};
  };

const noIncoming: Handler = (run) => {
  callOf(run);
  return refuse('The call is not ringing');
};

const iso = (at: number): string => new Date(at).toISOString();

function history(run: Run): Record<string, unknown> {
  const sought = text(run, 'SearchString').toLowerCase();
  const offset = number(run, 'Offset', 0);
  const filter = text(run, 'Filter', 'All');
  const entries = pastCalls(run.live)
    .filter(({ CallbackNumber, DisplayName }) => `${CallbackNumber} ${DisplayName}`.toLowerCase().includes(sought))
    .filter(({ OccurrenceType }) => filter === 'All' || OccurrenceType === filter)
    .slice(offset, offset + number(run, 'Limit', 65_534));
  return {
    Entry: entries.map((entry, index) => ({ id: offset + index, ...entry })),
    ResultInfo: { Offset: offset, Limit: entries.length },
  };
}

function pastCalls({ history: past, host }: LiveDevice) {
  const yesterday = host.now() - 86_400_000;
  const before = {
    id: 0,
    number: 'standup@fjordbank.webex.com',
    displayName: 'Stand-up',
    startedAt: yesterday - 900_000,
  };
  return [...past, { ...before, endedAt: yesterday }].map((one) => ({
    CallHistoryId: one.id + 1,
    CallbackNumber: `spark:${one.number}`,
    DisplayName: one.displayName,
    StartTime: iso(one.startedAt),
    EndTime: iso(one.endedAt),
    Duration: Math.floor((one.endedAt - one.startedAt) / 1000),
    Direction: 'Outgoing',
    OccurrenceType: 'Placed',
  }));
}

const CONTACTS = [
  { Name: 'Fjord', Address: 'fjord@fjordbank.rooms.webex.com' },
  { Name: 'Hardanger', Address: 'hardanger@fjordbank.rooms.webex.com' },
  { Name: 'Service desk', Address: 'servicedesk@fjordbank.example' },
];

function searchPhonebook(run: Run): Record<string, unknown> {
  const sought = text(run, 'SearchString').toLowerCase();
  const offset = number(run, 'Offset', 0);
  const found = CONTACTS.filter(({ Name, Address }) => `${Name} ${Address}`.toLowerCase().includes(sought));
  return {
    Contact: found.slice(offset, offset + number(run, 'Limit', 50)).map(({ Name, Address }, index) => ({
      id: offset + index + 1,
      Name,
      ContactMethod: [{ id: 1, Number: Address, Protocol: 'Spark' }],
    })),
    ResultInfo: { Offset: offset, Limit: found.length, TotalRows: found.length },
  };
}

export const calls: Handlers = {
  Dial: (run) => call(run, text(run, 'Number'), text(run, 'DisplayName')),
  'Webex.Join': (run) => call(run, text(run, 'Number'), text(run, 'DisplayName')),
  'Webex.Meetings.InstantMeeting.Start': (run) => call(run, run.live.device.sip, 'Instant meeting'),
  'WebRTC.Join': (run) =>
    call(run, text(run, 'Url') || text(run, 'MeetingNumber'), text(run, 'Title', 'Microsoft Teams meeting')),
  'Call.Disconnect': (run) => {
    hangUp(run.live, callOf(run));
    return {};
  },
  'Call.Hold': change('OnHold'),
  'Call.Resume': change('Connected'),
  'Call.Accept': noIncoming,
  'Call.Reject': noIncoming,
  'Call.Ignore': noIncoming,
  'Call.DTMFSend': (run) => {
    callOf(run);
    return {};
  },
  'CallHistory.Get': history,
  'CallHistory.Recents': history,
  'CallHistory.DeleteAll': ({ live }) => {
    live.history.length = 0;
    return {};
  },
  'Conference.DoNotDisturb.Activate': (run) => {
    const { live } = run;
    live.state.set('Conference.DoNotDisturb', 'Active');
    const minutes = number(run, 'Timeout');
    if (minutes === undefined) live.cancel('dnd');
    else live.after('dnd', minutes * 60_000, () => live.state.set('Conference.DoNotDisturb', 'Inactive'));
    return {};
  },
  'Conference.DoNotDisturb.Deactivate': sets({ 'Conference.DoNotDisturb': 'Inactive' }),
  'Conference.Hand.Raise': conference('RaiseHand', 'Raised'),
  'Conference.Hand.Lower': conference('RaiseHand', 'Lowered'),
  'Conference.Lock': (run) => conference('Locked', text(run, 'Lock'))(run),
  'Conference.Recording.Start': conference('Recording', 'Recording'),
  'Conference.Recording.Resume': conference('Recording', 'Recording'),
  'Conference.Recording.Pause': conference('Recording', 'Paused'),
  'Conference.Recording.Stop': conference('Recording', 'None'),
  'Conference.ParticipantList.Search': (run) => ({
    Participant: [{ id: 1, DisplayName: callOf(run).displayName, Status: 'connected', AudioMute: 'Off' }],
  }),
  'Phonebook.Search': searchPhonebook,
};
