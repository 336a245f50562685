import { isReachable, type SimDevice } from '../devices/device.ts';
import type { Fleet } from '../devices/fleet.ts';

/** As long as live Webex takes. */
const USUAL_MS = 30_000;

interface Task {
  deviceId: string;
  personId: string;
  endsAt: number;
  result?: { success: true } | { success: false; errorDescription: string };
}

/** Shared devices on their way to become somebody's own. There is no way back. */
export class Personalisations {
  readonly #fleet: Fleet;
  readonly #lasts: number;
  readonly #tasks = new Map<string, Task>();

  constructor(fleet: Fleet, lasts = USUAL_MS) {
    this.#fleet = fleet;
    this.#lasts = lasts;
  }

  isRunning(workspaceId: string): boolean {
    const task = this.of(workspaceId);
    return task !== undefined && !('success' in task);
  }

  begin(workspaceId: string, device: SimDevice, personId: string): void {
    this.#tasks.set(workspaceId, { deviceId: device.id, personId, endsAt: this.#fleet.now() + this.#lasts });
  }

  /** How the task stands: its end, or how many milliseconds are left. Undefined when there is none. */
  of(workspaceId: string): Task['result'] | { leftMs: number } {
    const task = this.#tasks.get(workspaceId);
    if (!task || task.result) return task?.result;
    const leftMs = task.endsAt - this.#fleet.now();
    if (leftMs > 0) return { leftMs };
    task.result = this.#end(task);
    return task.result;
  }

  /** Its device is looked at when it ends: it may have gone offline meanwhile. */
  #end({ deviceId, personId }: Task): Task['result'] {
    const device = this.#fleet.get(deviceId);
    if (!device || !isReachable(device)) return { success: false, errorDescription: 'Device is offline' };
    this.#fleet.personalise(device, personId);
    return { success: true };
  }
}
