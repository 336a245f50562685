import type { Booking, LiveDevice } from '../../devices/live.ts';
import { vary } from '../../devices/seeds.ts';
import { type Handlers, number, type Run, refuse, text } from './handler.ts';

const HOUR = 3_600_000;
const MEETINGS = [
  'Weekly operations',
  'Budget review',
  'Interview',
  'Design critique',
  'Quarterly planning',
  'Stand-up',
];
const PEOPLE = ['Alice Andersen', 'Bob Berg', 'Vera Vik'];

/** A few meetings of today and tomorrow, made when somebody first asks; the first begins at the next full hour. */
function bookingsOf(live: LiveDevice): Booking[] {
  if (live.bookings) return live.bookings;
  const { device, host } = live;
  const first = Math.ceil(host.now() / HOUR) * HOUR;
  live.bookings = [0, 2, 24].map((hours, index) => {
    const start = first + hours * HOUR;
    return {
      id: `${device.index + 1}-${index + 1}`,
      title: MEETINGS[vary(device, 20 + index, 0, MEETINGS.length - 1)] ?? 'Meeting',
      organizer: PEOPLE[vary(device, 30 + index, 0, PEOPLE.length - 1)] ?? 'Alice Andersen',
      start,
      end: start + HOUR,
      number: `meeting${device.index}${index}@fjordbank.webex.com`,
    };
  });
  return live.bookings;
}

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const describe = (booking: Booking, index: number) => ({
  id: index + 1,
  Id: booking.id,
  Title: booking.title,
  Agenda: '',
  Privacy: 'Public',
  Organizer: { FirstName: booking.organizer.split(' ')[0], LastName: booking.organizer.split(' ')[1] },
  Time: {
    StartTime: iso(booking.start),
    StartTimeBuffer: 300,
    EndTime: iso(booking.end),
    EndTimeBuffer: 0,
  },
  MeetingPlatform: 'Webex',
  DialInfo: { Calls: { Call: [{ id: 1, Number: booking.number, Protocol: 'Spark' }] } },
});

function find(run: Run): Booking {
  const id = text(run, 'Id') || text(run, 'MeetingId');
  return bookingsOf(run.live).find((one) => one.id === id) ?? refuse(`No booking with Id ${id}`);
}

function listBookings(run: Run): Record<string, unknown> {
  const { live } = run;
  const now = live.host.now();
  const midnight = Math.floor(now / (24 * HOUR)) * 24 * HOUR + number(run, 'DayOffset', 0) * 24 * HOUR;
  const until = midnight + number(run, 'Days', 365) * 24 * HOUR;
  const schedule = text(run, 'ScheduleType');
  const found = bookingsOf(live)
    .filter(({ start, end }) => end > Math.max(now, midnight) && start < until)
    .filter(({ start }) => (schedule === 'Current' ? start <= now : schedule === 'Upcoming' ? start > now : true));
  const offset = number(run, 'Offset', 0);
  const shown = found.slice(offset, offset + number(run, 'Limit', 65_534));
  return {
    ...(shown.length > 0 && { Booking: shown.map(describe) }),
    ResultInfo: { TotalRows: found.length },
    LastUpdated: iso(now),
  };
}

export const bookings: Handlers = {
  'Bookings.List': listBookings,
  'Bookings.Get': (run) => ({ Booking: describe(find(run), 0) }),
  'Bookings.Delete': (run) => {
    const gone = find(run);
    run.live.bookings = bookingsOf(run.live).filter((one) => one !== gone);
    return {};
  },
  'Bookings.Extend': (run) => {
    find(run).end += number(run, 'Duration', 0) * 60_000;
    return {};
  },
  'Bookings.Clear': ({ live }) => {
    live.bookings = [];
    return {};
  },
  'Bookings.CheckIn': (run) => {
    run.live.state.set('Bookings.Current.Id', find(run).id);
    return {};
  },
  'Bookings.CheckOut': (run) => {
    find(run);
    run.live.state.set('Bookings.Current.Id', '');
    return {};
  },
};
