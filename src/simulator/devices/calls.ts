import type { LiveDevice } from './live.ts';

export interface ActiveCall {
  id: number;
  number: string;
  displayName: string;
  status: 'Dialling' | 'Connected' | 'OnHold';
  /** Milliseconds since the epoch. */
  since: number;
}

export interface PastCall {
  id: number;
  number: string;
  displayName: string;
  startedAt: number;
  endedAt: number;
}

/** A device takes no more calls than `Capabilities.Conference.MaxActiveCalls` says. */
export const MAX_CALLS = 5;

/** Dials; connected after `dialMs`. The caller has checked that there is room for the call. */
export function dial(live: LiveDevice, number: string, displayName: string, callType = 'Video'): ActiveCall {
  const call = add(live, { number, displayName, status: 'Dialling', since: live.host.now() }, callType);
  live.after(`call ${call.id}`, live.host.durations.dialMs, () => setStatus(live, call, 'Connected'));
  return call;
}

/** A call that was there before anybody looked. */
export function ringIn(live: LiveDevice, call: { number: string; displayName: string; minutes: number }): void {
  const since = live.host.now() - call.minutes * 60_000;
  add(live, { number: call.number, displayName: call.displayName, status: 'Connected', since }, 'Video');
}

export function setStatus(live: LiveDevice, call: ActiveCall, status: ActiveCall['status']): void {
  call.status = status;
  live.state.setAll({
    [`Call[${call.id}].Status`]: status,
    [`Call[${call.id}].AnswerState`]: status === 'Dialling' ? 'Unanswered' : 'Answered',
    [`Call[${call.id}].PlacedOnHold`]: status === 'OnHold' ? 'True' : 'False',
  });
  count(live);
}

export function hangUp(live: LiveDevice, call: ActiveCall): void {
  live.cancel(`call ${call.id}`);
  live.calls.splice(live.calls.indexOf(call), 1);
  const { id, number, displayName, since } = call;
  live.history.unshift({ id, number, displayName, startedAt: since, endedAt: live.host.now() });
  live.history.length = Math.min(live.history.length, 50);
  live.state.remove(`Call[${id}]`);
  live.state.remove(`Conference.Call[${id}]`);
  live.state.remove(`MediaChannels.Call[${id}]`);
  count(live);
}

export function hangUpAll(live: LiveDevice): void {
  for (const call of [...live.calls]) hangUp(live, call);
}

function add(live: LiveDevice, details: Omit<ActiveCall, 'id'>, callType: string): ActiveCall {
  const past = live.history[0]?.id ?? 0;
  const call: ActiveCall = { id: Math.max(past, ...live.calls.map((one) => one.id)) + 1, ...details };
  live.calls.push(call);
  const at = `Call[${call.id}]`;
  const channels = `MediaChannels.Call[${call.id}]`;
  live.state.setAll({
    [`${at}.CallbackNumber`]: `spark:${call.number}`,
    [`${at}.CallType`]: callType === 'Audio' ? 'Audio' : 'Video',
    [`${at}.DeviceType`]: 'MCU',
    [`${at}.Direction`]: 'Outgoing',
    [`${at}.DisplayName`]: call.displayName,
    [`${at}.Duration`]: ({ now }) => (call.status === 'Dialling' ? 0 : Math.floor((now() - call.since) / 1000)),
    [`${at}.Encryption.Type`]: 'Aes-256',
    [`${at}.HoldReason`]: 'None',
    [`${at}.Protocol`]: 'Spark',
    [`${at}.ReceiveCallRate`]: 6000,
    [`${at}.RemoteNumber`]: call.number,
    [`${at}.TransmitCallRate`]: 6000,
    [`Conference.Call[${call.id}].Locked`]: 'Off',
    [`Conference.Call[${call.id}].Manufacturer`]: 'Cisco',
    [`Conference.Call[${call.id}].RaiseHand`]: 'Inactive',
    [`Conference.Call[${call.id}].Recording`]: 'None',
    [`${channels}.Channel[1].Type`]: 'Audio',
    [`${channels}.Channel[1].Netstat.ChannelRate`]: 64_000,
    [`${channels}.Channel[1].Netstat.Jitter`]: 2,
    [`${channels}.Channel[1].Netstat.Loss`]: 0,
    [`${channels}.Channel[1].Netstat.Packets`]: 36_000,
  });
  setStatus(live, call, call.status);
  return call;
}

/** Brings the counters and what follows from them in line with the calls. */
function count(live: LiveDevice): void {
  const having = (status: ActiveCall['status']) => live.calls.filter((call) => call.status === status).length;
  live.state.setAll({
    'SystemUnit.State.NumberOfActiveCalls': having('Connected'),
    'SystemUnit.State.NumberOfInProgressCalls': having('Dialling'),
    'SystemUnit.State.NumberOfSuspendedCalls': having('OnHold'),
    'SystemUnit.State.System': live.calls.length > 0 ? 'InCall' : 'Initialized',
    ...(live.calls.length > 0 ? { 'Standby.State': 'Off', 'RoomAnalytics.RoomInUse': 'True' } : {}),
  });
  if (live.calls.length === 0) live.whenIdle?.();
}
