import type { SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';
import { webexId } from '../ids.ts';
import { ANY_LOCATION, type KnownLocations } from './known-locations.ts';
import type { SimWorkspace } from './workspace.ts';
import { blank, seedWorkspaces } from './workspace-seeds.ts';

interface WorkspacesOptions {
  fleet: Fleet;
  seed: number;
  orgId: string;
  known?: KnownLocations | undefined;
}

/** All workspaces of the simulated organisation. They are made when somebody first asks: most bots never do. */
export class Workspaces {
  readonly known: KnownLocations;
  readonly fleet: Fleet;
  readonly #options: WorkspacesOptions;
  /** The devices of the beginning: each of their workspaces is there, also when the device is gone by then. */
  readonly #devices: readonly SimDevice[];
  readonly #began: number;
  #byId: Map<string, SimWorkspace> | undefined;
  #added = 0;

  constructor(options: WorkspacesOptions) {
    this.#options = options;
    this.fleet = options.fleet;
    this.known = options.known ?? ANY_LOCATION;
    this.#devices = options.fleet.all();
    this.#began = options.fleet.now();
  }

  all(): SimWorkspace[] {
    return [...this.#all().values()];
  }

  get(id: string): SimWorkspace | undefined {
    return this.#all().get(id);
  }

  /** The devices that stand in it now. */
  devicesIn(id: string): readonly SimDevice[] {
    return this.fleet.inWorkspace(id);
  }

  /** A new workspace; two may have the same name. */
  add(given: Pick<SimWorkspace, 'displayName'> & Partial<SimWorkspace>): SimWorkspace {
    const { seed, orgId } = this.#options;
    this.#added += 1;
    const id = webexId('PLACE', seed, `new-${this.#added}`);
    const created = new Date(this.fleet.now()).toISOString();
    const workspace = { ...blank({ id, orgId, created, displayName: given.displayName }), ...given };
    this.#all().set(workspace.id, workspace);
    return workspace;
  }

  /** Sets fields, as somebody in Control Hub would; undefined takes one away. False when there is no such workspace. */
  set(id: string, change: Partial<Omit<SimWorkspace, 'id'>>): boolean {
    const workspace = this.get(id);
    if (workspace) Object.assign(workspace, change);
    return workspace !== undefined;
  }

  /** Takes a workspace away, and every device that stands in it. False when there is no such workspace. */
  remove(id: string): boolean {
    if (!this.#all().delete(id)) return false;
    for (const device of [...this.devicesIn(id)]) this.fleet.remove(device.id);
    return true;
  }

  #all(): Map<string, SimWorkspace> {
    if (!this.#byId) {
      const { seed, orgId } = this.#options;
      const floorsOf = this.known.floorsOf?.bind(this.known) ?? (() => []);
      this.#byId = new Map();
      for (const one of seedWorkspaces(this.#devices, { seed, orgId, floorsOf, now: this.#began })) {
        // The first device of a workspace gives it its name.
        if (!this.#byId.has(one.id)) this.#byId.set(one.id, one);
      }
    }
    return this.#byId;
  }
}
