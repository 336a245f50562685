import type { Family } from './notation.ts';

const CALL = 'CallId: 0..65534';
const HISTORY =
  'DetailLevel: Basic|Full; Filter: All|Missed|AnsweredElsewhere|Forwarded|Placed|NoAnswer|Received|Rejected|UnacknowledgedMissed|Pmr; Limit: 0..65534; Offset: 0..65534; SearchString: text 255';

/** Calls, meetings and the list of past calls. */
export const calls: Family[] = [
  {
    on: 'codec',
    commands: {
      'Webex.Meetings.InstantMeeting.Start': '',
      'Phonebook.Search':
        'ContactType: Any|Folder|Contact; FolderId: text 255; Limit: 0..65534; Offset: 0..65534; PhonebookId: text 255; PhonebookType: Corporate|Local; Recursive: False|True; SearchField: Name|Number; SearchFilter: All|Rooms|People|Pmr; SearchString: text 255',
    },
    statuses: {
      'Conference.Call[n].Recording': 'None|Recording|Paused',
      'Conference.Call[n].Locked': 'On|Off',
      'Conference.Call[n].RaiseHand': 'Inactive|Raised|Lowered',
      'Conference.Call[n].Manufacturer': 'text',
      'Conference.Multipoint.Mode': 'CUCMMediaResourceGroupList|MultiSite|Spark|Off',
      'Capabilities.Conference.MaxActiveCalls': 'integer',
      'Capabilities.Conference.MaxCalls': 'integer',
      'Webex.Meetings.JoinProtocol': 'SIP|Webex',
      'Webex.Meetings.InstantMeeting.Availability': 'Available|Unavailable',
    },
  },
  {
    on: 'codec',
    privacy: true,
    commands: {
      Dial: 'Appearance: 1..999999999; BookingId: text 255; CallRate: 64..20000; CallType: Auto|Audio|Video; DisplayName: text 255; Number*: text 255; Protocol: H323|Sip|Spark; TrackingData: text 255',
      'Webex.Join':
        'DisplayName: text 255; Number*: text 255; ParticipantRole: Host|Panelist|Guest; Pin: text 32; TrackingData: text 255',
      'WebRTC.Join':
        'BookingId: text 255; MeetingNumber: text 255; Passcode: text 255; Title: text 255; TrackingData: text 255; Type: MSTeams|GoogleMeet; Url: text 2000',
      'Call.Accept': CALL,
      'Call.Disconnect': CALL,
      'Call.DTMFSend': `${CALL}; DTMFString*: text 32; Feedback: Audible|Silent`,
      'Call.Hold': `${CALL}; Reason: Conference|Transfer|Other`,
      'Call.Ignore': 'CallId*: 0..65534',
      'Call.Reject': CALL,
      'Call.Resume': CALL,
      'CallHistory.AcknowledgeAllMissedCalls': '',
      'CallHistory.DeleteAll': 'Filter: All|Missed|Placed|Received',
      'CallHistory.Get': `CallHistoryId: 1..2147483647; ${HISTORY}`,
      'CallHistory.Recents': `${HISTORY}; Order: OccurrenceTime|OccurrenceFrequency`,
      'Conference.DoNotDisturb.Activate': 'Timeout: 1..20160',
      'Conference.DoNotDisturb.Deactivate': '',
      'Conference.Hand.Raise': CALL,
      'Conference.Hand.Lower': CALL,
      'Conference.Lock': 'CallId*: 0..65534; Lock*: On|Off',
      'Conference.MuteAll': `AudioMute*: On|Off; ${CALL}`,
      'Conference.Participant.Add': 'CallId: 2..65534; DisplayName: text 255; Number*: text 255',
      'Conference.ParticipantList.Search': `${CALL}; Limit: 0..65534; Offset: 0..65534; SearchString: text 255`,
      'Conference.Recording.Start': CALL,
      'Conference.Recording.Stop': CALL,
      'Conference.Recording.Pause': CALL,
      'Conference.Recording.Resume': CALL,
    },
    statuses: {
      'Call[n].AnswerState': 'Answered|Autoanswered|Ignored|Unanswered',
      'Call[n].CallbackNumber': 'text',
      'Call[n].CallType': 'Audio|AudioCanEscalate|ForwardAllCall|Unknown|Video',
      'Call[n].DeviceType': 'Endpoint|MCU',
      'Call[n].Direction': 'Incoming|Outgoing',
      'Call[n].DisplayName': 'text',
      'Call[n].Duration': 'integer',
      'Call[n].Encryption.Type': 'text',
      'Call[n].HoldReason': 'Conference|Transfer|None',
      'Call[n].PlacedOnHold': 'True|False',
      'Call[n].Protocol': 'Unknown|H323|SIP|Spark|WebRTC|App',
      'Call[n].ReceiveCallRate': 'integer',
      'Call[n].RemoteNumber': 'text',
      'Call[n].Status':
        'Connected|Connecting|Dialling|Disconnecting|EarlyMedia|Idle|OnHold|Preserved|RemotePreserved|Ringing',
      'Call[n].TransmitCallRate': 'integer',
      'Conference.DoNotDisturb': 'Active|Inactive',
      'Conference.ActiveSpeaker.CallId': 'integer',
      'MediaChannels.Call[n].Channel[n].Type': 'Audio|Video|Data',
      'MediaChannels.Call[n].Channel[n].Netstat.ChannelRate': 'integer',
      'MediaChannels.Call[n].Channel[n].Netstat.Jitter': 'integer',
      'MediaChannels.Call[n].Channel[n].Netstat.Loss': 'integer',
      'MediaChannels.Call[n].Channel[n].Netstat.Packets': 'integer',
      'SystemUnit.State.NumberOfActiveCalls': 'integer',
      'SystemUnit.State.NumberOfInProgressCalls': 'integer',
      'SystemUnit.State.NumberOfSuspendedCalls': 'integer',
    },
  },
];
