import type { Account } from '../people.ts';
import type { Access, SimDevice } from './device.ts';

/** Where API access is granted: a workspace, or a personal device itself. */
const placeOf = (device: SimDevice): string => device.workspaceId ?? device.id;

/**
 * Who may do what: "Edit API access" of a workspace grants it for all its devices, as the Devices guide says; nothing
 * crosses the border of an organisation.
 */
export class Grants {
  readonly #botId: string;
  readonly #granted = new Map<string, Access>();

  constructor(botId: string) {
    this.#botId = botId;
  }

  set(placeId: string, accountId: string, access: Access): void {
    this.#granted.set(`${placeId} ${accountId}`, access);
  }

  of(device: SimDevice, account: Account): Access {
    if (account.orgId !== device.orgId) return 'none';
    const granted = this.#granted.size > 0 ? this.#granted.get(`${placeOf(device)} ${account.id}`) : undefined;
    if (granted) return granted;
    if (account.type === 'bot') return account.id === this.#botId ? device.botAccess : 'none';
    return account.role === 'admin' || device.personId === account.id ? 'full' : 'none';
  }
}
