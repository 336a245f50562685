import type { Fleet } from '../devices/fleet.ts';
import { webexId } from '../ids.ts';
import type { World } from '../world.ts';

/** One booking of a desk. Times are milliseconds since the epoch. */
export interface HotDeskSession {
  sessionId: string;
  workspaceId: string;
  personId: string;
  start: number;
  end: number;
}

const HOUR = 3_600_000;
/** Who has which of the desks, in hours from the beginning of the simulation. */
const BOOKED: readonly { desk: number; firstName: string; from: number; to: number }[] = [
  { desk: 0, firstName: 'Vera', from: -1.5, to: 4 },
  { desk: 0, firstName: 'Bob', from: 20, to: 28 },
  { desk: 1, firstName: 'Alice', from: -0.5, to: 2 },
];

/** The bookings of hot desks that are under way or to come. */
export class HotDesks {
  readonly #world: World;
  readonly #byId = new Map<string, HotDeskSession>();

  constructor(world: World, fleet: Fleet) {
    this.#world = world;
    const desks = desksOf(fleet);
    // Whole quarters of an hour, as people book.
    const quarter = Math.floor(world.now() / (HOUR / 4)) * (HOUR / 4);
    for (const { desk, firstName, from, to } of BOOKED) {
      const workspaceId = desks[desk];
      const person = world.people.all().find((one) => one.firstName === firstName);
      if (workspaceId === undefined || !person) continue;
      const sessionId = webexId('HOTDESK_SESSION', world.seed, `${desk} ${firstName}`);
      const times = { start: quarter + from * HOUR, end: quarter + to * HOUR };
      this.#byId.set(sessionId, { sessionId, workspaceId, personId: person.id, ...times });
    }
  }

  /** In the order of their beginning. */
  all(): HotDeskSession[] {
    const now = this.#world.now();
    return [...this.#byId.values()].filter(({ end }) => end > now).sort((one, other) => one.start - other.start);
  }

  /** False when there is no such session. */
  end(sessionId: string): boolean {
    const session = this.all().find((one) => one.sessionId === sessionId);
    return session !== undefined && this.#byId.delete(session.sessionId);
  }
}

/** The workspaces of desks that are booked by the hour; where no device says so, of the first desk devices. */
function desksOf(fleet: Fleet): string[] {
  const shared = fleet.all().filter(({ workspaceId }) => workspaceId !== undefined);
  const tagged = shared.filter(({ tags }) => tags.includes('hotdesk'));
  const desks = tagged.length > 0 ? tagged : shared.filter(({ product }) => product.traits.has('desk'));
  return desks.flatMap(({ workspaceId }) => workspaceId ?? []);
}
